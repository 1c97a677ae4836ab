"""Convolution with SciPy, which is not allowed."""

import numpy as np
from scipy.signal import correlate


def conv1d_forward(x, w, b, boundary="zero"):
    return correlate(x, w, mode="same") + b


def conv1d_backward(grad_z, x, w, boundary="zero"):
    return correlate(grad_z, w[::-1], mode="same"), correlate(x, grad_z, mode="valid"), grad_z.sum()


def sgd_step(param, grad, lr):
    return param - lr * grad
