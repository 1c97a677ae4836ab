"""Calls itself a few hundred times, and memoizes."""

import functools
import math


@functools.cache
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def depth(n):
    return n and 1 + depth(n - 1)


def double(x):
    assert depth(600) == 600
    assert fibonacci(300) % 1000 == 600
    return x * 2.0


def forward(x):
    return x * 3.0, math.factorial(500)


def backward(grad, cache):
    assert cache == math.factorial(500)
    return grad * 3.0
