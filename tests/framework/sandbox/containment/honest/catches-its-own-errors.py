"""Tries what does not work, and goes on."""

import numpy as np


class TooMuch(Exception):
    """One of its own."""


def attempt(do):
    try:
        do()
    except (OSError, ImportError, MemoryError, RecursionError, ValueError, TooMuch) as error:
        return str(error) is not None
    return False


def endless(n=0):
    return endless(n + 1)


def too_much():
    raise TooMuch("x" * 10_000) from ValueError("cause")


def double(x):
    assert attempt(lambda: open("result.txt", "w"))  # noqa: SIM115
    assert attempt(lambda: open("no/such/file"))  # noqa: SIM115
    assert attempt(lambda: np.ones(2**40))
    assert attempt(endless)
    assert attempt(too_much)
    assert attempt(lambda: np.ones(2) @ np.ones(3))
    try:
        raise SystemExit
    except SystemExit:
        return x * 2.0


def forward(x):
    with np.errstate(all="ignore"):
        assert np.isnan(np.zeros(1) / 0).all()
    return x * 3.0, x.shape


def backward(grad, cache):
    return grad.reshape(cache) * 3.0
