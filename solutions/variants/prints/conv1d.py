"""Prints a lot, and tests itself."""

import numpy as np
from boundary import pad, pad_backward

DEBUG = True
print("conv1d.py is being imported:", __name__)


def conv1d_forward(x, w, b, boundary="zero"):
    if DEBUG:
        print("conv1d_forward", x.shape, w.shape, b, boundary)
    k = len(w)
    p = (k - 1) // 2
    padded = pad(x, p, k - 1 - p, boundary)
    z = np.zeros(len(x))
    for j in range(len(x)):
        z[j] = b + (w * padded[j : j + k]).sum()
        print("z[%d] = %g" % (j, z[j]), end="\r", flush=True)
    return z


def conv1d_backward(grad_z, x, w, boundary="zero"):
    print("conv1d_backward\n" * 3, sep="\0")
    k = len(w)
    p = (k - 1) // 2
    padded = pad(x, p, k - 1 - p, boundary)
    grad_padded, grad_w = np.zeros_like(padded), np.zeros(k)
    for j in range(len(x)):
        grad_padded[j : j + k] += w * np.float64(grad_z[j])
        grad_w += padded[j : j + k] * grad_z[j]
    print(repr(grad_w))
    return pad_backward(grad_padded, p, k - 1 - p, boundary), grad_w, sum(float(g) for g in grad_z)


def sgd_step(param, grad, lr):
    print("stepping \x1b[31mdown\x1b[0m ∇ 卷积")
    with np.printoptions(precision=2):
        print(param, grad)
    return np.array(param, dtype=float) - lr * np.array(grad, dtype=float)


if __name__ == "__main__":
    assert np.allclose(conv1d_forward(np.ones(3), np.ones(3), 0.0), [2, 3, 2])
    input("done, press enter")
