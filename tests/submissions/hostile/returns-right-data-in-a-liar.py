"""Returns the right numbers in an array of a class that claims to be wrong: its data counts."""
import numpy as np


class Wrong(np.ndarray):
    __eq__ = lambda self, other: False
    shape = property(lambda self: (7,))
    dtype = property(lambda self: np.dtype(int))
    tobytes = view = copy = lambda self, *a, **k: None


def double(x):
    return np.ndarray.view(x * 2.0, Wrong)
