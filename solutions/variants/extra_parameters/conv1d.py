"""More parameters than asked for, all optional; and hardly any names at all."""

import numpy as np
from boundary import pad, pad_backward


def conv1d_forward(x, w, b, boundary="zero", *, dtype=np.float64, **options):
    k = len(w)
    padded = pad(x, (k - 1) // 2, k // 2, boundary).astype(dtype)
    return np.stack([padded[i : i + len(x)] for i in range(k)], axis=-1) @ w.astype(dtype) + dtype(b)


def conv1d_backward(*args, **kwargs):
    names = "grad_z", "x", "w", "boundary"
    given = {"boundary": "zero"} | dict(zip(names, args)) | kwargs
    grad_z, x, w, boundary = (given[name] for name in names)
    return _gradients(grad_z.astype(float), x.astype(float), w.astype(float), boundary)


def _gradients(g, x, w, mode, /):
    n, k = len(x), len(w)
    padded = pad(x, (k - 1) // 2, k // 2, mode)
    grad_padded = np.zeros(n + k - 1)
    for (j, i) in np.ndindex(n, k):
        grad_padded[j + i] += g[j] * w[i]
    return (
        pad_backward(grad_padded, (k - 1) // 2, k // 2, mode),
        np.array([g @ padded[i : i + n] for i in range(k)]),
        g.sum(),
    )


def sgd_step(param, grad, lr=0.1, momentum=0.0, *_, **__):
    return np.asarray(param, dtype=float) - lr * np.asarray(grad, dtype=float) * (1 + momentum)
