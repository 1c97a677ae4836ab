"""Padding by building an index."""

import numpy as np

from . import rules


def pad(x, before, after, mode="zero"):
    index, inside = rules.index(x.shape[-1], before, after, mode)
    return np.where(inside, x[..., index], 0.0).astype(float)


def pad_backward(grad_padded, before, after, mode="zero"):
    n = grad_padded.shape[-1] - before - after
    index, inside = rules.index(n, before, after, mode)
    one_hot = (index[:, None] == np.arange(n)) & inside[:, None]
    return np.asarray(grad_padded, float) @ one_hot
