"""Sends headers that nest deeply or hold millions of empty lists."""
from kit import load, send, worker

struct = load("struct")


def double(x):
    for header in (b"\x91" * 200_000, b"\xdd\x00\x03\xff\xff" + b"\x90" * 200_000, b"\xc1" * 99):
        send(struct.pack("!4sQIQ", b"AG01", worker()._number, len(header), 0) + header)
    return x
