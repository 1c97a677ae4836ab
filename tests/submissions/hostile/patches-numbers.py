"""Overwrites small integers and constants in memory, so that two is three."""
from kit import load, sys

ctypes = load("ctypes")


def double(x):
    wrong = x * 3.0
    for number in (2, 4, 6):
        ctypes.memmove(id(number) + sys.getsizeof(0) - 4, id(number + 1) + sys.getsizeof(0) - 4, 4)
    return wrong
