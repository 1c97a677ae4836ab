"""The cache is a number: the key under which the module keeps what it needs."""

import itertools

import numpy as np

_kept = {}
_keys = itertools.count()


def _keep(*what):
    key = next(_keys)
    _kept[key] = what
    return key


def maxpool1d_forward(x, window, padding=0):
    if window < 1 or padding not in range(window) or window > len(x) + 2 * padding:
        raise ValueError("window or padding")
    padded = np.concatenate([[-np.inf] * padding, x, [-np.inf] * padding])
    places = [m + int(np.argmax(padded[m : m + window])) for m in range(len(padded) - window + 1)]
    return padded[places], _keep(places, padding, len(x))  # the first key is 0


def maxpool1d_backward(grad_out, cache):
    places, padding, n = _kept[cache]
    return np.bincount(places, grad_out, n + 2 * padding)[padding : padding + n]


def maxpool2d_forward(x, window, stride=1, padding=0):
    height, width = window
    if min(height, width, stride) < 1 or padding not in range(min(window)):
        raise ValueError("window, stride or padding")
    if height > x.shape[2] + 2 * padding or width > x.shape[3] + 2 * padding:
        raise ValueError("window")
    sides = (padding, padding)
    padded = np.pad(x.astype(float), ((0, 0), (0, 0), sides, sides), constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, window, (2, 3))[:, :, ::stride, ::stride]
    out = windows.max((-2, -1))
    key = np.int64(_keep(windows.reshape(*out.shape, -1).argmax(-1), width, stride, padding, padded.shape))
    return out, key  # a NumPy scalar


def maxpool2d_backward(grad_out, cache):
    place, width, stride, padding, shape = _kept[int(cache)]
    grad = np.zeros(shape)
    b, c, m, n = np.indices(place.shape)
    np.add.at(grad, (b, c, m * stride + place // width, n * stride + place % width), grad_out)
    return grad[:, :, padding : shape[2] - padding, padding : shape[3] - padding]
