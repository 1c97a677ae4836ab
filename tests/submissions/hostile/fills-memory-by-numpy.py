"""Asks NumPy for more than there is, at once and by growing."""
import numpy as np


def double(x):
    return np.ones(2**40)


def forward(x):
    x = np.ones(2**20)
    while True:
        x = np.concatenate([x, x])
