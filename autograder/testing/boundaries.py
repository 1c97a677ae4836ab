"""A convolution's boundary modes, defined apart from any implementation under test."""

from __future__ import annotations

import numpy as np

from autograder.testing.results import Array


def origin(n: int, before: int, after: int, mode: str) -> Array:
    """Return for each place of an extended signal the index of the element that it repeats.

    Parameters
    ----------
    n
        The signal's length.
    before, after
        By how many places it is extended; more than once around will do.
    mode
        ``edge``, ``reflect`` or ``wrap``; in place of ``zero``, -1 stands for no element.
    """
    place = np.arange(-before, n + after)
    if mode == "edge":
        return np.clip(place, 0, n - 1)
    if mode == "wrap":
        return place % n
    if mode == "zero":
        return np.where((place >= 0) & (place < n), place, -1)
    round_trip = place % max(1, 2 * (n - 1))
    return np.minimum(round_trip, 2 * (n - 1) - round_trip) if n > 1 else 0 * place


def extended(x: Array, before: int, after: int, mode: str) -> Array:
    """Return `x`, extended as `mode` says."""
    return np.append(x, 0.0)[origin(len(x), before, after, mode)]


def _windows(x: Array, k: int, mode: str) -> Array:
    left = (k - 1) // 2
    padded = extended(x, left, k - 1 - left, mode)
    return np.lib.stride_tricks.sliding_window_view(padded, k)


def right_forward(x: Array, w: Array, mode: str) -> Array:
    """Return ``w ⊛ x`` under a boundary mode."""
    z: Array = _windows(x, len(w), mode) @ w
    return z


def right_gradient(grad_z: Array, x: Array, w: Array, mode: str, name: str) -> Array:
    """Return the gradient of ``⟨grad_z, w ⊛ x⟩`` in `x` or in `w` under a boundary mode."""
    if name == "grad_w":
        grad_w: Array = grad_z @ _windows(x, len(w), mode)
        return grad_w
    places = np.arange(len(x))
    elements: Array = np.stack([right_forward(np.eye(len(x))[j], w, mode) for j in places])
    return elements @ grad_z
