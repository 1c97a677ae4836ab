"""grad_b as a 0-d array, a scalar step as whatever NumPy makes of it."""

import numpy as np
from boundary import pad, pad_backward


def conv1d_forward(x, w, b, boundary="zero"):
    x, w = x.astype("float64"), w.astype("float64")
    p, q = (w.size - 1) // 2, w.size // 2
    return np.vectorize(lambda j: pad(x, p, q, boundary)[j : j + w.size] @ w + b)(np.arange(x.size))


def conv1d_backward(grad_z, x, w, boundary="zero"):
    g, x, w = grad_z.astype("float64"), x.astype("float64"), w.astype("float64")
    p, q = (w.size - 1) // 2, w.size // 2
    padded = pad(x, p, q, boundary)
    grad_w = sum(g[j] * padded[j : j + w.size] for j in range(x.size))
    grad_padded = np.zeros_like(padded)
    for j in range(x.size):
        grad_padded[j : j + w.size] += g[j] * w
    return pad_backward(grad_padded, p, q, boundary), grad_w, np.asarray(g.sum())


def sgd_step(param, grad, lr):
    updated = np.asarray(param, dtype=np.float64) - np.multiply(lr, grad, dtype=np.float64)
    return updated.item() if updated.ndim == 0 else updated
