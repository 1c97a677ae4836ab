"""Asks the grader to call functions: its own solutions, and what the solutions import."""
from kit import message, send


def double(x):
    for module, name in (("task", "double"), ("builtins", "open"), ("os", "system")):
        send(message("Callback", module, name, [], {}))
    return x
