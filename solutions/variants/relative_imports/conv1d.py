"""Imports its neighbours as parts of one package."""

import numpy as np

from . import boundary as borders
from .boundary import pad_backward


def conv1d_forward(x, w, b, boundary="zero"):
    k = w.size
    padded = borders.pad(x, (k - 1) // 2, k // 2, boundary)
    return b + np.lib.stride_tricks.sliding_window_view(padded, k).dot(w)


def conv1d_backward(grad_z, x, w, boundary="zero"):
    k = w.size
    left, right = (k - 1) // 2, k // 2
    windows = np.lib.stride_tricks.sliding_window_view(borders.pad(x, left, right, boundary), k)
    dense = borders.pad(grad_z, k - 1, k - 1)
    grad_padded = np.lib.stride_tricks.sliding_window_view(dense, k).dot(w[::-1])
    grad_x = pad_backward(grad_padded, left, right, boundary)
    return grad_x, windows.T.dot(grad_z), grad_z.sum(dtype=float)


def sgd_step(param, grad, lr):
    return np.asarray(param, dtype=float) - lr * np.asarray(grad, dtype=float)
