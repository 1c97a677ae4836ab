"""Decorators check the arguments and count the calls."""

import functools
from collections import Counter

import numpy as np

calls = Counter()


def counted(function):
    def wrapper(*args, **kwargs):  # without functools.wraps
        calls[function.__name__] += 1
        return function(*args, **kwargs)

    return wrapper


def checked(length):
    """Check widths and mode of a function whose signal's length `length` computes."""

    def decorate(function):
        names = function.__code__.co_varnames[:4]

        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            given = {"mode": "zero"} | dict(zip(names, args)) | kwargs
            array, before, after, mode = (given[name] for name in names)
            n = length(array, before, after)
            if mode not in ("zero", "edge", "reflect", "wrap") or min(before, after) < 0:
                raise ValueError("mode or widths")
            if max(before, after) > {"reflect": n - 1, "wrap": n}.get(mode, max(before, after)):
                raise ValueError("widths")
            return function(array, before, after, mode)

        return wrapper

    return decorate


@counted
@checked(lambda x, before, after: x.shape[-1])
def pad(x, before, after, mode="zero"):
    return x @ _matrix(x.shape[-1], before, after, mode)


@counted
@checked(lambda grad, before, after: grad.shape[-1] - before - after)
def pad_backward(grad_padded, before, after, mode="zero"):
    n = grad_padded.shape[-1] - before - after
    return grad_padded @ _matrix(n, before, after, mode).T


@functools.lru_cache(maxsize=None)
def _matrix(n, before, after, mode):
    result = np.zeros((n, before + n + after))
    for place in range(-before, n + after):
        source = place
        if mode == "edge":
            source = min(max(place, 0), n - 1)
        elif mode == "wrap":
            source = place % n
        elif mode == "reflect":
            source = -place if place < 0 else place if place < n else 2 * n - 2 - place
        if 0 <= source < n:
            result[source, place + before] = 1.0
    return result
