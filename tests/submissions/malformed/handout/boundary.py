"""Question 2: what a signal is taken to be beyond its two ends."""

from __future__ import annotations

import numpy as np

MODES = ("zero", "edge", "reflect", "wrap")


def pad(x: np.ndarray, before: int, after: int, mode: str = "zero") -> np.ndarray:
    """Lengthen a signal at both ends, along its last axis.

    The modes, by their values around a signal `a b c d` that is padded by two on either side:

    ==========  ===========================
    `zero`      `0 0 | a b c d | 0 0`
    `edge`      `a a | a b c d | d d`
    `reflect`   `c b | a b c d | c b`
    `wrap`      `c d | a b c d | a b`
    ==========  ===========================

    Parameters
    ----------
    x
        The signal or signals, shape (…, N), any real dtype.
    before, after
        How many places are added in front and behind.
    mode
        One of `zero`, `edge`, `reflect`, `wrap`.

    Returns
    -------
    np.ndarray
        A new array, shape (…, before + N + after), float64.

    Raises
    ------
    ValueError
        For an unknown mode, a negative width, `reflect` with a width over N - 1, or `wrap` with
        a width over N.

    Examples
    --------
    >>> pad(np.array([1, 2, 3, 4]), before=2, after=1, mode="reflect")
    array([3., 2., 1., 2., 3., 4., 3.])
    """
    n = x.shape[-1]
    raise NotImplementedError("2.1 pad: not written yet")


def pad_backward(
    grad_padded: np.ndarray, before: int, after: int, mode: str = "zero"
) -> np.ndarray:
    """Carry a gradient from a padded signal back to the signal itself: the adjoint of `pad`.

    Parameters
    ----------
    grad_padded
        The loss's gradient in what `pad` returned, shape (…, before + N + after), any real dtype.
    before, after, mode
        As they were given to `pad`.

    Returns
    -------
    np.ndarray
        The loss's gradient in `x`, shape (…, N), float64: each element's own gradient and those
        of all its copies, added up.

    Raises
    ------
    ValueError
        As `pad` does.

    Examples
    --------
    The last element was copied out twice, and so gets three gradients.

    >>> pad_backward(np.array([1, 2, 4, 8, 16]), before=0, after=2, mode="edge")
    array([ 1.,  2., 28.])
    """
    n = grad_padded.shape[-1] - before - after
    raise NotImplementedError("2.2 pad_backward: not written yet")
