"""The cache is the backward pass itself, as a closure."""

import numpy as np


def _check(x_shape, window, stride, padding):
    if stride < 1 or any(k < 1 or padding >= k for k in window) or padding < 0:
        raise ValueError("window, stride or padding is not possible")
    if any(k > n + 2 * padding for n, k in zip(x_shape, window)):
        raise ValueError("the window is larger than the padded input")


def maxpool1d_forward(x, window, padding=0):
    _check(x.shape, (window,), 1, padding)
    n = len(x)
    winner = [
        max(range(max(s, 0), min(s + window, n)), key=x.__getitem__)
        for s in range(-padding, n + padding - window + 1)
    ]

    def backward(grad_out):
        grad_x = np.zeros(n)
        np.add.at(grad_x, winner, grad_out)
        return grad_x

    return np.array([x[i] for i in winner], dtype=float), backward


def maxpool1d_backward(grad_out, cache):
    return cache(grad_out)


def maxpool2d_forward(x, window, stride=1, padding=0):
    _check(x.shape[2:], window, stride, padding)
    shape = x.shape
    flat = x.reshape(-1, *shape[2:]).astype(float)
    results = [_image(image, window, stride, padding) for image in flat]
    out = np.stack([out for out, _ in results])
    backwards = [backward for _, backward in results]

    def backward(grad_out):
        images = grad_out.reshape(-1, *grad_out.shape[2:])
        return np.stack([one(g) for one, g in zip(backwards, images)]).reshape(shape)

    return out.reshape(*shape[:2], *out.shape[1:]), backward


def _image(image, window, stride, padding):
    rows, columns = image.shape
    tops = range(-padding, rows + padding - window[0] + 1, stride)
    lefts = range(-padding, columns + padding - window[1] + 1, stride)
    out = np.empty((len(tops), len(lefts)))
    winner = {}
    for m, top in enumerate(tops):
        for n, left in enumerate(lefts):
            i, j = max(top, 0), max(left, 0)
            part = image[i : top + window[0], j : left + window[1]]
            di, dj = np.unravel_index(part.argmax(), part.shape)
            winner[m, n] = i + di, j + dj
            out[m, n] = part[di, dj]

    def backward(grad):
        result = np.zeros((rows, columns))
        for place, source in winner.items():
            result[source] += grad[place]
        return result

    return out, backward


def maxpool2d_backward(grad_out, cache):
    return cache(grad_out)
