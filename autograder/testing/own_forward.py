"""A backward pass judged by the student's own forward pass, so that one mistake is charged once.

A backward pass works with what its own forward pass left in the cache. Where that forward pass is
wrong, the question about the forward pass has lost its points already. The backward pass is then
judged on what it can still be expected to know: the outputs that its forward pass got right.

The student's own forward pass is differentiated by central differences, all of whose inputs travel
together. With the step h = 1e-4 s, where s is the scale of the input, they are exact to rounding,
about u |F| / h = 1e-12 |F| / s, for what is linear in each input, and off by h² |∂³F| / 6 for what
is not, about 2e-9 s² |∂³F| (W. H. Press et al., Numerical Recipes, 3rd ed., §5.7).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.records import dataclass
from autograder.testing.errors import Mismatch
from autograder.testing.results import Array, as_array, is_finite

STEP = 1e-4
_AGREES = 1e-6
_BENDS = 0.1
"""How much of a change by a step a second step may take back: 1e-4 or so where one is smooth."""
_ROUNDED = 1e-10
SHARE = 0.5  # of the outputs that a forward pass must have got right to be relied on


Batch = Callable[[list[tuple[Any, ...]]], Sequence[Any]]
"""Calls a function once for each tuple of arguments, and returns the results."""


@dataclass(frozen=True)
class Upstream:
    """A gradient for a backward pass.

    Parameters
    ----------
    handed
        What it is to be handed, of the shape of its own forward pass's result.
    judged
        What that amounts to, of the shape of the right forward pass's result.
    forward_is_right
        Whether the forward pass's result was right.
    """

    handed: Array
    judged: Array
    forward_is_right: bool


def finite_array(own: Any) -> Array | None:
    """Return what a forward pass returned, if it is an array of finite numbers."""
    if isinstance(own, np.ndarray) and own.dtype.kind in "fiu" and is_finite(own):
        return own.astype(float)
    return None


def upstream_where_right(own: Any, expected: Array, upstream: Array) -> Upstream:
    """Return `upstream`, but zero where the student's forward pass was wrong.

    Parameters
    ----------
    own
        What the student's forward pass returned; anything.
    expected
        What it should have returned.
    upstream
        A gradient of that shape.

    Returns
    -------
    Upstream
        All of `upstream` if the forward pass is right, or of a shape with other axes, or wrong in
        more than half of the outputs that are not zero.
    """
    everything = Upstream(upstream, upstream, False)
    values = finite_array(own)
    if values is None or values.ndim != expected.ndim or values.size > 4 * expected.size:
        return everything
    bound = _AGREES * float(np.abs(expected).max(initial=0.0))
    common = tuple(map(slice, map(min, values.shape, expected.shape)))
    right = np.abs(values[common] - expected[common]) <= bound
    if values.shape == expected.shape and np.count_nonzero(right) == right.size:
        return Upstream(upstream, upstream, True)
    tells = np.abs(expected) > bound  # zero may be right by chance
    if np.count_nonzero(right & tells[common]) < SHARE * np.count_nonzero(tells):
        return everything
    handed, judged = np.zeros(values.shape), np.zeros(expected.shape)
    handed[common] = judged[common] = upstream[common] * right
    return Upstream(handed, judged, False)


def jacobians(
    forward: Batch, inputs: Sequence[Any], shape: tuple[int, ...], name: str
) -> tuple[Array, list[Array]]:
    """Differentiate a forward pass in every element of every input.

    Parameters
    ----------
    forward
        The forward pass; every call that is needed is asked for at once.
    inputs
        Where it is differentiated; arrays and scalars.
    shape
        The shape that its result should have.
    name
        What the assignment calls the result.

    Returns
    -------
    value : np.ndarray
        The result itself, flat.
    derivatives : list of np.ndarray
        For each input an array of shape (size of the result, size of the input).

    Raises
    ------
    Mismatch
        If a result is no finite array of that shape, equal inputs give different results, or it
        jumps from one input to the next, so that it has no derivative.
    """
    places = [np.array(value, dtype=float) for value in inputs]
    steps = [STEP * (float(np.abs(place).max(initial=0.0)) or 1.0) for place in places]
    calls = [tuple(inputs)]
    for number, place in enumerate(places):
        for entry in range(place.size):
            for sign in (1.0, -1.0):
                moved = place.copy()
                moved.flat[entry] += sign * steps[number]
                one = moved if place.ndim else float(moved)
                calls.append((*inputs[:number], one, *inputs[number + 1 :]))
    calls.append(tuple(inputs))
    results = [as_array(one, name, shape).astype(float).ravel() for one in forward(calls)]
    if not np.array_equal(results[0], results[-1]):
        raise Mismatch(f"{name} is not the same for the same inputs.")
    derivatives, done = [], 1
    for place, step in zip(places, steps, strict=True):
        pairs = np.array(results[done : done + 2 * place.size]).reshape(place.size, 2, -1)
        change, bend = pairs[:, 0] - pairs[:, 1], pairs[:, 0] + pairs[:, 1] - 2 * results[0]
        rounding = _ROUNDED * float(np.abs(results[0]).max())
        if np.abs(bend).max() > _BENDS * np.abs(change).max() + rounding:
            raise Mismatch(f"{name} jumps where what it is computed from hardly changes.")
        derivatives.append(change.T / (2 * step))
        done += 2 * place.size
    return results[0], derivatives


def gradient_through_own(
    forward: Callable[[list[Array]], Sequence[Any]], at: Array, upstream: Array, name: str
) -> Array:
    """Return the gradient of ⟨upstream, forward(·)⟩ through the student's own forward pass.

    Where a forward pass is wrong, a backward pass that works with its cache finds these gradients
    of the parameters.

    Parameters
    ----------
    forward
        Calls the student's forward pass once for each parameter and returns the results; anything.
    at
        The parameter.
    upstream
        A gradient of the right result's shape.
    name
        What the assignment calls the result.

    Raises
    ------
    Mismatch
        If a result is no array of the shape of `upstream`, or does not depend on the parameter.
    """
    _, (derivative,) = jacobians(
        lambda calls: forward([moved for (moved,) in calls]), (at,), upstream.shape, name
    )
    gradient: Array = (upstream.ravel() @ derivative).reshape(at.shape)
    if not gradient.any():
        raise Mismatch(f"{name} does not depend on the parameter.")
    return gradient
