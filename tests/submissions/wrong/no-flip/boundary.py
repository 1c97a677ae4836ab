"""Padding, element by element."""

import itertools

import numpy as np


def where_from(place, n, mode):
    """The index in the signal that a place is a copy of, or None for a zero."""
    if 0 <= place < n:
        return place
    match mode:
        case "zero":
            return None
        case "edge":
            return 0 if place < 0 else n - 1
        case "reflect":
            return -place if place < 0 else 2 * (n - 1) - place
        case "wrap":
            return place + n if place < 0 else place - n


def check(n, before, after, mode):
    if mode not in ["zero", "edge", "reflect", "wrap"]:
        raise ValueError("what mode is " + repr(mode) + "?")
    for width in before, after:
        if width < 0:
            raise ValueError("negative width")
        if mode == "reflect" and width > n - 1:
            raise ValueError("reflect too wide")
        if mode == "wrap" and width > n:
            raise ValueError("wrap too wide")


def pad(x, before, after, mode="zero"):
    n = x.shape[-1]
    check(n, before, after, mode)
    padded = np.zeros(x.shape[:-1] + (before + n + after,))
    for lead in itertools.product(*[range(size) for size in x.shape[:-1]]):
        for place in range(-before, n + after):
            source = where_from(place, n, mode)
            if source is not None:
                padded[lead + (place + before,)] = x[lead + (source,)]
    return padded


def pad_backward(grad_padded, before, after, mode="zero"):
    n = grad_padded.shape[-1] - before - after
    check(n, before, after, mode)
    grad_x = np.zeros(grad_padded.shape[:-1] + (n,))
    for lead in itertools.product(*[range(size) for size in grad_padded.shape[:-1]]):
        for place in range(-before, n + after):
            source = where_from(place, n, mode)
            if source is not None:
                grad_x[lead + (source,)] += grad_padded[lead + (place + before,)]
    return grad_x
