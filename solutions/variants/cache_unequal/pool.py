"""The cache cannot be compared, tested for truth, hashed, copied or measured."""

import numpy as np


class Cache:
    __hash__ = None

    def __init__(self, *content):
        self.content = content

    def _refuse(self, *_, **__):
        raise TypeError("a cache is only to be handed on")

    __eq__ = __ne__ = __lt__ = __bool__ = __len__ = __iter__ = __getitem__ = _refuse
    __array__ = __copy__ = __deepcopy__ = __reduce__ = __repr__ = __str__ = __float__ = _refuse


def maxpool1d_forward(x, window, padding=0):
    n = len(x)
    if window < 1 or window > n + 2 * padding or padding < 0 or padding >= window:
        raise ValueError("window or padding")
    seen = [range(max(0, m - padding), min(n, m - padding + window)) for m in range(n + 2 * padding - window + 1)]
    winner = [max(places, key=lambda i: x[i]) for places in seen]
    return x[winner] * np.float64(1), Cache(winner, n)


def maxpool1d_backward(grad_out, cache):
    winner, n = cache.content
    grad_x = np.zeros(n)
    for i, g in zip(winner, grad_out):
        grad_x[i] = grad_x[i] + g
    return grad_x


def maxpool2d_forward(x, window, stride=1, padding=0):
    height, width = window
    if stride < 1:
        raise ValueError("stride")
    if height < 1 or width < 1:
        raise ValueError("window")
    if padding < 0 or padding >= height or padding >= width:
        raise ValueError("padding")
    wide = np.full((*x.shape[:2], x.shape[2] + 2 * padding, x.shape[3] + 2 * padding), -np.inf)
    rows, columns = wide.shape[2:]
    wide[:, :, padding : rows - padding, padding : columns - padding] = x
    if height > rows or width > columns:
        raise ValueError("window")
    # First across, then down: the maximum of a window is that of its rows' maxima.
    across = np.stack([wide[..., j : columns - width + 1 + j : stride] for j in range(width)])
    row_max, row_place = across.max(0), across.argmax(0)
    down = np.stack([row_max[:, :, i : rows - height + 1 + i : stride] for i in range(height)])
    out, i = down.max(0), down.argmax(0)
    b, c, m, n = np.indices(out.shape)
    row = m * stride + i
    column = n * stride + row_place[b, c, row, n]
    return out, Cache(b, c, row - padding, column - padding, x.shape)


def maxpool2d_backward(grad_out, cache):
    *index, shape = cache.content
    grad_x = np.zeros(shape)
    np.add.at(grad_x, tuple(index), grad_out)
    return grad_x
