"""Sends the grader what only the grader may send: requests to load, to call, to forget."""
from kit import message, send


def double(x):
    send(message("Call", "double", -1, [], {}, False, False))
    send(message("Get", 0, "__class__"))
    send(message("Forget"))
    return x
