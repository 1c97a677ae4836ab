"""Writes noise to the grader instead of an answer."""
from kit import os, send


def double(x):
    send(os.urandom(10_000))
    return x
