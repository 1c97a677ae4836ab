"""Defines functions called pad, convolve and correlate of its own."""

import numpy as np
from boundary import pad as extend
from boundary import pad_backward


def convolve(u, v):
    """The full convolution of two vectors, by hand."""
    full = np.zeros(len(u) + len(v) - 1)
    for i in range(len(u)):
        full[i : i + len(v)] += np.float64(u[i]) * v
    return full


def correlate(u, v):
    """Every whole window of the signal v, weighted with u."""
    return np.array([np.dot(u, v[j : j + len(u)]) for j in range(len(v) - len(u) + 1)], dtype=float)


def pad(x, w, mode):
    return extend(x, (len(w) - 1) // 2, len(w) // 2, mode)


class polynomial:
    convolve = staticmethod(convolve)


def conv1d_forward(x, w, b, boundary="zero"):
    return correlate(w, pad(x, w, boundary)) + b


def conv1d_backward(grad_z, x, w, boundary="zero"):
    grad_w = correlate(grad_z, pad(x, w, boundary))
    grad_padded = polynomial.convolve(grad_z, w)
    grad_x = pad_backward(grad_padded, (len(w) - 1) // 2, len(w) // 2, boundary)
    return grad_x, grad_w, correlate(np.ones(len(x)), grad_z)[0]


def sgd_step(param, grad, lr):
    return np.array(param, float) - lr * np.array(grad, float)
