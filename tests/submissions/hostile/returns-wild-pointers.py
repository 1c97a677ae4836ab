"""Returns arrays over memory that is not there."""
import numpy as np


class Wild:
    __array_interface__ = {"shape": (3,), "typestr": "<f8", "data": (4096, False), "version": 3}


def double(x):
    return np.asarray(Wild())


def forward(x):
    return np.lib.stride_tricks.as_strided(x, (1000,), (2**40,)), None
