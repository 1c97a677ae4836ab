"""The caches are arrays: of integers, and a structured one of a subclass."""

import numpy as np


class Places(np.ndarray):
    """An array that carries a shape along."""

    def __array_finalize__(self, other):
        self.image = getattr(other, "image", None)


def maxpool1d_forward(x, window, padding=0):
    n = len(x)
    if window < 1 or padding < 0 or padding >= window or n + 2 * padding < window:
        raise ValueError("window or padding")
    padded = np.full(n + 2 * padding, -np.inf)
    padded[padding : padding + n] = x
    view = np.lib.stride_tricks.sliding_window_view(padded, window)
    # One row for each window: where its maximum is; a last one for the length.
    cache = np.append(view.argmax(1) + np.arange(len(view)) - padding, n)
    return view.max(1), cache


def maxpool1d_backward(grad_out, cache):
    *places, n = cache
    grad_x = np.zeros(n)
    np.add.at(grad_x, places, grad_out)
    return grad_x


def maxpool2d_forward(x, window, stride=1, padding=0):
    height, width = window
    if stride < 1 or height < 1 or width < 1 or padding < 0 or padding >= min(height, width):
        raise ValueError("window, stride or padding")
    sides = (padding, padding)
    padded = np.pad(x.astype(float), ((0, 0), (0, 0), sides, sides), constant_values=-np.inf)
    if height > padded.shape[2] or width > padded.shape[3]:
        raise ValueError("window")
    view = np.lib.stride_tricks.sliding_window_view(padded, window, (2, 3))[:, :, ::stride, ::stride]
    flat = view.reshape(*view.shape[:4], -1)
    place = flat.argmax(-1)
    top, left = np.ogrid[: view.shape[2], : view.shape[3]]
    cache = np.zeros(place.shape, dtype=[("row", int), ("column", int)]).view(Places)
    cache["row"] = top * stride + place // width - padding
    cache["column"] = left * stride + place % width - padding
    cache.image = x.shape
    return flat.max(-1), cache


def maxpool2d_backward(grad_out, cache):
    grad_x = np.zeros(cache.image)
    b, c, _, _ = np.indices(cache.shape)
    np.add.at(grad_x, (b, c, np.asarray(cache["row"]), np.asarray(cache["column"])), grad_out)
    return grad_x
