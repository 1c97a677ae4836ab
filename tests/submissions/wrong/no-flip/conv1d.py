"""Convolution in plain Python: lists of floats, loops and math.fsum."""

import math

import numpy as np
from boundary import check, where_from


def floats(array):
    return [float(value) for value in array]


def conv1d_forward(x, w, b, boundary="zero"):
    x, w, b = floats(x), floats(w), float(b)
    N, K = len(x), len(w)
    p = (K - 1) // 2
    check(N, p, K - 1 - p, boundary)
    z = []
    for j in range(N):
        terms = [b]
        for i in range(K):
            source = where_from(j - p + i, N, boundary)
            if source is not None:
                terms.append(w[i] * x[source])
        z.append(math.fsum(terms))
    return np.array(z)


def conv1d_backward(grad_z, x, w, boundary="zero"):
    grad_z, x, w = floats(grad_z), floats(x), floats(w)
    N, K = len(x), len(w)
    p = (K - 1) // 2
    check(N, p, K - 1 - p, boundary)
    grad_x, grad_w = [0.0] * N, [0.0] * K
    for j in range(N):
        for i in range(K):
            source = where_from(j - p + i, N, boundary)
            if source is not None:
                grad_x[source] += grad_z[j] * w[K - 1 - i]
                grad_w[i] += grad_z[j] * x[source]
    return np.array(grad_x), np.array(grad_w), math.fsum(grad_z)


def sgd_step(param, grad, lr):
    if np.ndim(param) == 0:
        return float(param) - float(lr) * float(grad)
    updated = np.zeros(param.shape)
    for index in np.ndindex(param.shape):
        updated[index] = float(param[index]) - float(lr) * float(grad[index])
    return updated
