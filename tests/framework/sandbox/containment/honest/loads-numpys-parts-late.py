"""Uses parts of NumPy that are loaded when they are first needed."""

import numpy as np


def double(x):
    assert np.polynomial.Polynomial([1, 2])(3) == 7
    assert np.ma.masked_invalid([1.0, np.nan]).sum() == 1
    assert np.fft.rfft(np.ones(4))[0] == 4
    np.testing.assert_allclose(np.linalg.norm([3.0, 4.0]), 5)
    assert np.random.RandomState(0).rand(2).shape == (2,)
    assert np.char.upper("a") == "A"
    return x * 2.0


def forward(x):
    assert np.rec.array([(1, 2.0)], dtype=[("a", int), ("b", float)]).a[0] == 1
    assert np.datetime64("2024-01-01").astype(int) > 0
    assert np.lib.stride_tricks.sliding_window_view(np.arange(4), 2).shape == (3, 2)
    return x * 3.0, np.dtype(float)


def backward(grad, cache):
    assert np.ctypeslib.as_array
    return grad.astype(cache) * 3.0
