"""The cache is a lambda that remembers everything."""

import numpy as np


def conv2d_forward(x, w, b, stride=1, padding=0):
    if stride < 1 or padding < 0 or x.shape[1] != w.shape[1]:
        raise ValueError("stride, padding or channels")
    x, w, b = (np.array(a, dtype=float) for a in (x, w, b))
    p, s = padding, stride
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    kh, kw = w.shape[2:]
    if kh > xp.shape[2] or kw > xp.shape[3]:
        raise ValueError("kernel")
    oh, ow = (xp.shape[2] - kh) // s + 1, (xp.shape[3] - kw) // s + 1
    taps = [(i, j) for i in range(kh) for j in range(kw)]
    part = lambda a, i, j: a[:, :, i : i + s * oh : s, j : j + s * ow : s]  # noqa: E731
    out = sum(np.einsum("nchw,oc->nohw", part(xp, i, j), w[:, :, i, j]) for i, j in taps)

    def backward(g):
        g = np.array(g, dtype=float)
        grad_xp, grad_w = np.zeros_like(xp), np.zeros_like(w)
        for i, j in taps:
            part(grad_xp, i, j)[...] += np.einsum("nohw,oc->nchw", g, w[:, :, i, j])
            grad_w[:, :, i, j] = np.einsum("nohw,nchw->oc", g, part(xp, i, j))
        end_h, end_w = xp.shape[2] - p, xp.shape[3] - p
        return grad_xp[:, :, p:end_h, p:end_w], grad_w, g.sum((0, 2, 3))

    return out + b[:, None, None], lambda g: backward(g)


def conv2d_backward(grad_out, cache):
    return cache(grad_out)
