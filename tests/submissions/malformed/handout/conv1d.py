"""Question 1: a 1-D convolution, its gradient, and one step of gradient descent.

Question 2.3 is here too: the same convolution with the boundaries of `boundary.py`.
"""

from __future__ import annotations

import numpy as np
from boundary import pad, pad_backward


def conv1d_forward(x: np.ndarray, w: np.ndarray, b: float, boundary: str = "zero") -> np.ndarray:
    """Convolve a signal with a kernel and add a bias: `z = b + w ⊛ x`.

    ``z[j] = b + Σ_i w[i] · x[j - p + i]`` for j = 0 … N - 1, where p = (K - 1) // 2: the kernel
    reaches p places to the left and K - 1 - p to the right. What `x` is out there, the boundary
    mode says.

    Parameters
    ----------
    x
        The signal, shape (N,), any real dtype.
    w
        The kernel, shape (K,), any real dtype. K may be even, and may exceed N.
    b
        The bias, a scalar.
    boundary
        One of `zero`, `edge`, `reflect`, `wrap`, as in `boundary.pad`.

    Returns
    -------
    np.ndarray
        z, shape (N,), float64.

    Raises
    ------
    ValueError
        For an unknown boundary, or one that cannot reach as far as the kernel: `reflect` with a
        reach over N - 1, `wrap` with a reach over N.

    Examples
    --------
    >>> conv1d_forward(np.array([1.0, 2.0, 3.0]), np.array([10.0, 1.0, 0.0]), 0.5)
    array([ 1.5, 12.5, 23.5])
    """
    k = len(w)
    left = (k - 1) // 2
    right = k - 1 - left
    raise NotImplementedError("1.1 conv1d_forward: not written yet")


def conv1d_backward(
    grad_z: np.ndarray, x: np.ndarray, w: np.ndarray, boundary: str = "zero"
) -> tuple[np.ndarray, np.ndarray, float]:
    """Carry the gradient of a loss E back through `conv1d_forward`.

    Parameters
    ----------
    grad_z
        ∂E/∂z, shape (N,), any real dtype.
    x, w, boundary
        As they were given to `conv1d_forward`.

    Returns
    -------
    grad_x : np.ndarray
        ∂E/∂x, shape (N,), float64.
    grad_w : np.ndarray
        ∂E/∂w, shape (K,), float64.
    grad_b : float
        ∂E/∂b.

    Raises
    ------
    ValueError
        As `conv1d_forward` does.

    Examples
    --------
    >>> grad_z, x = np.array([0.0, 1.0, 0.0]), np.array([1.0, 2.0, 3.0])
    >>> grad_x, grad_w, grad_b = conv1d_backward(grad_z, x, np.array([10.0, 1.0, 0.0]))
    >>> grad_x
    array([10.,  1.,  0.])
    >>> grad_w
    array([1., 2., 3.])
    >>> grad_b
    1.0
    """
    k = len(w)
    left = (k - 1) // 2
    right = k - 1 - left
    raise NotImplementedError("1.2 conv1d_backward: not written yet")


def sgd_step(param: np.ndarray | float, grad: np.ndarray | float, lr: float) -> np.ndarray | float:
    """Take one step of gradient descent, leaving the arguments as they were.

    Parameters
    ----------
    param
        The parameter: an array of any shape or a scalar, any real dtype.
    grad
        The loss's gradient in it, of the same shape.
    lr
        The learning rate, a scalar.

    Returns
    -------
    np.ndarray or float
        `param - lr * grad`, of the parameter's shape, float64.

    Examples
    --------
    >>> sgd_step(np.array([1.0, 2.0]), np.array([10.0, -10.0]), lr=0.1)
    array([0., 3.])
    """
    raise NotImplementedError("1.3 sgd_step: not written yet")
