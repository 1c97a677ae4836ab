"""Star imports of the boundary file and of NumPy."""

from boundary import *
from numpy import *


def conv1d_forward(x, w, b, boundary="zero"):
    k = w.size
    padded = pad(x, (k - 1) // 2, k // 2, mode=boundary)
    return array([dot(w, padded[j : j + k]) + b for j in range(x.size)], dtype=float64)


def conv1d_backward(grad_z, x, w, boundary="zero"):
    n, k = x.size, w.size
    padded = pad(x, (k - 1) // 2, k // 2, mode=boundary)
    grad_padded = zeros(padded.shape)
    for j in range(n):
        grad_padded[j : j + k] += float64(grad_z[j]) * w
    grad_w = array([dot(grad_z, padded[i : i + n]) for i in range(k)])
    return pad_backward(grad_padded, (k - 1) // 2, k // 2, boundary), grad_w, sum(grad_z, dtype=float64)


def sgd_step(param, grad, lr):
    return asarray(param, dtype=float64) - multiply(grad, lr, dtype=float64)


from boundary import pad  # noqa: E402  (not NumPy's)
