"""Question 2: what a signal is taken to be beyond its two ends."""

from __future__ import annotations

import numpy as np

MODES = ("zero", "edge", "reflect", "wrap")


# BEGIN SOLUTION 2.1
def _check(n: int, before: int, after: int, mode: str) -> None:
    """Raise ValueError where a signal of `n` elements cannot be padded like this."""
    if mode not in MODES:
        raise ValueError(f"mode should be one of {', '.join(MODES)}, not {mode!r}")
    if before < 0 or after < 0:
        raise ValueError(f"widths should not be negative, got before={before}, after={after}")
    widest = {"reflect": n - 1, "wrap": n}.get(mode)
    if widest is not None and max(before, after) > widest:
        raise ValueError(
            f"{mode} pads a signal of {n} by at most {widest}, got before={before}, after={after}"
        )


def _origin(n: int, before: int, after: int, mode: str) -> np.ndarray:
    """Return, for each padded place, the index in the signal that it is a copy of."""
    place = np.arange(-before, n + after)
    if mode == "edge":
        return place.clip(0, n - 1)
    if mode == "wrap":
        return place % n
    last = n - 1
    return last - abs(last - abs(place))  # folded at either end


# END SOLUTION


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
    # BEGIN SOLUTION 2.1
    _check(n, before, after, mode)
    x = np.asarray(x, dtype=float)
    if mode == "zero":
        padded = np.zeros((*x.shape[:-1], before + n + after))
        padded[..., before : before + n] = x
        return padded
    return x[..., _origin(n, before, after, mode)]
    # END SOLUTION


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
    # BEGIN SOLUTION 2.2
    _check(n, before, after, mode)
    grad_padded = np.asarray(grad_padded, dtype=float)
    if mode == "zero":
        return grad_padded[..., before : before + n].copy()
    grad_x = np.zeros((*grad_padded.shape[:-1], n))
    np.add.at(grad_x, (..., _origin(n, before, after, mode)), grad_padded)
    return grad_x
    # END SOLUTION
