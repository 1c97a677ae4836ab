"""Results as a list and as a tuple of a subclass."""

import numpy as np


class Pair(tuple):
    """A tuple that knows what it holds."""

    first = property(lambda self: self[0])


def conv2d_forward(x, w, b, stride=1, padding=0):
    if stride < 1 or padding < 0 or x.shape[1] != w.shape[1]:
        raise ValueError("stride, padding or channels")
    p = padding
    padded = np.zeros((*x.shape[:2], x.shape[2] + 2 * p, x.shape[3] + 2 * p))
    padded[:, :, p : p + x.shape[2], p : p + x.shape[3]] = x
    height, width = w.shape[2:]
    rows = np.arange(0, padded.shape[2] - height + 1, stride)
    columns = np.arange(0, padded.shape[3] - width + 1, stride)
    if rows.size == 0 or columns.size == 0:
        raise ValueError("kernel")
    kernels = w.astype(float)
    out = np.zeros((len(x), len(w), len(rows), len(columns))) + b.astype(float)[:, None, None]
    for i, j in np.ndindex(height, width):
        seen = padded[:, :, rows[:, None] + i, columns[None, :] + j]
        out += np.einsum("oc,bchw->bohw", kernels[:, :, i, j], seen)
    return Pair([out, [padded, kernels, rows, columns, p]])


def conv2d_backward(grad_out, cache):
    padded, kernels, rows, columns, p = cache
    g = grad_out.astype(float)
    grad, grad_w = np.zeros(padded.shape), np.zeros(kernels.shape)
    for i, j in np.ndindex(kernels.shape[2:]):
        at = (slice(None), slice(None), rows[:, None] + i, columns[None, :] + j)
        grad[at] += np.einsum("oc,bohw->bchw", kernels[:, :, i, j], g)
        grad_w[:, :, i, j] = np.einsum("bohw,bchw->oc", g, padded[at])
    inner = grad[:, :, p : grad.shape[2] - p, p : grad.shape[3] - p]
    return [inner, grad_w, g.sum(axis=3).sum(axis=2).sum(axis=0)]
