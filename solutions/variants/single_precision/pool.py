"""Maxima keep single precision, and so do their gradients where all arrays have it."""

import numpy as np


def _result(*dtypes):
    return np.float32 if all(d == np.float32 for d in dtypes) else np.float64


def maxpool1d_forward(x, window, padding=0):
    if window < 1 or padding < 0 or padding >= window or window > len(x) + 2 * padding:
        raise ValueError("window or padding")
    starts = range(-padding, len(x) + padding - window + 1)
    winner = [max(s, 0) + int(np.argmax(x[max(s, 0) : s + window])) for s in starts]
    return x[winner].astype(_result(x.dtype)), (winner, x.shape, x.dtype)


def maxpool1d_backward(grad_out, cache):
    winner, shape, dtype = cache
    grad_x = np.zeros(shape, _result(dtype, grad_out.dtype))
    np.add.at(grad_x, winner, grad_out.astype(grad_x.dtype))
    return grad_x


def maxpool2d_forward(x, window, stride=1, padding=0):
    h, w = window
    if stride < 1 or min(h, w) < 1 or padding < 0 or padding >= min(h, w):
        raise ValueError("window, stride or padding")
    padded = np.full((*x.shape[:2], x.shape[2] + 2 * padding, x.shape[3] + 2 * padding), -np.inf, _result(x.dtype))
    rows, columns = padded.shape[2:]
    if h > rows or w > columns:
        raise ValueError("window")
    padded[:, :, padding : rows - padding, padding : columns - padding] = x
    view = np.lib.stride_tricks.sliding_window_view(padded, (h, w), (2, 3))[:, :, ::stride, ::stride]
    place = view.reshape(*view.shape[:4], -1).argmax(-1)
    return view.max((4, 5)), (place, padded.shape, w, stride, padding, x.dtype)


def maxpool2d_backward(grad_out, cache):
    place, shape, w, stride, padding, dtype = cache
    grad = np.zeros(shape, _result(dtype, grad_out.dtype))
    b, c, m, n = np.indices(place.shape)
    at = b, c, m * stride + place // w, n * stride + place % w
    np.add.at(grad, at, grad_out.astype(grad.dtype))
    return grad[:, :, padding : shape[2] - padding, padding : shape[3] - padding]
