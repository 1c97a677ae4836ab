"""Single precision where all arrays are."""

import numpy as np
from boundary import floating, pad, pad_backward


def conv1d_forward(x, w, b, boundary="zero"):
    x, w = floating(x, w)
    k = len(w)
    windows = np.lib.stride_tricks.sliding_window_view(pad(x, (k - 1) // 2, k // 2, boundary), k)
    return (windows @ w + x.dtype.type(b)).astype(x.dtype)


def conv1d_backward(grad_z, x, w, boundary="zero"):
    grad_z, x, w = floating(grad_z, x, w)
    n, k = len(x), len(w)
    windows = np.lib.stride_tricks.sliding_window_view(pad(x, (k - 1) // 2, k // 2, boundary), k)
    grad_padded = np.zeros(n + k - 1, x.dtype)
    for i in range(k):
        grad_padded[i : i + n] += w[i] * grad_z
    return pad_backward(grad_padded, (k - 1) // 2, k // 2, boundary), grad_z @ windows, grad_z.sum()


def sgd_step(param, grad, lr):
    if np.ndim(param) == 0:
        return float(param) - lr * float(grad)
    param, grad = floating(param, grad)
    return param - param.dtype.type(lr) * grad
