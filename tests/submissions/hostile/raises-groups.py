"""Raises exceptions that hold exceptions, 1,000 deep and 10,000 wide."""
from kit import load

Group = getattr(load("builtins"), "ExceptionGroup", lambda text, all: RuntimeError(text))


def double(x):
    error = ValueError("x")
    for _ in range(1_000):
        error = Group("g", [error])
    raise error


def forward(x):
    raise Group("g", [ValueError(str(n)) for n in range(10_000)])
