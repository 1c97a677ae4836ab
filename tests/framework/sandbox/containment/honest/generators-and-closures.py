"""Computes with generators, closures and iterators, and returns a closure as its cache."""

import itertools

import numpy as np


def pieces(x):
    for value in np.ravel(x):
        yield value * 2.0


def double(x):
    return np.fromiter(pieces(x), float)


def forward(x):
    numbers = itertools.count()
    shape = x.shape

    def back(grad):
        return grad.reshape(shape) * (3.0 + 0 * next(numbers))

    return np.array([[v * 3.0 for v in row] for row in x.tolist()]), back


def backward(grad, cache):
    return cache(grad)
