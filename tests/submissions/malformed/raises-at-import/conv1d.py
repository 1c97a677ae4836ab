"""Convolution with views made by as_strided."""

import numpy as np
from boundary import pad, pad_backward
from numpy.lib.stride_tricks import as_strided


def windows(padded, k):
    padded = np.ascontiguousarray(padded, dtype=np.float64)
    (step,) = padded.strides
    return as_strided(padded, (len(padded) - k + 1, k), (step, step), writeable=False)


def conv1d_forward(x, w, b, boundary="zero"):
    k = w.shape[0]
    p = (k - 1) // 2
    return np.tensordot(windows(pad(x, p, k - 1 - p, boundary), k), w, 1) + float(b)


def conv1d_backward(grad_z, x, w, boundary="zero"):
    k = w.shape[0]
    p = (k - 1) // 2
    grad_z = grad_z.astype(np.float64)
    grad_w = windows(pad(x, p, k - 1 - p, boundary), k).T.dot(grad_z)
    grad_padded = np.zeros(len(x) + k - 1)
    step = grad_padded.strides[0]
    shifted = as_strided(grad_padded, (k, len(x)), (step, step))
    for i in range(k):  # each row overlaps the next one, so one after the other
        shifted[i] += w[i] * grad_z
    return pad_backward(grad_padded, p, k - 1 - p, boundary), grad_w, grad_z.sum()


def sgd_step(param, grad, lr):
    return np.subtract(param, np.multiply(grad, lr, dtype=np.float64), dtype=np.float64)
