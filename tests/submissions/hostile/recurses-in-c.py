"""Nests calls in C until the stack is full: hashes and compares what is nested deeply."""
import contextlib

contextlib.sys.setrecursionlimit(2**30)


def nested(kind):
    inner = kind()
    for _ in range(10**5):
        inner = kind((inner,))
    return inner


def double(x):
    return hash(nested(tuple))


def forward(x):
    return nested(list) == nested(list)
