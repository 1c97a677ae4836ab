"""Functions made in other ways: a lambda, a partial, an object that can be called."""

from functools import partial

import numpy as np
from boundary import pad, pad_backward

_windows = lambda x, k, mode: np.lib.stride_tricks.sliding_window_view(pad(x, (k - 1) // 2, k // 2, mode), k)

conv1d_forward = lambda x, w, b, boundary="zero": b + _windows(x, len(w), boundary) @ w


def _backward(dtype, grad_z, x, w, boundary="zero"):
    grad_z, k = grad_z.astype(dtype), len(w)
    grad_padded = np.zeros(len(x) + k - 1, dtype)
    for i in range(k):
        grad_padded[i : i + len(x)] += dtype(w[i]) * grad_z
    return pad_backward(grad_padded, (k - 1) // 2, k // 2, boundary), grad_z @ _windows(x, k, boundary), grad_z.sum()


conv1d_backward = partial(_backward, np.float64)


class Step:
    """Counts how often it was called, for the fun of it."""

    count = 0

    def __call__(self, param, grad, lr):
        self.count += 1
        return np.float64(param) - np.float64(lr) * np.float64(grad)


sgd_step = Step()
