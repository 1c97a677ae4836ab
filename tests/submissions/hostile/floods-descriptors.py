"""Writes to the descriptors themselves, past Python's own streams, and answers rightly."""
from kit import os


def double(x):
    for _ in range(100):
        for fd in (0, 1, 2):
            os.write(fd, bytes(2**20))
    return x * 2.0
