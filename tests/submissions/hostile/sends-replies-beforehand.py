"""Answers requests that were not made yet, with numbers that might come."""
from kit import message, plain, send, worker


def double(x):
    number = worker()._number
    for ahead in range(1, 200):
        send(message("Reply", *plain(True), number=(number + ahead) % 2**64))
    return x * 0.0
