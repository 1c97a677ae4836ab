"""A gradient's first test: its projections on a few directions, at a cost that no size changes.

The derivative of E = ⟨upstream, forward(…)⟩ in the direction v is ⟨gradient, v⟩. Directions whose
entries are random, and all at least 1/2, leave no error in a single entry unseen, and one spread
over several with a probability that falls with the power of their number. What passes is right;
whatever does not is judged entry by entry, so that nothing is refused for a projection.

The bound is a tenth of the tolerance for an entry, relative to the largest. The differences err by
far less where the forward pass is smooth on the scale of the step (see `gradients`); where they do
not, every entry is judged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.testing import tolerances
from autograder.testing.memory import recall
from autograder.testing.results import Array

PROBES = 3
_OF_THE_TOLERANCE = 0.1

Derivatives = Callable[[Array], list[float]]
"""The derivative of E in each of several directions; raises `ValueError` where there is none."""


def agrees(
    derivatives: Derivatives,
    gradient: Array,
    forward: Callable[..., Any],
    inputs: Sequence[Any],
    upstream: Any,
    place: int,
) -> bool:
    """Tell whether a gradient is right in every one of a few directions, to a close bound.

    Parameters
    ----------
    derivatives
        Gives the derivatives of E = ⟨upstream, forward(*inputs)⟩ in directions of
        ``inputs[place]``.
    gradient
        What should be its gradient: floating-point numbers, finite, of the input's shape.
    forward, inputs, upstream, place
        What the derivative depends on; its values are kept for the next submission.
    """
    if gradient.size <= PROBES:
        return False

    def measured() -> tuple[Array, list[float]] | None:
        directions = _directions(gradient.shape, upstream, place)
        try:
            return directions, derivatives(directions)
        except ValueError:  # a kink on the way of one direction is on the way of few entries
            return None

    known = recall(forward, (*inputs, upstream, place, PROBES), measured)
    if known is None:
        return False
    values = gradient.astype(float)
    allowed = _OF_THE_TOLERANCE * tolerances.current().gradient * float(np.abs(values).max()) / 2
    errors = [
        abs(float((values * direction).sum()) - one) for direction, one in zip(*known, strict=True)
    ]
    return max(errors) <= allowed


def _directions(shape: tuple[int, ...], upstream: Any, place: int) -> Array:
    """Draw directions anew for each upstream gradient, which is drawn anew for each case."""
    seed = hashlib.blake2b(np.asarray(upstream).tobytes() + bytes([place]), digest_size=16)
    rng = np.random.default_rng(int.from_bytes(seed.digest(), "big"))
    signs = rng.choice([-1.0, 1.0], size=(PROBES, *shape))
    return signs * rng.uniform(0.5, 1.5, size=(PROBES, *shape))
