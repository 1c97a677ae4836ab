"""Raises an exception whose text never ends being made."""
from kit import load

time = load("time")


class Loops(BaseException):
    def __str__(self):
        while True:
            time.sleep(0.1)


def forward(x):
    raise Loops
