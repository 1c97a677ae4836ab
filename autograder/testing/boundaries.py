"""A convolution's boundary modes, defined apart from any implementation under test.

Students have this file. It is made of the functions that the assignment does not allow, so that it
answers no question.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.testing.results import Array

NO_ELEMENT = -1
_NAMES: dict[str, Any] = {"zero": "constant", "edge": "edge", "reflect": "reflect", "wrap": "wrap"}


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
    # One more than the index, so that what `constant` adds, 0, becomes -1.
    return np.pad(np.arange(n) + 1, (before, after), mode=_NAMES[mode]) + NO_ELEMENT


def extended(x: Array, before: int, after: int, mode: str) -> Array:
    """Return `x`, extended as `mode` says."""
    return np.append(x, 0.0)[origin(len(x), before, after, mode)]


def right_forward(x: Array, w: Array, mode: str) -> Array:
    """Return ``w ⊛ x`` under a boundary mode."""
    before = (len(w) - 1) // 2
    return np.correlate(extended(x, before, len(w) - 1 - before, mode), w, "valid")


def right_gradient(grad_z: Array, x: Array, w: Array, mode: str, name: str) -> Array:
    """Return the gradient of ``⟨grad_z, w ⊛ x⟩`` in `x` or in `w` under a boundary mode."""
    before = (len(w) - 1) // 2
    after = len(w) - 1 - before
    if name == "grad_w":
        return np.correlate(extended(x, before, after, mode), grad_z, "valid")
    grad_extended = np.convolve(grad_z, w)
    repeats = np.arange(len(x))[:, None] == origin(len(x), before, after, mode)
    grad_x: Array = repeats @ grad_extended
    return grad_x
