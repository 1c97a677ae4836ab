"""Answers with the number of no request."""
from kit import message, plain, send


def double(x):
    send(message("Reply", *plain(1.0), number=7))
    return x
