"""The cache is a text: the key under which the module keeps what it needs."""

import numpy as np

_kept = {}


def conv2d_forward(x, w, b, stride=1, padding=0):
    if stride < 1 or padding < 0:
        raise ValueError("stride or padding")
    (B, C, H, W), (D, E, F, G) = x.shape, w.shape
    if C != E:
        raise ValueError("channels")
    if F > H + 2 * padding or G > W + 2 * padding:
        raise ValueError("kernel")
    image = np.zeros((B, C, H + 2 * padding, W + 2 * padding))
    image[:, :, padding : padding + H, padding : padding + W] = x
    rows = range(0, image.shape[2] - F + 1, stride)
    columns = range(0, image.shape[3] - G + 1, stride)
    out = np.empty((B, D, len(rows), len(columns)))
    flat = w.reshape(D, -1).T.astype(float)
    for m, i in enumerate(rows):
        for n, j in enumerate(columns):
            out[:, :, m, n] = image[:, :, i : i + F, j : j + G].reshape(B, -1) @ flat + b
    key = f"call number {len(_kept)}"
    _kept[key] = image, w.copy(), rows, columns, padding
    return out, key


def conv2d_backward(grad_out, cache):
    image, w, rows, columns, padding = _kept[cache]
    D, C, F, G = w.shape
    flat = w.reshape(D, -1).astype(float)
    grad, grad_w = np.zeros(image.shape), np.zeros((D, C * F * G))
    for m, i in enumerate(rows):
        for n, j in enumerate(columns):
            g = grad_out[:, :, m, n].astype(float)
            grad_w += g.T @ image[:, :, i : i + F, j : j + G].reshape(len(g), -1)
            grad[:, :, i : i + F, j : j + G] += (g @ flat).reshape(-1, C, F, G)
    H, W = (size - 2 * padding for size in image.shape[2:])
    inner = grad[:, :, padding : padding + H, padding : padding + W]
    return inner, grad_w.reshape(w.shape), grad_out.astype(float).sum(3).sum(2).sum(0)
