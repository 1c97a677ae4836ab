"""Keeps the indices it has worked out, for next time."""

from functools import cache

import numpy as np


@cache
def index(n, before, after, mode):
    """Indices into a signal with a zero behind it, read-only."""
    if before < 0 or after < 0:
        raise ValueError("widths")
    signal = np.arange(n)
    match mode:
        case "zero":
            front, back = np.full(before, n), np.full(after, n)
        case "edge":
            front, back = np.full(before, 0), np.full(after, n - 1)
        case "reflect" if max(before, after) < n:
            front, back = signal[1 : before + 1][::-1], signal[::-1][1 : after + 1]
        case "wrap" if max(before, after) <= n:
            front, back = signal[n - before :], signal[:after]
        case _:
            raise ValueError(f"mode {mode} with widths {before} and {after}")
    result = np.concatenate([front, signal, back])
    result.flags.writeable = False
    return result


def pad(x, before, after, mode="zero"):
    longer = np.zeros((*x.shape[:-1], x.shape[-1] + 1))
    longer[..., :-1] = x
    return longer.take(index(x.shape[-1], before, after, mode), axis=-1)


def pad_backward(grad_padded, before, after, mode="zero"):
    n = grad_padded.shape[-1] - before - after
    where = index(n, before, after, mode)
    longer = np.zeros((n + 1, *grad_padded.shape[:-1]))
    np.add.at(longer, where, np.moveaxis(grad_padded, -1, 0))
    return np.moveaxis(longer[:-1], 0, -1)
