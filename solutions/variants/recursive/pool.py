"""Pooling by recursion: a window's maximum is the larger of its two halves'."""

import numpy as np


def larger(x, low, high):
    """The index of the largest of x[low:high]."""
    if high - low == 1:
        return low
    middle = (low + high) // 2
    left, right = larger(x, low, middle), larger(x, middle, high)
    return right if x[right] > x[left] else left


def check(n, window, padding):
    if window < 1 or padding < 0 or padding >= window or n + 2 * padding < window:
        raise ValueError(f"a window of {window} on {n} elements padded by {padding}")


def maxpool1d_forward(x, window, padding=0):
    n = len(x)
    check(n, window, padding)
    values = x.tolist()
    winner = [
        larger(values, max(m, 0), min(m + window, n)) for m in range(-padding, n + padding - window + 1)
    ]
    return np.array([values[i] for i in winner], dtype=float), (n, tuple(winner))


def maxpool1d_backward(grad_out, cache):
    n, winner = cache
    return np.array([sum(float(g) for g, i in zip(grad_out, winner) if i == j) for j in range(n)]) + np.zeros(n)


def maxpool2d_forward(x, window, stride=1, padding=0):
    """Two poolings of one dimension: first along the rows, then along the columns."""
    if stride < 1:
        raise ValueError("stride")
    for size, side in zip(x.shape[2:], window):
        check(size, side, padding)
    across, cache_across = along_last(x, window[1], stride, padding)
    down, cache_down = along_last(across.swapaxes(2, 3), window[0], stride, padding)
    return down.swapaxes(2, 3), (cache_across, cache_down)


def along_last(x, window, stride, padding):
    results = [maxpool1d_forward(row, window, padding) for row in x.reshape(-1, x.shape[-1])]
    out = np.array([out[::stride] for out, _ in results])
    dense = len(results[0][0])
    return out.reshape(*x.shape[:-1], -1), ([cache for _, cache in results], x.shape, dense, stride)


def back_along_last(grad, caches):
    each, shape, dense, stride = caches
    rows = []
    for row, cache in zip(grad.reshape(-1, grad.shape[-1]), each):
        spread = np.zeros(dense)
        spread[::stride] = row
        rows.append(maxpool1d_backward(spread, cache))
    return np.array(rows).reshape(shape)


def maxpool2d_backward(grad_out, cache):
    cache_across, cache_down = cache
    down = back_along_last(grad_out.swapaxes(2, 3), cache_down)
    return back_along_last(down.swapaxes(2, 3), cache_across)
