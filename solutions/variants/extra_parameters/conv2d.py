"""More parameters than asked for."""

import numpy as np


def conv2d_forward(x, w, b, stride=1, padding=0, dilation=1, groups=1):
    assert dilation == groups == 1
    if stride < 1 or padding < 0 or x.shape[1] != w.shape[1]:
        raise ValueError("arguments")
    rows, columns = x.shape[2] + 2 * padding, x.shape[3] + 2 * padding
    if w.shape[2] > rows or w.shape[3] > columns:
        raise ValueError("kernel")
    flat_w = w.reshape(len(w), -1).astype(float)
    images = np.zeros((*x.shape[:2], rows, columns))
    images[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]] = x
    index = np.arange(x.shape[1] * rows * columns).reshape(x.shape[1], rows, columns)
    index = np.lib.stride_tricks.sliding_window_view(index, w.shape[2:], (1, 2))[:, ::stride, ::stride]
    down, across = index.shape[1:3]
    index = index.transpose(1, 2, 0, 3, 4).reshape(down * across, -1)
    patches = images.reshape(len(x), -1)[:, index]  # (B, places, C_in·KH·KW)
    out = (patches @ flat_w.T + b).transpose(0, 2, 1).reshape(len(x), len(w), down, across)
    return out, (patches, flat_w, index, x.shape, w.shape, padding)


def conv2d_backward(grad_out, cache, needs=("x", "w", "b")):
    patches, flat_w, index, x_shape, w_shape, padding = cache
    g = grad_out.reshape(*grad_out.shape[:2], -1).astype(float)
    grad_w = np.einsum("bop,bpk->ok", g, patches).reshape(w_shape)
    grad_patches = np.einsum("bop,ok->bpk", g, flat_w)
    rows, columns = x_shape[2] + 2 * padding, x_shape[3] + 2 * padding
    images = np.zeros((x_shape[0], x_shape[1] * rows * columns))
    for image, patch in zip(images, grad_patches):
        np.add.at(image, index, patch)
    grad_x = images.reshape(*x_shape[:2], rows, columns)
    grad_x = grad_x[:, :, padding : rows - padding, padding : columns - padding]
    return grad_x, grad_w, g.sum(axis=(0, 2))
