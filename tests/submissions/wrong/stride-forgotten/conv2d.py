"""2-D convolution on a strided view; back by adding tap by tap."""

import numpy as np
from numpy.lib.stride_tricks import as_strided


def conv2d_forward(x, w, b, stride=1, padding=0):
    batch, c_in, rows, columns = x.shape
    c_out, c_w, height, width = w.shape
    if c_in != c_w or stride < 1 or padding < 0:
        raise ValueError("channels, stride or padding")
    rows, columns = rows + 2 * padding, columns + 2 * padding
    if rows < height or columns < width:
        raise ValueError("the kernel is too large")
    padded = np.zeros((batch, c_in, rows, columns))
    padded[..., padding : rows - padding, padding : columns - padding] = x
    s = padded.strides
    view = as_strided(
        padded,
        (batch, c_in, height, width, 1 + (rows - height) // stride, 1 + (columns - width) // stride),
        (*s, s[2] * stride, s[3] * stride),
        writeable=False,
    )
    out = np.tensordot(view, w.astype(float), ([1, 2, 3], [1, 2, 3]))
    cache = dict(view=view, w=w, shape=padded.shape, stride=stride, padding=padding)
    return np.moveaxis(out, -1, 1) + b.astype(float)[None, :, None, None], cache


def conv2d_backward(grad_out, cache):
    w, stride, padding = cache["w"].astype(float), cache["stride"], cache["padding"]
    grad_out = grad_out.astype(float)
    grad_b = np.sum(grad_out, axis=(0, 2, 3))
    grad_w = np.tensordot(grad_out, cache["view"], ([0, 2, 3], [0, 4, 5]))
    grad = np.zeros(cache["shape"])
    down, across = grad_out.shape[2:]
    for i in range(w.shape[2]):
        for j in range(w.shape[3]):
            part = np.tensordot(grad_out, w[:, :, i, j], (1, 0))
            grad[:, :, i:, j:][:, :, :down, :across] += np.moveaxis(part, -1, 1)
    end = -padding if padding else None
    return grad[:, :, padding:end, padding:end], grad_w, grad_b
