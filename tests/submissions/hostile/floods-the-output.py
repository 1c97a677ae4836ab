"""Prints 200 MB, and answers rightly."""


def double(x):
    for _ in range(200):
        print("x" * 2**20)
    return x * 2.0
