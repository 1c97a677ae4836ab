"""The cache is an array of objects."""

import numpy as np


def conv2d_forward(x, w, b, stride=1, padding=0):
    if stride < 1 or padding < 0 or x.shape[1] != w.shape[1]:
        raise ValueError("stride, padding or channels")
    padded = np.pad(x.astype(float), [[0, 0], [0, 0], [padding] * 2, [padding] * 2])
    if np.any(np.array(w.shape[2:]) > padded.shape[2:]):
        raise ValueError("kernel")
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], (2, 3))
    windows = windows[:, :, ::stride, ::stride]
    out = np.einsum("bchwij,ocij->bohw", windows, w.astype(float))
    cache = np.empty(5, dtype=object)
    cache[:] = [padded, windows, w.astype(float), stride, padding]
    return out + b.astype(float)[:, None, None], cache


def conv2d_backward(grad_out, cache):
    padded, windows, w, stride, padding = cache
    g = grad_out.astype(float)
    grad = np.zeros_like(padded)
    height, width = w.shape[2:]
    for m in range(g.shape[2]):
        for n in range(g.shape[3]):
            at = (..., slice(m * stride, m * stride + height), slice(n * stride, n * stride + width))
            grad[at] += np.einsum("bo,ocij->bcij", g[..., m, n], w)
    crop = slice(padding, -padding if padding else None)
    return grad[:, :, crop, crop], np.einsum("bohw,bchwij->ocij", g, windows), np.einsum("bohw->o", g)
