"""The same numbers in other memory layouts and dtypes, which a right function copes with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.testing.results import Array


def read_only(array: Array) -> Array:
    """Return a copy that cannot be written to."""
    copy: Array = array.copy()
    copy.flags.writeable = False
    return copy


def spaced(array: Array) -> Array:
    """Return a view of every second element of a longer array, along the last axis."""
    memory = np.full((*array.shape[:-1], 2 * array.shape[-1]), 99, dtype=array.dtype)
    memory[..., ::2] = array
    return memory[..., ::2]


def backwards(array: Array) -> Array:
    """Return a view with negative strides in every axis."""
    flipped = np.flip(array).copy()
    return np.flip(flipped)


def column_major(array: Array) -> Array:
    """Return a copy in Fortran's order: the first index varies fastest."""
    return np.array(array, order="F")


LAYOUTS: dict[str, Callable[[Array], Array]] = {
    "read-only": read_only,
    "spaced": spaced,
    "backwards": backwards,
}


def whole_numbers(rng: np.random.Generator, shape: int | tuple[int, ...], dtype: Any) -> Array:
    """Return random integers as `dtype`, large enough for products to overflow narrow types.

    From 20 to 99 in magnitude, of both signs where the dtype has both.
    """
    values = rng.integers(20, 100, size=shape)
    if np.dtype(dtype).kind != "u":
        values = values * rng.choice([-1, 1], size=shape)
    return values.astype(dtype)
