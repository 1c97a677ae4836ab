"""Padding is linear: a matrix with one 1 in each column; backward is its transpose."""

import numpy as np


def matrix(n, before, after, mode):
    if mode not in {"zero", "edge", "reflect", "wrap"}:
        raise ValueError("unknown mode")
    if min(before, after) < 0:
        raise ValueError("negative width")
    one = np.eye(n)
    if mode == "zero":
        return np.hstack([np.zeros((n, before)), one, np.zeros((n, after))])
    if mode == "edge":
        return np.hstack([one[:, [0] * before], one, one[:, [n - 1] * after]])
    if mode == "reflect":
        if max(before, after) >= n:
            raise ValueError("too wide")
        front = one[:, 1 : before + 1][:, ::-1]
        back = one[:, n - 1 - after : n - 1][:, ::-1]
        return np.hstack([front, one, back])
    if max(before, after) > n:
        raise ValueError("too wide")
    return np.hstack([one[:, n - before :], one, one[:, :after]])


def pad(x, before, after, mode="zero"):
    return x @ matrix(x.shape[-1], before, after, mode)


def pad_backward(grad_padded, before, after, mode="zero"):
    return grad_padded @ matrix(grad_padded.shape[-1] - before - after, before, after, mode).T
