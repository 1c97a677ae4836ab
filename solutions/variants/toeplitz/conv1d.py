"""Convolution as a matrix: z = b + T x with a Toeplitz matrix of the kernel."""

import numpy as np
from boundary import matrix


def toeplitz(w, n):
    """The (n, n + K - 1) matrix that applies the kernel at each place of a padded signal."""
    k = len(w)
    t = np.zeros((n, n + k - 1))
    for row in range(n):
        t[row, row : row + k] = w
    return t


def conv1d_forward(x, w, b, boundary="zero"):
    n, k = len(x), len(w)
    p = (k - 1) // 2
    return b + toeplitz(w, n) @ matrix(n, p, k - 1 - p, boundary).T @ x


def conv1d_backward(grad_z, x, w, boundary="zero"):
    n, k = len(x), len(w)
    p = (k - 1) // 2
    border = matrix(n, p, k - 1 - p, boundary)
    grad_x = border @ (toeplitz(w, n).T @ grad_z)
    padded = x @ border
    grad_w = np.array([padded[i : i + n] @ grad_z for i in range(k)])
    return grad_x, grad_w, np.ones(n) @ grad_z


def sgd_step(param, grad, lr):
    return np.asarray(param) * np.float64(1.0) - np.asarray(grad) * np.float64(lr)
