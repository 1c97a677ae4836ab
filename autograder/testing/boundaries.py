"""A convolution's boundary modes, judged apart from the convolution.

A convolution of `x` under any boundary mode is the middle of a convolution of `x` extended by that
mode, whatever lies beyond. A submission's function is so compared with itself: what it makes of
the extended signal under the zero boundary, which another question is about, says what it should
make of the signal under the mode.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.testing.errors import Mismatch
from autograder.testing.results import Array, as_array, unpack

_DIFFERS = 1e-6


def origin(n: int, before: int, after: int, mode: str) -> Array:
    """Return for each place of an extended signal the index of the element that it repeats.

    Parameters
    ----------
    n
        The signal's length.
    before, after
        By how many places it is extended; more than once around will do.
    mode
        ``edge``, ``reflect`` or ``wrap``.
    """
    place = np.arange(-before, n + after)
    if mode == "edge":
        return np.clip(place, 0, n - 1)
    if mode == "wrap":
        return place % n
    if mode != "reflect":
        raise ValueError(f"no element is repeated under the mode {mode!r}")
    round_trip = place % max(1, 2 * (n - 1))
    return np.minimum(round_trip, 2 * (n - 1) - round_trip) if n > 1 else 0 * place


def forward_by_extension(convolve: Callable[..., Any], x: Array, w: Array, mode: str) -> Array:
    """Return what a submission's convolution makes of `x`, extended by `mode`.

    Parameters
    ----------
    convolve
        The submission's ``conv1d_forward``.
    x, w, mode
        Its arguments; the bias is zero.

    Raises
    ------
    Mismatch
        If it returns no array of the right shape, or nothing that the extension changes.
    """
    n, margin = len(x), 2 * len(w)
    extended = x[origin(n, margin, margin, mode)]
    z = as_array(convolve(extended, w, 0.0), "z", extended.shape, (x, w))[margin : margin + n]
    plain = as_array(convolve(x, w, 0.0), "z", x.shape, (x, w))
    _depends(z, plain, "z")
    return z


def backward_by_extension(
    backward: Callable[..., Any], grad_z: Array, x: Array, w: Array, mode: str, name: str
) -> list[Array]:
    """Return what a submission's backward pass makes of the extended signal, carried back to `x`.

    Parameters
    ----------
    backward
        The submission's ``conv1d_backward``.
    grad_z, x, w, mode
        Its arguments.
    name
        ``grad_x`` or ``grad_w``.

    Returns
    -------
    list of np.ndarray
        The gradient, and the same if a mean was taken over the signal in place of a sum.

    Raises
    ------
    Mismatch
        If it returns no arrays of the right shapes, or nothing that the extension changes.
    """
    n, margin = len(x), 2 * len(w)
    source = origin(n, margin, margin, mode)
    padded_grad = np.pad(grad_z, margin)
    names = ("grad_x", "grad_w", "grad_b")
    wide = dict(zip(names, unpack(backward(padded_grad, x[source], w), *names), strict=True))
    narrow = dict(zip(names, unpack(backward(grad_z, x, w), *names), strict=True))
    given = (grad_z, x, w)
    if name == "grad_w":
        result = as_array(wide[name], name, w.shape, given)
    else:
        result = np.zeros(n)
        np.add.at(result, source, as_array(wide[name], name, source.shape, given))
    plain = as_array(narrow[name], name, result.shape, given)
    _depends(result, plain, name)
    return [result, result * (len(source) / n)]


def _depends(extended: Array, plain: Array, name: str) -> None:
    if np.abs(extended - plain).max() <= _DIFFERS * np.abs(extended).max():
        raise Mismatch(f"{name} does not depend on what lies beyond the ends of the signal.")
