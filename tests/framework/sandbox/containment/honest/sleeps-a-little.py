"""Waits a moment, and measures how long."""

import contextlib

import numpy as np

time = contextlib.sys.modules["time"]


def double(x):
    start = time.perf_counter()
    time.sleep(0.02)
    assert time.perf_counter() > start
    return x * 2.0


def forward(x):
    time.sleep(0.02)
    return x * 3.0, time.time()


def backward(grad, cache):
    assert cache <= time.time() + 1
    return np.asarray(grad) * 3.0
