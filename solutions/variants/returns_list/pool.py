"""(out, cache) as a list; the cache is a list that holds the list's own kind of things."""

import numpy as np


class Result(list):
    pass


def maxpool1d_forward(x, window, padding=0):
    if window < 1 or padding < 0 or padding >= window:
        raise ValueError("window or padding")
    signal = [-np.inf] * padding + [float(v) for v in x] + [-np.inf] * padding
    if window > len(signal):
        raise ValueError("window")
    where = []
    for m in range(len(signal) - window + 1):
        part = signal[m : m + window]
        where.append(m + part.index(max(part)))
    return [np.array([signal[i] for i in where]), [where, [padding], len(x)]]


def maxpool1d_backward(grad_out, cache):
    where, [padding], n = cache
    grad = [0.0] * (n + 2 * padding)
    for i, g in zip(where, grad_out.tolist()):
        grad[i] += g
    return np.array(grad[padding : padding + n])


def maxpool2d_forward(x, window, stride=1, padding=0):
    height, width = window
    if height < 1 or width < 1 or stride < 1 or padding < 0 or padding >= min(window):
        raise ValueError("window, stride or padding")
    if x.shape[2] + 2 * padding < height or x.shape[3] + 2 * padding < width:
        raise ValueError("window")
    padded = np.pad(
        x.astype(float), [(0, 0), (0, 0), (padding,) * 2, (padding,) * 2], constant_values=-np.inf
    )
    down = range(0, padded.shape[2] - height + 1, stride)
    across = range(0, padded.shape[3] - width + 1, stride)
    out = np.empty(x.shape[:2] + (len(down), len(across)))
    rows, columns = np.empty((2, *out.shape), dtype=int)
    for m, top in enumerate(down):
        for n, left in enumerate(across):
            part = padded[:, :, top : top + height, left : left + width]
            flat = part.reshape(*x.shape[:2], -1)
            place = flat.argmax(axis=2)
            out[:, :, m, n] = flat.max(axis=2)
            rows[:, :, m, n] = top - padding + place // width
            columns[:, :, m, n] = left - padding + place % width
    return Result([out, Result([rows, columns, x.shape])])


def maxpool2d_backward(grad_out, cache):
    rows, columns, shape = cache
    grad_x = np.zeros(shape)
    for place in np.ndindex(grad_out.shape):
        grad_x[place[0], place[1], rows[place], columns[place]] += grad_out[place]
    return grad_x
