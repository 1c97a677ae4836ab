"""Pooling on views made by as_strided; the gradient is scattered with np.add.at."""

import numpy as np
from numpy.lib.stride_tricks import as_strided


def maxpool1d_forward(x, window, padding=0):
    n = x.size
    if window <= 0:
        raise ValueError("the window is empty")
    if padding < 0 or padding >= window:
        raise ValueError("padding")
    m = n + 2 * padding - window + 1
    if m < 1:
        raise ValueError("the window does not fit")
    padded = np.pad(x.astype(np.float64), padding, constant_values=-np.inf)
    view = as_strided(padded, (m, window), padded.strides * 2, writeable=False)
    place = np.argmax(view, axis=1) + np.arange(m)
    return view.max(axis=1), {"place": place, "padding": padding, "n": n}


def maxpool1d_backward(grad_out, cache):
    padding, n = cache["padding"], cache["n"]
    grad = np.zeros(n + 2 * padding)
    np.add.at(grad, cache["place"], grad_out)
    return grad[padding : padding + n]


def maxpool2d_forward(x, window, stride=1, padding=0):
    height, width = window
    if stride < 1:
        raise ValueError("stride")
    if min(window) < 1 or padding < 0 or padding >= min(window):
        raise ValueError("window and padding")
    sides = (padding, padding)
    padded = np.pad(x.astype(np.float64), [(0, 0), (0, 0), sides, sides], constant_values=-np.inf)
    batch, channels, rows, columns = padded.shape
    if height > rows or width > columns:
        raise ValueError("the window does not fit")
    down, across = (rows - height) // stride + 1, (columns - width) // stride + 1
    s = padded.strides
    view = as_strided(
        padded,
        (batch, channels, down, across, height, width),
        (s[0], s[1], s[2] * stride, s[3] * stride, s[2], s[3]),
        writeable=False,
    )
    flat = view.reshape(batch, channels, down, across, -1)
    place = np.unravel_index(flat.argmax(-1), (height, width))
    index = list(np.indices((batch, channels, down, across)))
    index[2] = index[2] * stride + place[0]
    index[3] = index[3] * stride + place[1]
    return flat.max(-1), {"index": tuple(index), "shape": padded.shape, "padding": padding}


def maxpool2d_backward(grad_out, cache):
    grad = np.zeros(cache["shape"])
    np.add.at(grad, cache["index"], grad_out)
    inner = slice(cache["padding"], -cache["padding"] or None)
    return grad[:, :, inner, inner]
