"""A backward pass judged by the student's own forward pass, so that one mistake is charged once.

A backward pass works with what its own forward pass left in the cache. Where that forward pass is
wrong, the question about the forward pass has lost its points already. The backward pass is then
judged on what it can still be expected to know: the outputs that its forward pass got right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.testing.errors import Mismatch
from autograder.testing.results import Array, as_array, is_finite

_AGREES = 1e-6
SHARE = 0.5  # of the outputs that a forward pass must have got right to be relied on


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
    common = tuple(slice(min(a, b)) for a, b in zip(values.shape, expected.shape, strict=True))
    bound = _AGREES * float(np.abs(expected).max(initial=0.0))
    right = np.abs(values[common] - expected[common]) <= bound
    if values.shape == expected.shape and right.all():
        return Upstream(upstream, upstream, True)
    tells = np.abs(expected) > bound  # zero may be right by chance
    if np.count_nonzero(right & tells[common]) < SHARE * np.count_nonzero(tells):
        return everything
    handed, judged = np.zeros(values.shape), np.zeros(expected.shape)
    handed[common] = judged[common] = upstream[common] * right
    return Upstream(handed, judged, False)


def gradient_through_own(
    forward: Callable[[Array], Any], at: Array, upstream: Array, name: str
) -> Array:
    """Return the gradient of ⟨upstream, forward(·)⟩ through the student's own forward pass.

    Where a forward pass is wrong, a backward pass that works with its cache finds these gradients
    of the parameters. Central differences; exact for what is linear, else to about 1e-7.

    Parameters
    ----------
    forward
        Calls the student's forward pass with a parameter and returns its result; anything.
    at
        The parameter.
    upstream
        A gradient of the right result's shape.
    name
        What the assignment calls the result.

    Raises
    ------
    Mismatch
        If the result is no array of the shape of `upstream`, or does not depend on the parameter.
    """
    gradient, step = np.zeros(at.shape), 1e-4 * float(np.abs(at).max())
    for entry in range(at.size):
        sums = []
        for sign in (1, -1):
            moved = at.copy()
            moved.flat[entry] += sign * step
            result = as_array(forward(moved), name, upstream.shape)
            sums.append(float((result * upstream).sum()))
        gradient.flat[entry] = (sums[0] - sums[1]) / (2 * step)
    if not gradient.any():
        raise Mismatch(f"{name} does not depend on the parameter.")
    return gradient
