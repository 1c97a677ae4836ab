"""Pooling by searching each window."""

import numpy as np


def maxpool1d_forward(x, window, padding=0):
    N = len(x)
    if window < 1 or padding < 0 or padding >= window or window > N + 2 * padding:
        raise ValueError("window and padding do not fit")
    out, winners = [], []
    for m in range(N + 2 * padding - window + 1):
        winner = None
        for i in range(m - padding, m - padding + window):
            if 0 <= i < N and (winner is None or x[i] > x[winner]):
                winner = i
        winners.append(winner)
        out.append(float(x[winner]))
    return np.array(out), [N, winners]


def maxpool1d_backward(grad_out, cache):
    N, winners = cache
    grad_x = np.zeros(N)
    for g, winner in zip(grad_out, winners):
        grad_x[winner] += g
    return grad_x


def maxpool2d_forward(x, window, stride=1, padding=0):
    B, C, H, W = x.shape
    height, width = window
    if stride < 1 or height < 1 or width < 1:
        raise ValueError("stride and window should be positive")
    if padding < 0 or padding >= height or padding >= width:
        raise ValueError("padding does not fit")
    if height > H + 2 * padding or width > W + 2 * padding:
        raise ValueError("window too large")
    M, N = 1 + (H + 2 * padding - height) // stride, 1 + (W + 2 * padding - width) // stride
    out = np.zeros((B, C, M, N))
    winners = {}
    for b in range(B):
        for c in range(C):
            for m in range(M):
                for n in range(N):
                    best = None
                    for i in range(m * stride - padding, m * stride - padding + height):
                        for j in range(n * stride - padding, n * stride - padding + width):
                            if 0 <= i < H and 0 <= j < W:
                                if best is None or x[b, c, i, j] > x[best]:
                                    best = b, c, i, j
                    winners[b, c, m, n] = best
                    out[b, c, m, n] = x[best]
    return out, {"winners": winners, "shape": x.shape}


def maxpool2d_backward(grad_out, cache):
    grad_x = np.zeros(cache["shape"])
    for place, winner in cache["winners"].items():
        grad_x[winner] += grad_out[place]
    return grad_x
