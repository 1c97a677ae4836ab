"""Convolution by multiplying spectra."""

import numpy as np
from boundary import pad, pad_backward


def correlate_full(signal, kernel):
    """Entry s is Σ_i kernel[i] · signal[s - (K - 1) + i]; as long as both together, less one."""
    length = len(signal) + len(kernel) - 1
    spectrum = np.fft.rfft(np.asarray(signal, float), length)
    spectrum = spectrum * np.fft.rfft(np.asarray(kernel, float)[::-1], length)
    return np.fft.irfft(spectrum, length)


def conv1d_forward(x, w, b, boundary="zero"):
    k = len(w)
    p = (k - 1) // 2
    full = correlate_full(pad(x, p, k - 1 - p, boundary), w)
    return full[k - 1 : k - 1 + len(x)] + b


def conv1d_backward(grad_z, x, w, boundary="zero"):
    n, k = len(x), len(w)
    p = (k - 1) // 2
    padded = pad(x, p, k - 1 - p, boundary)
    grad_w = correlate_full(padded, grad_z)[n - 1 : n - 1 + k]
    grad_padded = correlate_full(grad_z, w[::-1])
    return [
        pad_backward(grad_padded, p, k - 1 - p, boundary),
        grad_w,
        np.float64(np.sum(grad_z, dtype=np.float64)),
    ]


def sgd_step(param, grad, lr):
    return 1.0 * np.asarray(param, np.float64) - np.float64(lr) * np.asarray(grad, np.float64)
