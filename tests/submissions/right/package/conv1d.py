"""Question 1: see the package."""

import layers.convolution
import numpy as np

conv1d_forward = layers.convolution.conv1d_forward
conv1d_backward = layers.convolution.conv1d_backward


def sgd_step(param, grad, lr):
    return np.subtract(param, lr * np.asarray(grad, float), dtype=float)
