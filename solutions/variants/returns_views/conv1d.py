"""Results with unusual memory: reversed, spaced, read-only, broadcast."""

import numpy as np
from boundary import pad, pad_backward


def reversed_memory(a):
    return np.array(a[::-1])[::-1]


def spaced_memory(a):
    room = np.full((len(a), 3), np.nan)
    room[:, 1] = a
    return room[:, 1]


def conv1d_forward(x, w, b, boundary="zero"):
    k = len(w)
    p = (k - 1) // 2
    padded = pad(x, p, k - 1 - p, boundary)
    if not w.any():
        return np.broadcast_to(np.float64(b), x.shape)
    z = sum(float(w[i]) * padded[i : i + len(x)] for i in range(k)) + b
    z.flags.writeable = False
    return reversed_memory(z)


def conv1d_backward(grad_z, x, w, boundary="zero"):
    n, k = len(x), len(w)
    p = (k - 1) // 2
    padded = pad(x, p, k - 1 - p, boundary)
    grad_w = np.array([padded[i : i + n] @ grad_z for i in range(k)])
    grad_padded = np.zeros(n + k - 1)
    for j in range(n):
        grad_padded[j : j + k] += w.astype(float) * grad_z[j]
    grad_x = pad_backward(grad_padded, p, k - 1 - p, boundary)
    return spaced_memory(grad_x), reversed_memory(grad_w), np.sum(grad_z, dtype=float)[()]


def sgd_step(param, grad, lr):
    updated = np.array(param, dtype=float, order="F")
    updated -= lr * np.asarray(grad, dtype=float)
    updated.flags.writeable = False
    return updated
