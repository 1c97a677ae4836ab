"""Turns every floating-point oddity into an error, and works all the same."""

import numpy as np
from boundary import pad, pad_backward

np.seterr(all="raise", under="ignore")
np.set_printoptions(precision=1, threshold=3)


def conv1d_forward(x, w, b, boundary="zero"):
    k = len(w)
    windows = np.lib.stride_tricks.sliding_window_view(pad(x, (k - 1) // 2, k // 2, boundary), k)
    return np.inner(windows, w.astype(float)) + float(b)


def conv1d_backward(grad_z, x, w, boundary="zero"):
    n, k = len(x), len(w)
    windows = np.lib.stride_tricks.sliding_window_view(pad(x, (k - 1) // 2, k // 2, boundary), k)
    terms = np.outer(grad_z.astype(float), w.astype(float))
    # Row j of the terms belongs to the places j … j + K - 1: the sums along the antidiagonals.
    skewed = np.zeros((n, n + k))
    skewed[:, :k] = terms
    grad_padded = skewed.ravel()[: n * (n + k - 1)].reshape(n, n + k - 1).sum(axis=0)
    return pad_backward(grad_padded, (k - 1) // 2, k // 2, boundary), windows.T @ grad_z.astype(float), grad_z.astype(float).sum()


def sgd_step(param, grad, lr):
    return np.asarray(param, dtype=float) - lr * np.asarray(grad, dtype=float)
