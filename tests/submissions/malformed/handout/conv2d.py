"""Question 6: a batched 2-D convolution with stride and zero padding, and its gradient."""

from __future__ import annotations

import numpy as np


def conv2d_forward(
    x: np.ndarray, w: np.ndarray, b: np.ndarray, stride: int = 1, padding: int = 0
) -> tuple[np.ndarray, tuple]:
    """Weigh and sum every window that fits, `stride` apart (cross-correlation), and add a bias.

    Parameters
    ----------
    x
        The images, shape (B, C_in, H, W), any real dtype.
    w
        The kernels, shape (C_out, C_in, KH, KW), any real dtype.
    b
        The biases, shape (C_out,), any real dtype.
    stride
        The distance from one window to the next, down and across, at least 1.
    padding
        How many rows and columns of zeros are added on all four sides.

    Returns
    -------
    out : np.ndarray
        Shape (B, C_out, 1 + (H + 2·padding - KH) // stride, 1 + (W + 2·padding - KW) // stride),
        float64.
    cache
        Whatever `conv2d_backward` needs.

    Raises
    ------
    ValueError
        For a kernel larger than the padded input, stride < 1, padding < 0, or a C_in of `x` that
        is not that of `w`.

    Examples
    --------
    >>> x = np.array([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]])
    >>> w = np.array([[[[1.0, 10.0]]]])
    >>> out, cache = conv2d_forward(x, w, np.array([0.5]))
    >>> out
    array([[[[21.5, 32.5],
             [54.5, 65.5]]]])
    """
    batch, c_in, rows, columns = x.shape
    c_out, c_in_of_w, height, width = w.shape
    raise NotImplementedError("6.1 conv2d_forward: not written yet")


def conv2d_backward(
    grad_out: np.ndarray, cache: tuple
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Carry the gradient of a loss E back through `conv2d_forward`.

    Parameters
    ----------
    grad_out
        ∂E/∂out, of the shape of `out`, any real dtype.
    cache
        What `conv2d_forward` returned as such.

    Returns
    -------
    grad_x : np.ndarray
        ∂E/∂x, shape (B, C_in, H, W), float64.
    grad_w : np.ndarray
        ∂E/∂w, shape (C_out, C_in, KH, KW), float64.
    grad_b : np.ndarray
        ∂E/∂b, shape (C_out,), float64.

    Examples
    --------
    >>> x = np.array([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]])
    >>> out, cache = conv2d_forward(x, np.array([[[[1.0, 10.0]]]]), np.array([0.5]))
    >>> grad_x, grad_w, grad_b = conv2d_backward(np.array([[[[1.0, 2.0], [0.0, 0.0]]]]), cache)
    >>> grad_x
    array([[[[ 1., 12., 20.],
             [ 0.,  0.,  0.]]]])
    >>> grad_w
    array([[[[5., 8.]]]])
    >>> grad_b
    array([3.])
    """
    raise NotImplementedError("6.2 conv2d_backward: not written yet")
