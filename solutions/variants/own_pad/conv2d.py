"""A function of its own called convolve; np.pad is allowed here."""

import numpy as np


def convolve(images, kernels, stride=1):
    height, width = kernels.shape[2:]
    view = np.lib.stride_tricks.sliding_window_view(images, (height, width), (2, 3))
    return np.einsum("bchwij,ocij->bohw", view[:, :, ::stride, ::stride], kernels)


def conv2d_forward(x, w, b, stride=1, padding=0):
    if stride < 1 or padding < 0 or x.shape[1] != w.shape[1]:
        raise ValueError("arguments")
    images = np.pad(x.astype(float), ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    if w.shape[2] > images.shape[2] or w.shape[3] > images.shape[3]:
        raise ValueError("kernel")
    return convolve(images, w.astype(float), stride) + b.astype(float)[:, None, None], (images, w, stride, padding)


def conv2d_backward(grad_out, cache):
    images, w, stride, padding = cache
    height, width = w.shape[2:]
    rows, columns = images.shape[2:]
    spread = np.zeros((*grad_out.shape[:2], rows - height + 1, columns - width + 1))
    spread[:, :, ::stride, ::stride] = grad_out
    wide = np.pad(spread, ((0, 0), (0, 0), (height - 1,) * 2, (width - 1,) * 2))
    turned = w[:, :, ::-1, ::-1].swapaxes(0, 1).astype(float)
    grad_x = convolve(wide, turned)[:, :, padding : rows - padding, padding : columns - padding]
    # The batch as channels: (C_in, B, …) with kernels (C_out, B, …).
    grad_w = convolve(images.swapaxes(0, 1), spread.swapaxes(0, 1)).swapaxes(0, 1)
    return grad_x, grad_w, spread.sum(axis=(0, 2, 3))
