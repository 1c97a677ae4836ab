"""2-D convolution, row by row, by question 1's convolution."""

import numpy as np
from boundary import pad, pad_backward
from conv1d import conv1d_backward, conv1d_forward


def both_axes(function, x, width):
    """Apply pad or pad_backward to rows and columns."""
    x = function(x, width, width)
    return function(x.swapaxes(2, 3), width, width).swapaxes(2, 3)


def conv2d_forward(x, w, b, stride=1, padding=0):
    if stride < 1:
        raise ValueError("stride")
    if x.shape[1] != w.shape[1]:
        raise ValueError("channels")
    padded = both_axes(pad, x, padding)  # raises for a negative padding
    height, width = w.shape[2:]
    rows, columns = padded.shape[2:]
    if height > rows or width > columns:
        raise ValueError("kernel")
    left = (width - 1) // 2
    whole = slice(left, columns - (width - 1 - left), stride)
    out = np.zeros((len(x), len(w), (rows - height) // stride + 1, (columns - width) // stride + 1))
    for n, o, m in np.ndindex(out.shape[:3]):
        out[n, o, m] = b[o]
        for c in range(x.shape[1]):
            for i in range(height):
                out[n, o, m] += conv1d_forward(padded[n, c, m * stride + i], w[o, c, i], 0.0)[whole]
    return out, (padded, w, whole, stride, padding)


def conv2d_backward(grad_out, cache):
    padded, w, whole, stride, padding = cache
    grad, grad_w, grad_b = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(len(w))
    for n, o, m in np.ndindex(grad_out.shape[:3]):
        dense = np.zeros(padded.shape[3])
        dense[whole] = grad_out[n, o, m]
        grad_b[o] += dense.sum()
        for c in range(padded.shape[1]):
            for i in range(w.shape[2]):
                row = m * stride + i
                grad_x, grad_kernel, _ = conv1d_backward(dense, padded[n, c, row], w[o, c, i])
                grad[n, c, row] += grad_x
                grad_w[o, c, i] += grad_kernel
    return both_axes(pad_backward, grad, padding), grad_w, grad_b
