"""Returns handles of objects that do not exist, and never were."""
from kit import message, send, sys


def forward(x):
    handle = sys.modules["autograder.sandbox.protocol"].Handle
    send(message("Reply", [handle(-(2**63)), handle(2**63 - 1, "a dict")], False, []))


def double(x):
    handle = sys.modules["autograder.sandbox.protocol"].Handle
    send(message("Reply", [handle(0, "a text of its own")], True, []))
