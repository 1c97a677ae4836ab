"""Questions 4 and 5: max pooling in one dimension and in two, and its gradient."""

from __future__ import annotations

import numpy as np


def maxpool1d_forward(x: np.ndarray, window: int, padding: int = 0) -> tuple[np.ndarray, tuple]:
    """Take the maximum of every window, one place apart.

    Parameters
    ----------
    x
        The signal, shape (N,), any real dtype.
    window
        How many places a window covers, at least 1.
    padding
        How many places are added at either end, less than `window`. They are never the maximum,
        whatever the sign of `x`.

    Returns
    -------
    out : np.ndarray
        The maxima, shape (N + 2·padding - window + 1,), float64.
    cache
        Whatever `maxpool1d_backward` needs.

    Raises
    ------
    ValueError
        For window < 1, window > N + 2·padding, padding < 0 or padding >= window.

    Examples
    --------
    >>> out, cache = maxpool1d_forward(np.array([-1.0, -5.0, -2.0]), window=2, padding=1)
    >>> out
    array([-1., -1., -2., -2.])
    """
    n = len(x)
    raise NotImplementedError("4.1 maxpool1d_forward: not written yet")


def maxpool1d_backward(grad_out: np.ndarray, cache: tuple) -> np.ndarray:
    """Carry the gradient of a loss E back through `maxpool1d_forward`.

    Each window sends its gradient to its maximum. Windows overlap, so contributions add up. Where
    several elements tie for a maximum, they share the window's gradient in any way: non-negative
    shares that add up to 1.

    Parameters
    ----------
    grad_out
        ∂E/∂out, shape (N + 2·padding - window + 1,), any real dtype.
    cache
        What `maxpool1d_forward` returned as such.

    Returns
    -------
    np.ndarray
        ∂E/∂x, shape (N,), float64.

    Examples
    --------
    >>> out, cache = maxpool1d_forward(np.array([-1.0, -5.0, -2.0]), window=2, padding=1)
    >>> maxpool1d_backward(np.array([1.0, 10.0, 100.0, 1000.0]), cache)
    array([  11.,    0., 1100.])
    """
    raise NotImplementedError("4.2 maxpool1d_backward: not written yet")


def maxpool2d_forward(
    x: np.ndarray, window: tuple[int, int], stride: int = 1, padding: int = 0
) -> tuple[np.ndarray, tuple]:
    """Take the maximum of every window that fits, `stride` apart, in each image and channel.

    Parameters
    ----------
    x
        The images, shape (B, C, H, W), any real dtype.
    window
        A window's height and width, each at least 1.
    stride
        The distance from one window to the next, down and across, at least 1.
    padding
        How many rows and columns are added on all four sides, less than either side of the window.
        They are never the maximum, whatever the sign of `x`.

    Returns
    -------
    out : np.ndarray
        The maxima, shape (B, C, 1 + (H + 2·padding - height) // stride,
        1 + (W + 2·padding - width) // stride), float64.
    cache
        Whatever `maxpool2d_backward` needs.

    Raises
    ------
    ValueError
        For a side of the window < 1 or longer than that of the padded input, padding < 0 or
        padding >= a side of the window, or stride < 1.

    Examples
    --------
    >>> x = np.array([[[[1.0, 2.0, 3.0], [4.0, 9.0, 5.0]]]])
    >>> out, cache = maxpool2d_forward(x, window=(1, 2))
    >>> out
    array([[[[2., 3.],
             [9., 9.]]]])
    """
    batch, channels, rows, columns = x.shape
    height, width = window
    raise NotImplementedError("5.1 maxpool2d_forward: not written yet")


def maxpool2d_backward(grad_out: np.ndarray, cache: tuple) -> np.ndarray:
    """Carry the gradient of a loss E back through `maxpool2d_forward`.

    Overlapping windows and ties are dealt with as in `maxpool1d_backward`.

    Parameters
    ----------
    grad_out
        ∂E/∂out, of the shape of `out`, any real dtype.
    cache
        What `maxpool2d_forward` returned as such.

    Returns
    -------
    np.ndarray
        ∂E/∂x, shape (B, C, H, W), float64.

    Examples
    --------
    >>> x = np.array([[[[1.0, 2.0, 3.0], [4.0, 9.0, 5.0]]]])
    >>> out, cache = maxpool2d_forward(x, window=(1, 2))
    >>> maxpool2d_backward(np.array([[[[1.0, 2.0], [10.0, 20.0]]]]), cache)
    array([[[[ 0.,  1.,  2.],
             [ 0., 30.,  0.]]]])
    """
    raise NotImplementedError("5.2 maxpool2d_backward: not written yet")
