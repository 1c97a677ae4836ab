"""Convolution, with the package's own padding."""

import numpy as np

from .padding import pad, pad_backward


def conv1d_forward(x, w, b, boundary="zero"):
    k = len(w)
    padded = pad(x, (k - 1) // 2, k // 2, boundary)
    return np.array([padded[j : j + k] @ w for j in range(len(x))], float) + b


def conv1d_backward(grad_z, x, w, boundary="zero"):
    n, k = len(x), len(w)
    padded = pad(x, (k - 1) // 2, k // 2, boundary)
    grad_w = np.array([padded[i : i + n] @ grad_z for i in range(k)], float)
    grad_padded = sum(pad(np.float64(w[i]) * grad_z, i, k - 1 - i) for i in range(k))
    return pad_backward(grad_padded, (k - 1) // 2, k // 2, boundary), grad_w, float(sum(grad_z.astype(float)))
