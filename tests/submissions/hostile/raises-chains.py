"""Raises an exception at the end of a chain of 100,000 causes, and one that is its own cause."""


def double(x):
    error = None
    for _ in range(100_000):
        new = ValueError("x")
        new.__context__ = new.__cause__ = error
        error = new
    raise error


def forward(x):
    one, two = ValueError("one"), ValueError("two")
    one.__cause__, two.__cause__ = two, one
    raise one
