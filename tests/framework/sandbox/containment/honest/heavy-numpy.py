"""Products, solutions, transforms, sums over labels, sorting, with large temporaries."""

import numpy as np


def work():
    rng = np.random.default_rng(0)
    a = rng.normal(size=(120, 120))
    u, s, vt = np.linalg.svd(a)
    assert np.allclose(u * s @ vt, a)
    assert np.allclose(np.linalg.solve(a, a @ np.ones(120)), 1)
    assert np.allclose(np.fft.ifft2(np.fft.fft2(a)).real, a)
    assert np.allclose(np.einsum("ij,kj->ik", a, a, optimize=True), a @ a.T)
    values, _ = np.linalg.eigh(a @ a.T)
    np.add.at(np.zeros(5), [0, 0, 4], 1.0)
    return np.sort(np.concatenate([values, s**2])).size == 240


def double(x):
    assert work()
    return x * 2.0


def forward(x):
    windows = np.lib.stride_tricks.sliding_window_view(np.ones(20_000), 50)
    assert (windows * 2.0).sum() == windows.size * 2
    return x * 3.0, x.shape


def backward(grad, cache):
    np.random.seed(3)
    assert np.random.rand(4).shape == (4,)
    return grad.reshape(cache) * 3.0
