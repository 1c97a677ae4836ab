"""The cache holds a running generator, which answers each gradient it is sent."""

import numpy as np


def answering(shape, winners):
    grad_x = None
    while True:
        grad_out = yield grad_x
        grad_x = np.zeros(shape)
        for place, source in winners:
            grad_x[source] += grad_out[place]


class Cache:
    def __init__(self, shape, winners):
        self.run = answering(shape, winners)
        next(self.run)


def starts(n, k, stride, padding):
    return range(-padding, n + padding - k + 1, stride)


def require(condition):
    if not condition:
        raise ValueError("these arguments cannot be computed with")


def maxpool1d_forward(x, window, padding=0):
    require(window >= 1 and 0 <= padding < window <= len(x) + 2 * padding)
    out, winners = [], []
    for m, s in enumerate(starts(len(x), window, 1, padding)):
        value, neg = max((float(x[i]), -i) for i in range(max(s, 0), min(s + window, len(x))))
        out.append(value)
        winners.append((m, -neg))
    return np.array(out), Cache(x.shape, winners)


def maxpool1d_backward(grad_out, cache):
    return cache.run.send(grad_out)


def maxpool2d_forward(x, window, stride=1, padding=0):
    (height, width), (batch, channels, rows, columns) = window, x.shape
    require(stride >= 1 and height >= 1 and width >= 1)
    require(0 <= padding < min(height, width))
    require(height <= rows + 2 * padding and width <= columns + 2 * padding)
    tops, lefts = starts(rows, height, stride, padding), starts(columns, width, stride, padding)
    out, winners = np.zeros((batch, channels, len(tops), len(lefts))), []
    for b, c, m, n in np.ndindex(out.shape):
        top, left = max(tops[m], 0), max(lefts[n], 0)
        part = x[b, c, top : tops[m] + height, left : lefts[n] + width]
        i, j = divmod(int(np.argmax(part)), part.shape[1])
        out[b, c, m, n] = part[i, j]
        winners.append(((b, c, m, n), (b, c, top + i, left + j)))
    return out, Cache(x.shape, winners)


def maxpool2d_backward(grad_out, cache):
    return cache.run.send(grad_out)
