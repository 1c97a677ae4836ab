"""Everything under another name."""

import boundary as bd
import numpy
import numpy as np
import numpy.lib.stride_tricks as tricks
from numpy import float64 as real


def conv1d_forward(x, w, b, boundary="zero"):
    left, right = (w.shape[0] - 1) // 2, w.shape[0] // 2
    return numpy.add(tricks.sliding_window_view(bd.pad(x, left, right, boundary), w.shape[0]) @ real(w), b)


def conv1d_backward(grad_z, x, w, boundary="zero"):
    left, right = (w.shape[0] - 1) // 2, w.shape[0] // 2
    g = real(grad_z)
    grad_w = tricks.sliding_window_view(bd.pad(x, left, right, boundary), len(x)) @ g
    rows = numpy.arange(len(x))[:, None] + numpy.arange(w.shape[0])
    grad_padded = numpy.zeros(len(x) + left + right)
    numpy.add.at(grad_padded, rows, numpy.multiply.outer(g, real(w)))
    return bd.pad_backward(grad_padded, left, right, boundary), grad_w, numpy.sum(g)


def sgd_step(param, grad, lr):
    return real(param) - real(lr) * real(grad)
