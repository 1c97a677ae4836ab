"""Single precision where all arrays are."""

import numpy as np
from boundary import floating


def conv2d_forward(x, w, b, stride=1, padding=0):
    x, w, b = floating(x, w, b)
    if x.shape[1] != w.shape[1] or stride < 1 or padding < 0:
        raise ValueError("channels, stride or padding")
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    if w.shape[2] > padded.shape[2] or w.shape[3] > padded.shape[3]:
        raise ValueError("kernel")
    view = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], (2, 3))[:, :, ::stride, ::stride]
    return np.einsum("bchwij,ocij->bohw", view, w) + b[:, None, None], (view, w, padded.shape, stride, padding)


def conv2d_backward(grad_out, cache):
    view, w, shape, stride, padding = cache
    view, w, g = floating(view, w, grad_out)
    grad = np.zeros(shape, g.dtype)
    down, across = (stride * size for size in g.shape[2:])
    for i, j in np.ndindex(w.shape[2:]):
        grad[:, :, i : i + down : stride, j : j + across : stride] += np.einsum("bohw,oc->bchw", g, w[..., i, j])
    grad_x = grad[:, :, padding : shape[2] - padding, padding : shape[3] - padding]
    return grad_x, np.einsum("bohw,bchwij->ocij", g, view), g.sum((0, 2, 3))
