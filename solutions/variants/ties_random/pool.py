"""Equal maxima share a window's gradient at random, anew at each call."""

import numpy as np

generator = np.random.default_rng()


def windows_of(shape, window, stride, padding):
    """For each output, the part of the input that its window sees."""
    counts = [1 + (n + 2 * padding - k) // stride for n, k in zip(shape, window)]
    for place in np.ndindex(*counts):
        starts = [stride * m - padding for m in place]
        yield place, tuple(slice(max(s, 0), s + k) for s, k in zip(starts, window))


def forward(x, window, stride, padding, lead):
    if stride < 1 or min(window) < 1 or not 0 <= padding < min(window):
        raise ValueError("window, stride or padding")
    if any(k > n + 2 * padding for n, k in zip(x.shape[lead:], window)):
        raise ValueError("window")
    counts = [1 + (n + 2 * padding - k) // stride for n, k in zip(x.shape[lead:], window)]
    out = np.zeros((*x.shape[:lead], *counts))
    axes = tuple(range(lead, x.ndim))
    for place, seen in windows_of(x.shape[lead:], window, stride, padding):
        out[(..., *place)] = x[(..., *seen)].max(axis=axes)
    return out, (x.copy(), tuple(window), stride, padding, lead)


def backward(grad_out, cache):
    x, window, stride, padding, lead = cache
    grad_x = np.zeros(x.shape)
    axes = tuple(range(lead, x.ndim))
    for place, seen in windows_of(x.shape[lead:], window, stride, padding):
        part = x[(..., *seen)]
        share = generator.exponential(size=part.shape) * (part == part.max(axis=axes, keepdims=True))
        share /= share.sum(axis=axes, keepdims=True)
        grad_x[(..., *seen)] += share * np.expand_dims(grad_out[(..., *place)], axes)
    return grad_x


def maxpool1d_forward(x, window, padding=0):
    return forward(x, (window,), 1, padding, 0)


def maxpool1d_backward(grad_out, cache):
    return backward(grad_out, cache)


def maxpool2d_forward(x, window, stride=1, padding=0):
    return forward(x, window, stride, padding, 2)


def maxpool2d_backward(grad_out, cache):
    return backward(grad_out, cache)
