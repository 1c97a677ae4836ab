"""Returns a right result with a cache that raises, is falsy and hangs when it is looked at."""
import numpy as np
from kit import load

time = load("time")


def misbehave(self, *a):
    while True:
        time.sleep(1)


class Cache:
    __eq__ = __bool__ = __len__ = __iter__ = __repr__ = __array__ = __hash__ = misbehave


SHAPES = {}


def forward(x):
    cache = Cache()
    SHAPES[id(cache)] = x.shape
    return x * 3.0, cache


def backward(grad, cache):
    return np.reshape(grad, SHAPES[id(cache)]) * 3.0
