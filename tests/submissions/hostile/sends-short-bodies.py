"""Describes arrays that are longer than the bytes behind them."""
from kit import message, send, sys


def double(x):
    protocol = sys.modules["autograder.sandbox.protocol"]
    node = protocol.ArrayNode("float64", [2**20, 2**19], 0)
    send(message("Reply", [node], True, [], body=[bytes(24)]))
    return x
