"""Describes arrays with negative, huge and too many dimensions, and unknown dtypes."""
from kit import message, send, sys


def double(x):
    array = sys.modules["autograder.sandbox.protocol"].ArrayNode
    for dtype, shape in (("float64", [0, 2**62]), ("float64", [-1]), ("O", [1]), ("bool", [1] * 40),
                         ("V8", [3]), ("float64", [0, 2**40, 2**40])):
        send(message("Reply", [array(dtype, shape, -5)], True, []))
    return x
