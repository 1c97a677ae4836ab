"""Raises an exception with a text of 100 MB, from 500 frames of its own."""


def deep(n):
    if n:
        deep(n - 1)
    raise ValueError("x" * 10**8, "\x1b[2J\ud800")


def forward(x):
    deep(500)
