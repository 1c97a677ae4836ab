"""Questions 4 and 5: see everything.py."""

from everything import maxpool


def maxpool1d_forward(x, window, padding=0):
    return maxpool(1).forward(x, window, padding=padding)


maxpool1d_backward = maxpool(1).backward
maxpool2d_forward, maxpool2d_backward = maxpool(2).forward, maxpool(2).backward
