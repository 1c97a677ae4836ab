"""Lists and named tuples as results."""

from collections import namedtuple

import numpy as np
from boundary import pad, pad_backward

Gradients = namedtuple("Gradients", ["x", "w", "b"])


def conv1d_forward(x, w, b, boundary="zero"):
    k = len(w)
    padded = pad(x, (k - 1) // 2, k // 2, boundary)
    return np.array([b + np.sum(w * padded[j : j + k], dtype=float) for j in range(len(x))])


def conv1d_backward(grad_z, x, w, boundary="zero"):
    k, n = len(w), len(x)
    padded = pad(x, (k - 1) // 2, k // 2, boundary)
    grad_padded = np.zeros(n + k - 1)
    for i in range(k):
        grad_padded[i : i + n] += np.multiply(w[i], grad_z, dtype=float)
    return Gradients(
        b=np.add.reduce(grad_z, dtype=float),
        w=np.array([np.dot(grad_z, padded[i : i + n]) for i in range(k)]),
        x=pad_backward(grad_padded, (k - 1) // 2, k // 2, boundary),
    )


def sgd_step(param, grad, lr):
    return np.asarray(param, float) + -lr * np.asarray(grad, float)
