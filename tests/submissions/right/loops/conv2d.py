"""2-D convolution, output by output."""

import numpy as np


def conv2d_forward(x, w, b, stride=1, padding=0):
    B, C, H, W = x.shape
    O, C_w, KH, KW = w.shape
    if C != C_w:
        raise ValueError("channels")
    if stride < 1:
        raise ValueError("stride")
    if padding < 0:
        raise ValueError("padding")
    if KH > H + 2 * padding or KW > W + 2 * padding:
        raise ValueError("kernel")
    x, w, b = x.astype(np.float64), w.astype(np.float64), b.astype(np.float64)
    out = np.zeros((B, O, 1 + (H + 2 * padding - KH) // stride, 1 + (W + 2 * padding - KW) // stride))
    for place in np.ndindex(out.shape):
        n, o, r, s = place
        top, left = r * stride - padding, s * stride - padding
        rows = range(max(top, 0), min(top + KH, H))
        columns = range(max(left, 0), min(left + KW, W))
        total = b[o]
        for i in rows:
            for j in columns:
                for c in range(C):
                    total += x[n, c, i, j] * w[o, c, i - top, j - left]
        out[place] = total
    return out, (x, w, stride, padding)


def conv2d_backward(grad_out, cache):
    x, w, stride, padding = cache
    B, C, H, W = x.shape
    O, _, KH, KW = w.shape
    grad_x, grad_w, grad_b = np.zeros(x.shape), np.zeros(w.shape), np.zeros(O)
    for n, o, r, s in np.ndindex(grad_out.shape):
        g = float(grad_out[n, o, r, s])
        grad_b[o] += g
        top, left = r * stride - padding, s * stride - padding
        for i in range(max(top, 0), min(top + KH, H)):
            for j in range(max(left, 0), min(left + KW, W)):
                for c in range(C):
                    grad_x[n, c, i, j] += g * w[o, c, i - top, j - left]
                    grad_w[o, c, i - top, j - left] += g * x[n, c, i, j]
    return grad_x, grad_w, grad_b
