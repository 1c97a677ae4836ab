"""Remembers results between calls, in a module's dictionary and in attributes of functions."""

import numpy as np

KEPT = {}
PREPARED = np.arange(10_000.0).reshape(100, 100)


def double(x):
    double.calls = getattr(double, "calls", 0) + 1
    key = x.tobytes()
    if key not in KEPT:
        KEPT[key] = x * 2.0
    return KEPT[key]


def forward(x):
    KEPT["last"] = x.shape
    return x * 3.0, None


def backward(grad, cache):
    assert cache is None
    assert PREPARED[1, 1] == 101.0
    return grad.reshape(KEPT["last"]) * 3.0
