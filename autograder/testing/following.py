"""Follow-through: a backward pass that is right for the student's own forward pass, which is wrong.

A mistake in the forward pass is charged in the forward pass's question. Where the backward pass is
the gradient of that wrong forward pass, the student has differentiated rightly what there was, and
a share of the backward pass's points is due. A check marked with `follow_through` decides that; it
weighs nothing, and is run only where both questions lost points.

What two functions agree on may be hardly anything: a constant has the gradient zero, a copy of the
input that of its upstream. So a forward pass counts only where it asks as much of its backward pass
as the right one does, judged by their Jacobians: a similar number of entries that are not zero, and
at least half of the rank, for every array that is differentiated by. Where a forward pass is a
change of a plainer one (a boundary mode, of zeros), the change has to be as much as the right one,
and not a mere multiple of the plainer one. A pooling may depend on all of each window, as a mean
does, or on every window's maximum, as twice the maximum does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

import numpy as np

from autograder.testing import tolerances
from autograder.testing.arrays import same_array, same_scalar
from autograder.testing.errors import Mismatch
from autograder.testing.own_forward import Batch, jacobians
from autograder.testing.results import Array, unpack

LEAST, MOST = 0.6, 1.5
"""Of the entries in which the right Jacobian is not zero, how many the own one must have."""
RANK = 0.5
"""Of the right Jacobian's rank, how much the own one must have."""
SMALL = 1e-3
"""Relative to its row's largest entry, or to the own Jacobian's norm, what counts as zero."""
FLAT = 1e-4
"""Relative to the right Jacobian's largest entry, in what row all entries count as zero."""
_AGREES = 1e-6

F = TypeVar("F", bound=Callable[..., Any])


def follow_through(forward: str, part: float = 1.0) -> Callable[[F], F]:
    """Mark a check as one of a backward pass by the student's own forward pass.

    Parameters
    ----------
    forward
        The id of the question that asks for the forward pass.
    part
        What part of its question's points the backward pass is worth.
    """

    def mark(check: F) -> F:
        vars(check)["__follow_through__"] = (forward, part)
        return check

    return mark


def one_by_one(function: Callable[..., Any]) -> Batch:
    """Return a batch of single calls, for what runs in this process."""
    return lambda calls: [function(*args) for args in calls]


def check_follows(
    forward: Batch,
    right: Batch,
    inputs: Sequence[Any],
    upstream: Array,
    backward: Callable[[], Any],
    names: Sequence[str],
    result: str = "out",
    plain: tuple[Batch, Batch] | None = None,
    like: Batch | None = None,
) -> None:
    """Judge a backward pass by the student's own forward pass, right or wrong.

    Parameters
    ----------
    forward, right
        The student's forward pass and the right one, by the inputs that are differentiated by.
    inputs
        These inputs, in the order of `names`; random, of both signs.
    upstream
        A gradient of the shape of the right result.
    backward
        Calls the student's backward pass; after the forward pass, so that nothing can be made up.
    names
        What the assignment calls the gradients.
    result
        What the assignment calls the forward pass's result.
    plain
        The student's and the right forward pass of which this one is a change, if it is one.
    like
        What asks as much as a right forward pass does, if `right` has another structure: a wrong
        one may have either, but depends on all that the right result depends on, or is like this.

    Raises
    ------
    Mismatch
        If a gradient is not that of the own forward pass, or that is far simpler than what is
        asked.
    """
    differentiate = partial(jacobians, inputs=inputs, shape=upstream.shape, name=result)
    value, own = differentiate(forward)
    right_value, wanted = differentiate(right)
    if not _alike(value, right_value) or not all(map(_alike, own, wanted)):
        most = wanted
        if like is not None:
            most = differentiate(like)[1]
            if not all(map(_depends_on_all, own, wanted)):
                wanted = most
        _judge_substance(own, wanted, result, most)
        if plain is not None:
            ours, theirs = (differentiate(one)[1] for one in plain)
            _judge_substance(
                list(map(_beyond_a_multiple, own, ours)),
                [a - b for a, b in zip(wanted, theirs, strict=True)],
                result,
            )
    got = backward()
    parts = (got,) if len(names) == 1 else unpack(got, *names)
    close = tolerances.current().gradient
    for name, part, given, derivative in zip(names, parts, inputs, own, strict=True):
        expected = (upstream.ravel() @ derivative).reshape(np.shape(given))
        judge = same_array if expected.ndim else same_scalar
        terms = float((np.abs(upstream.ravel()) @ np.abs(derivative)).max())
        judge(part, expected, name, tuple(inputs), magnitude=terms, relative=close)


def _alike(one: Array, other: Array) -> bool:
    scale = float(np.abs(other).max(initial=0.0))
    return float(np.abs(one - other).max(initial=0.0)) <= _AGREES * scale


def _judge_substance(
    own: Sequence[Array], wanted: Sequence[Array], name: str, most: Sequence[Array] | None = None
) -> None:
    """Refuse a forward pass that depends on less, or in a simpler way, than the right one does.

    Also one that depends on far more than `most` does, if that is given.
    """
    for number, (ours, theirs) in enumerate(zip(own, wanted, strict=True)):
        if theirs.shape[1] == 1 or not theirs.any():  # a scalar, or nothing that should change
            continue
        scale = float(np.abs(theirs).max())
        count = np.count_nonzero(_filled(ours, scale))
        if count < LEAST * np.count_nonzero(_filled(theirs, scale)):
            raise Mismatch(f"{name} hardly depends on what it is computed from.")
        if most is not None and count > MOST * np.count_nonzero(_filled(most[number], scale)):
            raise Mismatch(f"{name} depends far too much on what it is computed from.")
        if _rank(ours) < RANK * _rank(theirs):
            raise Mismatch(f"{name} is far simpler than what is asked.")


def _filled(derivative: Array, scale: float) -> Array:
    """Tell which entries are not zero: a row that an activation has flattened counts as others."""
    sizes: Array = np.abs(derivative)
    rows = sizes.max(axis=1, keepdims=True, initial=0.0)
    filled: Array = (sizes > SMALL * rows) & (rows > FLAT * scale)
    return filled


def _depends_on_all(own: Array, right: Array) -> bool:
    """Tell whether each result depends on everything that the right one depends on."""
    scale = float(np.abs(right).max(initial=0.0))
    return bool(_filled(own, scale)[_filled(right, scale)].all())


def _beyond_a_multiple(changed: Array, plain: Array) -> Array:
    """Return what is left of a Jacobian without the nearest multiple of a plainer one."""
    square = float(np.vdot(plain, plain))
    rest: Array = changed - plain * (float(np.vdot(plain, changed)) / square if square else 0.0)
    return rest


def _rank(derivative: Array) -> int:
    scale = float(np.linalg.norm(derivative, 2))
    return int(np.linalg.matrix_rank(derivative, tol=SMALL * scale)) if scale else 0
