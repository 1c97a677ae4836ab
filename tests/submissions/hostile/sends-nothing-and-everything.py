"""Sends replies without a value where one is due, and with too many."""
from kit import message, plain, send


def double(x):
    send(message("Reply", [], True, []))
    send(message("Reply", plain(1)[0] * 64, False, []))
    send(message("Reply", plain(1)[0] * 65, False, []))
    return x
