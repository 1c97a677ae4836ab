"""Question 6: see everything.py."""

import everything


def conv2d_forward(x, w, b, stride=1, padding=0):
    return everything.convolve_images(x, w, b, stride, padding)


from everything import convolve_images_backward as conv2d_backward
