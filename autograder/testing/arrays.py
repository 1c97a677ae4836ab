"""Comparing what a submission returned with what it should have returned."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.testing import tolerances
from autograder.testing.errors import Mismatch
from autograder.testing.patterns import pattern
from autograder.testing.results import Array, as_array, as_scalar
from autograder.testing.where import where


def same_array(
    got: Any,
    expected: Any,
    name: str,
    inputs: tuple[Any, ...] = (),
    magnitude: float = 0.0,
    relative: float | None = None,
) -> Array:
    """Judge a result that should be an array: its kind, dtype, shape, finiteness, then values.

    Parameters
    ----------
    got
        The result; anything.
    expected
        What it should be, with the shape it should have, of at least one dimension.
    name
        What the assignment calls it.
    inputs
        What it was computed from: float32 will do only where all arrays among them are float32
        or fit into it exactly, and where one is float32, the tolerance is float32's.
    magnitude
        The largest sum of magnitudes of the terms of an entry, where terms may cancel.
    relative
        The tolerance, relative to the largest magnitude in `expected`, in place of the usual one.

    Returns
    -------
    np.ndarray
        `got`, which is as it should be.

    Raises
    ------
    Mismatch
        If it is not; the message tells the kind of error, the detail has the values.
    """
    expected = np.asarray(expected, dtype=float)
    result = as_array(got, name, expected.shape, inputs)
    allowed = _allowed(result.dtype, expected, inputs, magnitude, relative)
    wrong = ~(np.abs(result - expected) <= allowed)
    if np.count_nonzero(wrong):  # quicker than any() for the few entries of a check's array
        raise Mismatch(
            lambda: f"{name} {pattern(result, expected, allowed)}.",
            lambda: _values(result, expected),
            where(name, wrong, result, expected),
        )
    return result


def same_scalar(
    got: Any,
    expected: Any,
    name: str,
    inputs: tuple[Any, ...] = (),
    magnitude: float = 0.0,
    relative: float | None = None,
) -> float:
    """Judge a result that should be a scalar: a Python number, a NumPy scalar or a 0-d array.

    Parameters are those of `same_array`.

    Raises
    ------
    Mismatch
        If it is something else, not finite, or another number.
    """
    value = as_scalar(got, name, inputs)
    wanted = np.asarray(expected, dtype=float)
    dtype = np.asarray(got).dtype
    allowed = _allowed(dtype, wanted, inputs, magnitude, relative)
    if not abs(value - float(wanted)) <= allowed:
        array = np.asarray(value)
        raise Mismatch(
            lambda: f"{name} {pattern(array, wanted, allowed)}.", lambda: _values(array, wanted)
        )
    return value


def _allowed(
    dtype: np.dtype[Any],
    expected: Array,
    inputs: tuple[Any, ...],
    magnitude: float,
    relative: float | None,
) -> float:
    usual, rounding = tolerances.bounds(dtype, inputs)
    scale = float(np.abs(expected).max(initial=0.0))
    if not scale and not magnitude:
        # Nothing to be relative to but the inputs: zero may have come about by cancellation.
        magnitude = max(
            (float(np.abs(np.asarray(v, float)).max(initial=0.0)) for v in inputs), default=0.0
        )
    return max(usual, relative or 0.0) * scale + rounding * magnitude


def _values(got: Array, expected: Array) -> str:
    def text(values: Array) -> str:
        return np.array2string(values, precision=6, threshold=60, edgeitems=4)

    return f"got\n{text(got)}\nexpected\n{text(expected)}"
