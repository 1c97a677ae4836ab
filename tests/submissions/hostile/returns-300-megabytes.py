"""Returns an array of 300 MB, of which only a bounded part may cross."""
import numpy as np


def double(x):
    return np.zeros(300 * 2**17)
