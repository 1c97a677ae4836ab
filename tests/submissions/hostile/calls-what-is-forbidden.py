"""Calls a forbidden function under other names; forbidden calls are feedback, not protection."""
import numpy as np

f = getattr(np, "multi" + "ply")


def double(x):
    return f(x, 2.0)
