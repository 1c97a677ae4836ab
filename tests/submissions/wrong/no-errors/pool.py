"""Of several equal maxima the last one gets the gradient."""

import numpy as np


def maxpool1d_forward(x, window, padding=0):
    n = len(x)
    winner = []
    for start in range(-padding, n + padding - window + 1):
        seen = range(max(start, 0), min(start + window, n))
        winner.append(max(seen, key=lambda i: (x[i], i)))
    return x[winner].astype(float), (winner, n)


def maxpool1d_backward(grad_out, cache):
    winner, n = cache
    grad_x = np.zeros(n)
    for i, g in zip(winner, grad_out):
        grad_x[i] += g
    return grad_x


def maxpool2d_forward(x, window, stride=1, padding=0):
    height, width = window
    rows, columns = x.shape[2:]
    # Turned round, the last maximum of each window comes first.
    sides = (padding, padding)
    padded = np.pad(x.astype(float), ((0, 0), (0, 0), sides, sides), constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, window, axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::-1, ::-1]
    flat = windows.reshape(*windows.shape[:4], -1)
    last = height * width - 1 - flat.argmax(axis=-1)
    return flat.max(axis=-1), (last, window, stride, padding, x.shape)


def maxpool2d_backward(grad_out, cache):
    last, (height, width), stride, padding, shape = cache
    grad_x = np.zeros(shape)
    for place in np.ndindex(last.shape):
        b, c, m, n = place
        i, j = divmod(int(last[place]), width)
        grad_x[b, c, m * stride - padding + i, n * stride - padding + j] += grad_out[place]
    return grad_x
