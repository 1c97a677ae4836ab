"""Convolution that does not use boundary.py, but an index of its own."""

import numpy as np


def places(n, k, boundary):
    """(N, K) indices into the signal with one zero behind it."""
    p = (k - 1) // 2
    place = np.arange(n)[:, None] + np.arange(k) - p
    reach = max(p, k - 1 - p)
    if boundary == "zero":
        return np.where((0 <= place) & (place < n), place, n)
    if boundary == "edge":
        return place.clip(0, n - 1)
    if boundary == "reflect" and reach < n:
        return n - 1 - abs(n - 1 - abs(place))
    if boundary == "wrap" and reach <= n:
        return place % n
    raise ValueError(f"{boundary} cannot be used here")


def conv1d_forward(x, w, b, boundary="zero"):
    return np.append(x.astype(float), 0.0)[places(len(x), len(w), boundary)] @ w + b


def conv1d_backward(grad_z, x, w, boundary="zero"):
    index = places(len(x), len(w), boundary)
    grad_w = grad_z @ np.append(x.astype(float), 0.0)[index]
    terms = np.multiply.outer(grad_z.astype(float), w)
    grad_x = np.bincount(index.ravel(), terms.ravel(), len(x) + 1)[:-1]
    return grad_x, grad_w, grad_z.sum(dtype=float)


def sgd_step(param, grad, lr):
    return param * np.float64(1) - lr * (grad * np.float64(1))
