"""Ends its process at exit, in a finalizer and in a weak reference's callback."""
from kit import load, os

load("atexit").register(os._exit, 0)


class Last:
    def __del__(self):
        os._exit(0)


def double(x):
    Last()
    return x


def forward(x):
    raise SystemExit(0)
