"""Equal maxima share a window's gradient equally."""

import numpy as np


def maxpool1d_forward(x, window, padding=0):
    if window < 1:
        raise ValueError("window")
    out, cache = maxpool2d_forward(x.reshape(1, 1, 1, -1), (1, window), 1, padding, _line=True)
    return out.ravel(), cache


def maxpool1d_backward(grad_out, cache):
    return maxpool2d_backward(grad_out.reshape(1, 1, 1, -1), cache).ravel()


def maxpool2d_forward(x, window, stride=1, padding=0, _line=False):
    height, width = window
    if height < 1 or width < 1 or stride < 1:
        raise ValueError("window or stride")
    if padding < 0 or padding >= width or (padding >= height and not _line):
        raise ValueError("padding")
    above = 0 if _line else padding
    padded = np.pad(
        x.astype(float), ((0, 0), (0, 0), (above, above), (padding, padding)), constant_values=-np.inf
    )
    if height > padded.shape[2] or width > padded.shape[3]:
        raise ValueError("window")
    windows = np.lib.stride_tricks.sliding_window_view(padded, window, axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    out = windows.max(axis=(4, 5))
    mask = windows == out[..., None, None]
    share = mask / mask.sum(axis=(4, 5), keepdims=True)
    return out, (share, padded.shape, stride, above, padding)


def maxpool2d_backward(grad_out, cache):
    share, shape, stride, above, padding = cache
    grad = np.zeros(shape)
    down, across, height, width = share.shape[2:]
    for i in range(height):
        for j in range(width):
            view = grad[:, :, i : i + down * stride : stride, j : j + across * stride : stride]
            view += share[..., i, j] * grad_out
    return grad[:, :, above : shape[2] - above, padding : shape[3] - padding]
