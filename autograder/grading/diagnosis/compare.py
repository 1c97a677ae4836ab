"""Where two records of the same case differ."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.grading.diagnosis.record import Entry, Record
from autograder.sandbox.values import Kept

ALIKE = 1e-7
"""Two ways to work out the same values agree to this, relative to their scale, in float64."""
ALIKE_SINGLE = 1e-4
"""The same for float32."""
WHOLE = -1
"""The place of a call that differs in more than its values, such as in what it raises."""

Place = tuple[int, int]
"""A call's number in its case, and a value's in its result or `WHOLE`."""


def differences(one: Record, other: Record) -> frozenset[Place]:
    """Return where two records of a case differ, as far as both go.

    What travels back into a later call, and what stays in a worker, has a form of its own in every
    submission, and is not compared. After a call that differs in more than its values, nothing that
    follows can be compared.
    """
    found: set[Place] = set()
    for number, (a, b) in enumerate(zip(one, other, strict=False)):
        if not _comparable(a, b):
            return frozenset({*found, (number, WHOLE)})
        back = a.handed_back | b.handed_back
        for position, (left, right) in enumerate(zip(a.values, b.values, strict=True)):
            if position not in back and not same_value(left, right):
                found.add((number, position))
    return frozenset(found)


def same_at(place: Place, one: Record, other: Record) -> bool:
    """Tell whether two records agree at a place that both reach.

    Where a call differs in more than its values, the calls that follow have to end alike as well:
    who raises nothing at first may raise something else later, or return what nobody should.
    """
    number, position = place
    a, b = one[number], other[number]
    if not _comparable(a, b):
        return False
    if position == WHOLE:
        rest = zip(one[number + 1 :], other[number + 1 :], strict=False)
        if any(after.error != others.error for after, others in rest):
            return False
    wanted = range(len(a.values)) if position == WHOLE else (position,)
    back = a.handed_back | b.handed_back
    return all(at in back or same_value(a.values[at], b.values[at]) for at in wanted)


def tells(place: Place, record: Record) -> bool:
    """Tell whether a place says much: that something was raised happens for many reasons."""
    return not record[place[0]].error


def _comparable(a: Entry, b: Entry) -> bool:
    return (
        (a.name, a.error, list(a.changed)) == (b.name, b.error, list(b.changed))
        and a.single == b.single
        and len(a.values) == len(b.values)
    )


def same_value(left: Any, right: Any) -> bool:
    """Tell whether two results are the same but for rounding."""
    if isinstance(left, Kept) or isinstance(right, Kept):
        return isinstance(left, Kept) and isinstance(right, Kept)
    if left is None or right is None or isinstance(left, str) or isinstance(right, str):
        return type(left) is type(right) and bool(left == right)
    a, b = np.asarray(left), np.asarray(right)
    if a.shape != b.shape or (a.dtype.kind in "biu") != (b.dtype.kind in "biu"):
        return False
    if np.array_equal(a, b):  # as most are: to the bit what they should be
        return True
    single = any(v.dtype.kind == "f" and v.dtype.itemsize < 8 for v in (a, b))
    with np.errstate(all="ignore"):
        a, b = a.astype(complex), b.astype(complex)
        finite = np.isfinite(a)
        if not np.array_equal(finite, np.isfinite(b)):
            return False
        if not np.array_equal(a[~finite], b[~finite], equal_nan=True):
            return False
        scale = max(np.abs(a[finite]).max(initial=0.0), np.abs(b[finite]).max(initial=0.0))
        bound = (ALIKE_SINGLE if single else ALIKE) * scale
        return bool(np.abs(a[finite] - b[finite]).max(initial=0.0) <= bound)
