"""2. Max pooling, for batches, channels, rows and columns; a signal is an image of one row."""

import numpy as np


def maxpool2d_forward(x, window, stride=1, padding=0):
    window_height, window_width = window
    if stride < 1 or window_height < 1 or window_width < 1:
        raise ValueError("the window and the stride have to be at least 1")
    if padding < 0 or padding >= window_height or padding >= window_width:
        raise ValueError("the padding has to be smaller than the window")
    return _forward(x, window, stride, (padding, padding))


def _forward(x, window, step, padding):
    # b) padding where the window does not fit
    down, across = (padding[0], padding[0]), (padding[1], padding[1])
    x_in = np.pad(x.astype(float), ((0, 0), (0, 0), down, across), constant_values=-np.inf)
    window_height, window_width = window
    batches, channels, rows, columns = x_in.shape
    if window_height > rows or window_width > columns:
        raise ValueError("the window does not fit")
    out_height = 1 + (rows - window_height) // step
    out_width = 1 + (columns - window_width) // step
    x_out = np.zeros((batches, channels, out_height, out_width))
    for batch in range(batches):
        for channel in range(channels):
            for row in range(out_height):
                for column in range(out_width):
                    x_out[batch, channel, row, column] = np.max(
                        x_in[
                            batch,
                            channel,
                            row * step : row * step + window_height,
                            column * step : column * step + window_width,
                        ]
                    )
    return x_out, (x_in, window, step, padding)  # the input and the window are saved


def maxpool2d_backward(grad_out, cache):
    x_in, (window_height, window_width), step, padding = cache
    derivative_x_in = np.zeros(x_in.shape)
    batches, channels, out_height, out_width = grad_out.shape
    for batch in range(batches):
        for channel in range(channels):
            for row in range(out_height):
                for column in range(out_width):
                    rows = slice(row * step, row * step + window_height)
                    columns = slice(column * step, column * step + window_width)
                    part = x_in[batch, channel, rows, columns]
                    mask = part == np.max(part)
                    derivative_x_in[batch, channel, rows, columns] = mask * grad_out[batch, channel, row, column]
    top, left = padding
    return derivative_x_in[:, :, top : x_in.shape[2] - top, left : x_in.shape[3] - left]


def maxpool1d_forward(x, window, padding=0):
    if window < 1 or padding < 0 or padding >= window:
        raise ValueError("the window or the padding does not fit")
    x_out, cache = _forward(x.reshape(1, 1, 1, -1), (1, window), 1, (0, padding))
    return x_out[0, 0, 0], cache


def maxpool1d_backward(grad_out, cache):
    return maxpool2d_backward(grad_out.reshape(1, 1, 1, -1), cache)[0, 0, 0]
