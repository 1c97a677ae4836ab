"""Prints a million short lines, and what no text file may hold, and answers rightly."""


def double(x):
    for _ in range(200_000):
        print()
    print("\x00\x1b[2J\x1b]0;owned\x07\u202e\ud800\ufffe\r\n" * 100)
    return x * 2.0
