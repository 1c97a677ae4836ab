"""Whatever comes in as float32 stays float32; all else becomes float64."""

import numpy as np


def floating(*arrays):
    single = all(a.dtype == np.float32 for a in arrays)
    return [np.asarray(a, np.float32 if single else np.float64) for a in arrays]


def _source(n, before, after, mode):
    """For each place its element's index, n for a zero."""
    if mode not in ("zero", "edge", "reflect", "wrap"):
        raise ValueError(mode)
    if before < 0 or after < 0 or max(before, after) > {"reflect": n - 1, "wrap": n}.get(mode, np.inf):
        raise ValueError("width")
    inside = list(range(n))
    front, back = {
        "zero": ([n] * before, [n] * after),
        "edge": ([0] * before, [n - 1] * after),
        "reflect": (inside[before:0:-1], inside[::-1][1 : after + 1]),
        "wrap": (inside[n - before :], inside[:after]),
    }[mode]
    return front + inside + back


def pad(x, before, after, mode="zero"):
    (x,) = floating(x)
    zero = np.zeros((*x.shape[:-1], 1), x.dtype)
    return np.append(x, zero, axis=-1)[..., _source(x.shape[-1], before, after, mode)]


def pad_backward(grad_padded, before, after, mode="zero"):
    (grad_padded,) = floating(grad_padded)
    n = grad_padded.shape[-1] - before - after
    grad = np.zeros((*grad_padded.shape[:-1], n + 1), grad_padded.dtype)
    for place, source in enumerate(_source(n, before, after, mode)):
        grad[..., source] += grad_padded[..., place]
    return grad[..., :-1]
