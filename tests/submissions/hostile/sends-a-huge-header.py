"""Announces a header of 4 GB."""
from kit import load, send, worker

struct = load("struct")


def double(x):
    send(struct.pack("!4sQIQ", b"AG01", worker()._number, 2**32 - 1, 0))
    return x
