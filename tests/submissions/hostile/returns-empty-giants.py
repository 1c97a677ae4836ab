"""Returns arrays without elements whose other dimensions are huge, and with 64 dimensions."""
import numpy as np

as_strided = np.lib.stride_tricks.as_strided
SHAPES = iter([(0, 2**62), (2**62, 0), (0,) * 40, (1,) * 40])


def double(x):
    return np.empty(next(SHAPES))


def forward(x):
    return double(x), double(x)
