"""Returns functions, classes, modules and a generator instead of arrays."""
import numpy as np

KINDS = iter([lambda: 0, (n for n in range(3)), np, type, print, np.add, ..., NotImplemented])


def double(x):
    return next(KINDS)


def forward(x):
    return list(KINDS)
