"""Hangs in the module's `__getattr__`, when the grader asks for a function that is not there."""
from kit import load

time = load("time")


def __getattr__(name):
    while name == "forward":
        time.sleep(1)
    raise AttributeError(name)
