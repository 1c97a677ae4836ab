"""2-D convolution by multiplying spectra; a stride picks from the dense result."""

import numpy as np


def conv2d_forward(x, w, b, stride=1, padding=0):
    rows, columns = (size + 2 * padding for size in x.shape[2:])
    height, width = w.shape[2:]
    if stride < 1 or padding < 0:
        raise ValueError("stride or padding")
    if x.shape[1] != w.shape[1]:
        raise ValueError("channels")
    if height > rows or width > columns:
        raise ValueError("kernel")
    padded = np.zeros(x.shape[:2] + (rows, columns))
    padded[:, :, padding : rows - padding, padding : columns - padding] = x
    size = (rows, columns)
    spectrum_x = np.fft.rfft2(padded, size)
    spectrum_w = np.fft.rfft2(w.astype(float), size)
    spectrum = np.einsum("bchw,ochw->bohw", spectrum_x, spectrum_w.conj())
    out = np.fft.irfft2(spectrum, size)[:, :, : rows - height + 1 : stride, : columns - width + 1 : stride]
    out = out + np.asarray(b, dtype=float)[:, np.newaxis, np.newaxis]
    return out, [spectrum_x, spectrum_w, size, w.shape[2:], stride, padding]


def conv2d_backward(grad_out, cache):
    spectrum_x, spectrum_w, size, (height, width), stride, padding = cache
    dense = np.zeros(grad_out.shape[:2] + size)
    down, across = grad_out.shape[2:]
    dense[:, :, : down * stride : stride, : across * stride : stride] = grad_out
    spectrum = np.fft.rfft2(dense, size)
    grad_w = np.fft.irfft2(np.einsum("bohw,bchw->ochw", spectrum.conj(), spectrum_x), size)
    grad = np.fft.irfft2(np.einsum("bohw,ochw->bchw", spectrum, spectrum_w), size)
    rows, columns = size
    grad_x = grad[:, :, padding : rows - padding, padding : columns - padding]
    return grad_x, grad_w[:, :, :height, :width], grad_out.sum(axis=(0, 2, 3), dtype=float)
