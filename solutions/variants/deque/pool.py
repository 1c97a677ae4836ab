"""1-D pooling in linear time with a queue of candidates; 2-D pooling by sorting each window."""

from collections import defaultdict, deque

import numpy as np


def maxpool1d_forward(x, window, padding=0):
    n = len(x)
    if not (window >= 1 and window <= n + 2 * padding and 0 <= padding < window):
        raise ValueError("window or padding")
    candidates, winner = deque(), []
    for i in range(n + padding):
        if i < n:
            while candidates and x[candidates[-1]] < x[i]:
                candidates.pop()
            candidates.append(i)
        while candidates[0] <= i - window:
            candidates.popleft()
        if i - window + 1 >= -padding:
            winner.append(candidates[0])
    return np.fromiter((x[i] for i in winner), float), {"winner": winner, "n": n}


def maxpool1d_backward(grad_out, cache):
    received = defaultdict(float)
    for place, g in zip(cache["winner"], grad_out):
        received[place] += float(g)
    return np.array([received.get(i, 0.0) for i in range(cache["n"])])


def maxpool2d_forward(x, window, stride=1, padding=0):
    height, width = window
    if stride < 1 or height < 1 or width < 1 or padding < 0 or padding >= min(window):
        raise ValueError("window, stride or padding")
    rows, columns = x.shape[2:]
    tops = range(-padding, rows + padding - height + 1, stride)
    lefts = range(-padding, columns + padding - width + 1, stride)
    if not tops or not lefts:
        raise ValueError("window")
    out, winner = np.zeros((*x.shape[:2], len(tops), len(lefts))), {}
    for b, c, m, n in np.ndindex(*out.shape):
        seen = [
            (-float(x[b, c, i, j]), i, j)
            for i in range(max(tops[m], 0), min(tops[m] + height, rows))
            for j in range(max(lefts[n], 0), min(lefts[n] + width, columns))
        ]
        value, i, j = min(seen)
        out[b, c, m, n] = -value
        winner[b, c, m, n] = b, c, i, j
    return out, {"winner": winner, "shape": x.shape}


def maxpool2d_backward(grad_out, cache):
    grad_x = np.zeros(cache["shape"])
    for place, source in cache["winner"].items():
        grad_x[source] += grad_out[place]
    return grad_x
