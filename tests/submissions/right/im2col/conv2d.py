"""2-D convolution by im2col and col2im."""

from collections import namedtuple

import numpy as np

Cache = namedtuple("Cache", "columns w index shape padding out_shape")


def im2col_index(shape, kernel, stride):
    _, channels, rows, columns = shape
    height, width = kernel
    down, across = (rows - height) // stride + 1, (columns - width) // stride + 1
    i0 = np.tile(np.repeat(np.arange(height), width), channels)
    j0 = np.tile(np.arange(width), height * channels)
    i1 = stride * np.repeat(np.arange(down), across)
    j1 = stride * np.tile(np.arange(across), down)
    k = np.repeat(np.arange(channels), height * width).reshape(-1, 1)
    return k, i0.reshape(-1, 1) + i1, j0.reshape(-1, 1) + j1


def conv2d_forward(x, w, b, stride=1, padding=0):
    if stride < 1:
        raise ValueError("stride")
    if padding < 0:
        raise ValueError("padding")
    if x.shape[1] != w.shape[1]:
        raise ValueError("channels")
    c_out, _, height, width = w.shape
    sides = (padding, padding)
    padded = np.pad(x.astype(float), ((0, 0), (0, 0), sides, sides))
    if height > padded.shape[2] or width > padded.shape[3]:
        raise ValueError("kernel")
    index = im2col_index(padded.shape, (height, width), stride)
    columns = padded[:, index[0], index[1], index[2]]  # (B, C·KH·KW, H_out·W_out)
    out = w.reshape(c_out, -1).astype(float) @ columns + b.reshape(-1, 1).astype(float)
    down = (padded.shape[2] - height) // stride + 1
    out = out.reshape(len(x), c_out, down, -1)
    return out, Cache(columns, w.astype(float), index, padded.shape, padding, out.shape)


def conv2d_backward(grad_out, cache):
    c_out = len(cache.w)
    grad = grad_out.astype(float).reshape(len(grad_out), c_out, -1)
    grad_b = grad.sum(axis=(0, 2))
    grad_w = (grad @ cache.columns.transpose(0, 2, 1)).sum(axis=0).reshape(cache.w.shape)
    grad_columns = cache.w.reshape(c_out, -1).T @ grad
    grad_padded = np.zeros(cache.shape)
    np.add.at(grad_padded, (slice(None), *cache.index), grad_columns)
    if cache.padding:
        grad_padded = grad_padded[:, :, cache.padding : -cache.padding, cache.padding : -cache.padding]
    return grad_padded, grad_w, grad_b
