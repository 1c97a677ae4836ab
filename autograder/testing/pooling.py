"""Inputs for max pooling, and its backward pass judged where maxima are tied.

A maximum is not differentiable where it is attained twice: every way to share a window's gradient
among its tied maxima, with non-negative shares that add up to 1, is a subgradient (R. T.
Rockafellar, Convex Analysis, 1970, §23). Whether a given gradient is one of these is a
transportation problem: each window supplies its upstream gradient to its own maxima, each element
receives what the given gradient says. It is decided exactly, to rounding, whatever the overlaps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.testing import tolerances
from autograder.testing.errors import Mismatch
from autograder.testing.flows import shortfall
from autograder.testing.memory import recall
from autograder.testing.results import Array, as_array


def distinct_values(rng: np.random.Generator, shape: int | tuple[int, ...]) -> Array:
    """Return values of both signs in random order, none close to another or to zero.

    A shuffled grid with the spacing 1, each value moved by at most 0.2: two values differ by at
    least 0.6 and are at least 0.3 from zero: no step of finite differences changes a maximum.
    """
    size = np.empty(shape).size
    grid = np.arange(size) - size // 2 + 0.5
    return (rng.permutation(grid) + rng.uniform(-0.2, 0.2, size=size)).reshape(shape)


def maxima_of_windows(
    x: Array, window: Sequence[int], stride: int = 1, padding: int = 0
) -> tuple[tuple[int, ...], list[list[int]]]:
    """Return the shape of a max pooling's result, and for each window the places of its maximum.

    Parameters
    ----------
    x
        The input; windows lie in its last ``len(window)`` axes, each other index has its own.
    window
        The window's sides.
    stride, padding
        As in the assignment; padded places are never a maximum.

    Returns
    -------
    shape
        Of the result.
    places
        For each of its entries, in C order, the flat indices into `x` that attain the maximum.
    """
    given = (x, window, stride, padding)
    shape, places = recall(_maxima, given, lambda: _maxima(*given))
    return shape, [list(place) for place in places]  # a check may do with them what it likes


def _maxima(
    x: Array, window: Sequence[int], stride: int, padding: int
) -> tuple[tuple[int, ...], list[list[int]]]:
    lead = x.ndim - len(window)
    sizes = x.shape[lead:]
    counts = tuple(
        1 + (n + 2 * padding - side) // stride for n, side in zip(sizes, window, strict=True)
    )
    flat = np.arange(x.size).reshape(x.shape)
    places = []
    for index in np.ndindex(*x.shape[:lead], *counts):
        starts = [stride * i - padding for i in index[lead:]]
        cut = tuple(
            slice(max(0, start), start + side) for start, side in zip(starts, window, strict=True)
        )
        seen = (*index[:lead], *cut)
        values = x[seen]
        places.append(flat[seen][values == values.max()].tolist())
    return (*x.shape[:lead], *counts), places


def check_subgradient(
    x: Array,
    window: int | Sequence[int],
    grad_out: Array,
    grad_x: Any,
    name: str = "grad_x",
    stride: int = 1,
    padding: int = 0,
) -> None:
    """Judge the gradient of a max pooling whose maxima may be tied: any valid split is right.

    Parameters
    ----------
    x
        The input.
    window
        The window's sides, over the last axes of `x`; an int for one axis.
    grad_out
        The upstream gradient, not negative, of the shape of the pooling's result.
    grad_x
        What the backward pass returned.
    name
        What the assignment calls it.
    stride, padding
        As in the assignment.

    Raises
    ------
    Mismatch
        If no split of each window's gradient over its own maxima, with non-negative shares that
        add up to 1, makes `grad_x`.
    """
    sides = (window,) if isinstance(window, int) else tuple(window)
    shape, places = maxima_of_windows(x, sides, stride, padding)
    supply = np.asarray(grad_out, dtype=float)
    if supply.shape != shape or (supply < 0).any():
        raise ValueError(f"grad_out should have the shape {shape} and no negative entries")
    result = as_array(grad_x, name, x.shape, (x, grad_out))
    supply, received = supply.ravel(), np.asarray(result, dtype=float).ravel()
    total = float(supply.sum())
    allowed = tolerances.bounds(result.dtype, (x, grad_out))[0] * total

    def values() -> str:
        return f"x\n{x}\ngrad_out\n{grad_out}\ngot\n{result}"

    reached = {place for places_, g in zip(places, supply, strict=True) if g for place in places_}
    outside = [place for place in np.flatnonzero(abs(received) > allowed) if place not in reached]
    if outside:
        raise Mismatch(f"{name} gives a gradient to an element that is no maximum.", values)
    if (received < -allowed).any():
        raise Mismatch(
            f"{name} has a negative entry where no upstream gradient is negative.", values
        )
    given = float(received.sum())
    if abs(given - total) > allowed:
        raise Mismatch(
            f"{name} adds up to {given / total:.3g} times what the windows were given: the shares "
            "of a window's tied maxima should add up to 1, and those of overlapping windows add.",
            values,
        )
    pairs = [(j, place) for j, places_ in enumerate(places) for place in places_]
    if shortfall(supply, received.clip(min=0.0), pairs) > 2 * allowed:
        raise Mismatch(
            f"{name} adds up rightly, but gives one window's gradient to another's maximum.", values
        )
