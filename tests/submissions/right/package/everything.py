"""All of questions 4 to 6 in one further file."""

import numpy as np


class maxpool:
    """Pooling of any number of dimensions, with a forward and a backward pass."""

    def __init__(self, dimensions):
        self.dimensions = dimensions

    def forward(self, x, window, stride=1, padding=0):
        d = self.dimensions
        window = (window,) if np.ndim(window) == 0 else tuple(window)
        if stride < 1 or padding < 0 or min(window) < 1 or padding >= min(window):
            raise ValueError("stride, padding or window")
        width = [(0, 0)] * (x.ndim - d) + [(padding, padding)] * d
        padded = np.pad(x.astype(float), width, constant_values=-np.inf)
        if any(k > n for k, n in zip(window, padded.shape[-d:])):
            raise ValueError("window")
        axes = tuple(range(x.ndim - d, x.ndim))
        numbers = np.arange(padded.size).reshape(padded.shape)
        values, places = (
            np.lib.stride_tricks.sliding_window_view(a, window, axes)[
                (slice(None),) * (x.ndim - d) + (slice(None, None, stride),) * d
            ].reshape(*a.shape[: x.ndim - d], *[1 + (n - k) // stride for n, k in zip(a.shape[-d:], window)], -1)
            for a in (padded, numbers)
        )
        best = values.argmax(-1)[..., None]
        winner = np.take_along_axis(places, best, -1)[..., 0]
        return np.take_along_axis(values, best, -1)[..., 0], (winner, padded.shape, width)

    def backward(self, grad_out, cache):
        winner, shape, width = cache
        grad = np.bincount(winner.ravel(), grad_out.ravel(), np.prod(shape)).reshape(shape)
        return grad[tuple(slice(a, n - b) for (a, b), n in zip(width, shape))]


def convolve_images(x, w, b, stride, padding):
    if stride < 1 or padding < 0 or x.shape[1] != w.shape[1]:
        raise ValueError("stride, padding or channels")
    padded = np.pad(x.astype(float), ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    down = (padded.shape[2] - w.shape[2]) // stride + 1
    across = (padded.shape[3] - w.shape[3]) // stride + 1
    if down < 1 or across < 1:
        raise ValueError("kernel")
    out = np.zeros((len(x), len(w), down, across)) + b.astype(float).reshape(-1, 1, 1)
    for i in range(w.shape[2]):
        for j in range(w.shape[3]):
            under = padded[:, :, i : i + stride * down : stride, j : j + stride * across : stride]
            out += np.tensordot(w[:, :, i, j].astype(float), under, (1, 1)).swapaxes(0, 1)
    return out, {"padded": padded, "w": w.astype(float), "stride": stride, "padding": padding}


def convolve_images_backward(grad_out, cache):
    padded, w, stride, padding = cache.values()
    g = grad_out.astype(float)
    grad, grad_w = np.zeros(padded.shape), np.zeros(w.shape)
    down, across = (stride * size for size in g.shape[2:])
    for i in range(w.shape[2]):
        for j in range(w.shape[3]):
            at = np.s_[:, :, i : i + down : stride, j : j + across : stride]
            grad[at] += np.tensordot(w[:, :, i, j], g, (0, 1)).swapaxes(0, 1)
            grad_w[:, :, i, j] = np.tensordot(g, padded[at], ((0, 2, 3), (0, 2, 3)))
    crop = slice(padding, padded.shape[2] - padding), slice(padding, padded.shape[3] - padding)
    return grad[(..., *crop)], grad_w, g.sum((0, 2, 3))
