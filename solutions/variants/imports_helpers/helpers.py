"""What several of the files use."""

import numpy as np


def as_floats(*values):
    return tuple(np.asarray(value, dtype=float) for value in values)


def sliding(padded, k, stride=1):
    """Windows along the last axis."""
    return np.stack(
        [padded[..., s : s + k] for s in range(0, padded.shape[-1] - k + 1, stride)], axis=-2
    )


def unslide(grad_windows, length, stride=1):
    """The adjoint of `sliding`."""
    *lead, count, k = grad_windows.shape
    grad = np.zeros((*lead, length))
    for m in range(count):
        grad[..., m * stride : m * stride + k] += grad_windows[..., m, :]
    return grad
