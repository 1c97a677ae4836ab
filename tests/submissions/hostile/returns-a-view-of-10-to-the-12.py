"""Returns 10**12 elements that all lie in the same place."""
import numpy as np


def double(x):
    return np.broadcast_to(np.float64(2.0), (10**6, 10**6))
