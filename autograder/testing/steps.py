"""A step of gradient descent, judged by the gradient that the student's own code has found."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from autograder.testing.arrays import same_array
from autograder.testing.attempts import first_that_holds
from autograder.testing.errors import Mismatch
from autograder.testing.results import Array, is_finite


def any_array(got: Any, name: str) -> Array:
    """Judge that a value is an array of finite numbers, of whatever shape, and return a copy."""
    if not isinstance(got, np.ndarray) or got.dtype.kind not in "fiu" or not is_finite(got):
        raise Mismatch(f"{name} should be an array of finite numbers.")
    return np.array(got)


def check_step(got: Any, before: Array, gradient: Any, lr: float, name: str) -> None:
    """Judge a parameter after a step by what it was and by its own gradient, right or not.

    Parameters
    ----------
    got
        The parameter after the step; anything.
    before
        What it was.
    gradient
        The gradient that the student's own code has set; anything. Its values may be wrong, and
        where its shape is, the step may have reshaped or broadcast it.
    lr
        The learning rate.
    name
        What the assignment calls the parameter.

    Raises
    ------
    Mismatch
        If the gradient is no array or zero, or the parameter has not moved by it.
    """
    change = lr * any_array(gradient, f"grad_{name}").astype(float)
    if not change.any():
        raise Mismatch(f"grad_{name} is zero, so that no step can be seen.")
    moved = []
    if change.size == before.size:
        moved.append(before - change.reshape(before.shape))
    try:
        moved.append(before - change)
    except ValueError:
        if not moved:
            raise Mismatch(f"grad_{name} should have the shape {before.shape}.") from None
    first_that_holds(*(partial(same_array, got, expected, name, (before,)) for expected in moved))
