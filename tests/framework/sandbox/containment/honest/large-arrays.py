"""Uses 300 MB at a time, within what is allowed, and again and again."""

import numpy as np


def double(x):
    big = np.zeros(300 * 2**17)
    big[:: 2**15] = 1.0
    assert big[0] == 1.0
    return x * 2.0


def forward(x):
    for _ in range(4):
        part = np.ones(2**21)
        part = part + part
    return x * 3.0, np.zeros(2**20)


def backward(grad, cache):
    assert cache.size == 2**20
    return grad * 3.0
