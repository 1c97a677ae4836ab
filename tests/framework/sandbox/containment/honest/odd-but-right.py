"""Returns right results in odd forms: subclasses, other layouts, named tuples, lists."""

import collections

import numpy as np

Result = collections.namedtuple("Result", "out cache")


class Named(np.ndarray):
    """An array with a name."""


def double(x):
    return np.asfortranarray(np.stack([x, x])[::-1] * 2.0)[0].view(Named)


def forward(x):
    return Result(np.matrix(x * 3.0), {1: x, "shape": x.shape, "all": [x, (x,)]})


def backward(grad, cache):
    return np.ma.masked_array(grad.reshape(cache["shape"]) * 3.0, mask=False)
