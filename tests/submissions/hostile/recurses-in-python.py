"""Calls itself without end, the limit raised beforehand."""
import contextlib

contextlib.sys.setrecursionlimit(2**30)


def forward(x, *more):
    return forward(x, *range(10_000))
