"""Convolution as one product with a matrix of windows, gathered and scattered by index."""

from typing import NamedTuple

import numpy as np
from boundary import pad, pad_backward


class Gradients(NamedTuple):
    grad_x: np.ndarray
    grad_w: np.ndarray
    grad_b: float


def index(n, k):
    return np.add.outer(np.arange(n), np.arange(k))


def reaches(w):
    p = (w.size - 1) // 2
    return p, w.size - 1 - p


def conv1d_forward(x, w, b, boundary="zero"):
    columns = pad(x, *reaches(w), boundary)[index(x.size, w.size)]
    return columns @ w.astype(float) + b


def conv1d_backward(grad_z, x, w, boundary="zero"):
    places = index(x.size, w.size)
    grad_z = grad_z.astype(float)
    grad_w = pad(x, *reaches(w), boundary)[places].T @ grad_z
    grad_columns = np.outer(grad_z, w.astype(float))
    grad_padded = np.bincount(places.ravel(), weights=grad_columns.ravel())
    grad_x = pad_backward(grad_padded, *reaches(w), boundary)
    return Gradients(grad_x, grad_w, np.array(grad_z.sum()))


def sgd_step(param, grad, lr):
    return np.array(param, dtype=float) - lr * np.array(grad, dtype=float)
