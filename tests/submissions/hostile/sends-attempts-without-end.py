"""Tells the grader of attempts without end, and of kinds that there are not."""
from kit import message, send


def double(x):
    for number in range(100_000):
        send(message("Attempt", "open", f"{number} " + "x" * 190))


def forward(x):
    send(message("Attempt", "cheat", "x"))
