"""Writes to the standard error, warns and logs without measure, and answers rightly."""
import warnings

from kit import load, sys

logging = load("logging")


def double(x):
    for number in range(2_000):
        print("x" * 10_000, file=sys.stderr)
        warnings.warn("w" * 1000 + str(number))
        logging.error("e" * 1000)
    return x * 2.0
