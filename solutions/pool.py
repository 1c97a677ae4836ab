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
    # BEGIN SOLUTION 4.1
    if window < 1:
        raise ValueError(f"window should be at least 1, not {window}")
    if not 0 <= padding < window:
        raise ValueError(f"padding should be from 0 to {window - 1} (window - 1), not {padding}")
    if window > n + 2 * padding:
        raise ValueError(f"a window of {window} exceeds the padded input of {n + 2 * padding}")

    x = np.asarray(x, dtype=float)
    padded = np.full(n + 2 * padding, -np.inf)
    padded[padding : padding + n] = x
    windows = np.lib.stride_tricks.sliding_window_view(padded, window)  # (M, window)
    # Where in x each window has its maximum: of several the first, and so exactly one.
    winner = np.arange(len(windows)) + windows.argmax(axis=1) - padding
    return x[winner], (winner, n)
    # END SOLUTION


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
    # BEGIN SOLUTION 4.2
    winner, n = cache
    return np.bincount(winner, weights=grad_out, minlength=n)
    # END SOLUTION


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
    # BEGIN SOLUTION 5.1
    tall, wide = rows + 2 * padding, columns + 2 * padding
    if min(height, width) < 1:
        raise ValueError(f"the window's sides should be at least 1, not {height} × {width}")
    if stride < 1:
        raise ValueError(f"stride should be at least 1, not {stride}")
    if not 0 <= padding < min(height, width):
        raise ValueError(
            f"padding should be 0 or more and less than either side of the window "
            f"({height} × {width}), not {padding}"
        )
    if height > tall or width > wide:
        raise ValueError(
            f"a window of {height} × {width} exceeds the padded input of {tall} × {wide}"
        )

    x = np.asarray(x, dtype=float)
    padded = np.full((batch, channels, tall, wide), -np.inf)
    padded[:, :, padding : padding + rows, padding : padding + columns] = x
    windows = np.lib.stride_tricks.sliding_window_view(padded, (height, width), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]  # (B, C, H_out, W_out, height, width)

    # Where in x each window has its maximum: of several the first, and so exactly one.
    place = windows.reshape(*windows.shape[:4], height * width).argmax(axis=-1)
    image, top, left = np.ogrid[: batch * channels, : windows.shape[2], : windows.shape[3]]
    row = stride * top + place // width - padding
    column = stride * left + place % width - padding
    winner = (image.reshape(batch, channels, 1, 1) * rows + row) * columns + column
    return x.take(winner), (winner, x.shape)
    # END SOLUTION


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
    # BEGIN SOLUTION 5.2
    winner, shape = cache
    grad_x = np.bincount(winner.ravel(), weights=grad_out.ravel(), minlength=np.prod(shape))
    return grad_x.reshape(shape)
    # END SOLUTION
