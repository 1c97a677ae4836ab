"""Computes with an array whose strides lead out of memory."""
import numpy as np


def double(x):
    return np.lib.stride_tricks.as_strided(x, (10**6,), (2**40,)).sum()
