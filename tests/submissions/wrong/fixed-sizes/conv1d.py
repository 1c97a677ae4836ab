import numpy as np
from boundary import pad, pad_backward


def conv1d_forward(x, w, b, boundary="zero"):
    x_padded = pad(x, 4, 4, boundary)
    z = np.zeros(50)
    for j in range(50):
        for i in range(9):
            z[j] += w[i] * x_padded[j + i]
    return z + b


def conv1d_backward(grad_z, x, w, boundary="zero"):
    x_padded = pad(x, 4, 4, boundary)
    grad_padded = np.zeros(58)
    grad_w = np.zeros(9)
    for j in range(50):
        for i in range(9):
            grad_padded[j + i] += grad_z[j] * w[i]
            grad_w[i] += grad_z[j] * x_padded[j + i]
    return pad_backward(grad_padded, 4, 4, boundary), grad_w, float(np.sum(grad_z))


def sgd_step(param, grad, lr):
    return np.asarray(param, dtype=float) - lr * np.asarray(grad, dtype=float)
