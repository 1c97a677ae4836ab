"""Says again that it is ready, as a fresh worker does."""
from kit import send


def double(x):
    send(b"\x06")
    return x
