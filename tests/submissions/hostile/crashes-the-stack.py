"""Fills the C stack by a comparison function that calls itself through C."""
from kit import load, sys

functools = load("functools")
sys.setrecursionlimit(2**30)


def double(x):
    key = functools.cmp_to_key(lambda a, b: sorted([b, a], key=key) and 0)
    return sorted([1, 2], key=key)
