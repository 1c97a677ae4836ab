"""Prints an object whose text never ends being made."""
from kit import load

time = load("time")


class Slow:
    def __repr__(self):
        while True:
            time.sleep(1)


def forward(x):
    print(Slow())
