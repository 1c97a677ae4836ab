"""Returns arrays of structured, void and text dtypes, one of them of 2 GB an item."""
import numpy as np

DTYPES = iter([[("a", float), ("b", object)], "V8", "S2000000000", "U10", "M8[ns]", "m8[s]"])


def double(x):
    return np.zeros(3, dtype=next(DTYPES))


def forward(x):
    return double(x), double(x)
