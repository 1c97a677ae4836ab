"""Announces a message of 2**63 bytes, and lets it come without end."""
from kit import load, send, worker

struct = load("struct")


def double(x):
    send(struct.pack("!4sQIQ", b"AG01", worker()._number, 2**32 - 1, 2**63))
    while True:
        send(bytes(2**20))
