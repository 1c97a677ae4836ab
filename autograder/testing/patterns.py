"""What the entries of a wrong array have in common: words for the kind of an error.

Nothing here says what a value is or should be, so that the words may be shown to anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

ALIKE = 1e-6  # two arrays that follow one pattern agree to this, relative to their scale
CLOSE = 1e-3  # an error below this, relative to the scale, looks like one of precision
ENOUGH = 3  # entries that have to agree before a pattern is named
MOST_PLACES = 1000  # that something is looked for to be shifted by


def pattern(got: Array, expected: Array, tolerance: float) -> str:
    """Say how `got` differs from `expected`.

    Parameters
    ----------
    got, expected
        Finite arrays of one shape that differ somewhere by more than `tolerance`.
    tolerance
        The largest difference that is no error.

    Returns
    -------
    str
        The end of a sentence that begins with the array's name, such as
        ``is wrong at its first entry only``.
    """
    got, expected = np.asarray(got, float), np.asarray(expected, float)
    wrong = np.abs(got - expected) > tolerance
    for describe in (_as_a_whole, _as_moved, _as_placed):
        words = describe(got, expected, wrong)
        if words:
            return words
    count = int(wrong.sum())
    if count == got.size:
        return "is wrong" if count == 1 else "is wrong in every entry"
    return f"is wrong in {count} of {got.size} entries"


def _scale(values: Array) -> float:
    return float(np.abs(values).max(initial=0.0))


def _alike(got: Array, expected: Array) -> bool:
    return bool(np.abs(got - expected).max(initial=0.0) <= ALIKE * _scale(expected))


def _as_a_whole(got: Array, expected: Array, wrong: Array) -> str:
    """Patterns that all entries follow, each on its own."""
    scale = _scale(expected)
    if not np.any(got):
        return "is zero everywhere" if got.size > 1 else "is zero"
    if _alike(got, -expected):
        return "has the wrong sign"
    if np.abs(got - expected).max() <= CLOSE * scale:
        return "is nearly right, but not accurate enough (low precision, or rounding on the way?)"
    if got.size < ENOUGH or np.count_nonzero(np.abs(expected) > CLOSE * scale) < ENOUGH:
        return ""
    unit = expected / scale
    factor = float((got * unit).sum() / (unit * unit).sum() / scale)
    if factor and _alike(got, factor * expected):
        return f"is off by a constant factor (about {factor:.3g} times what it should be)"
    if np.array_equal(got, np.trunc(expected)) or np.array_equal(got, np.floor(expected)):
        return "has lost its fractions (computed or stored as integers?)"
    if _alike(got - expected, np.full(got.shape, (got - expected).mean())):
        return "is off by the same amount in every entry"
    return ""


def _as_moved(got: Array, expected: Array, wrong: Array) -> str:
    """Patterns in which right values stand in wrong places."""
    if got.size < ENOUGH:
        return ""
    candidates = _moves_of_a_vector(expected) if got.ndim == 1 else _moves_of_axes(expected)
    for words, moved in candidates:
        if _alike(got, moved):
            return words
    if got.ndim == 1:
        return _shift(got, expected, wrong)
    return ""


def _moves_of_a_vector(expected: Array) -> Iterator[tuple[str, Array]]:
    yield "is in reverse order", expected[::-1]
    yield "is in reverse order, and has the wrong sign", -expected[::-1]


def _moves_of_axes(expected: Array) -> Iterator[tuple[str, Array]]:
    axes = range(expected.ndim)
    for axis in axes:
        if expected.shape[axis] > 1:
            yield f"is in reverse order along axis {axis}", np.flip(expected, axis)
    for i, j in combinations(axes, 2):
        if min(expected.shape[i], expected.shape[j]) > 1:
            yield f"is in reverse order along the axes {i} and {j}", np.flip(expected, (i, j))
            if expected.shape[i] == expected.shape[j]:
                yield f"has its axes {i} and {j} swapped", np.swapaxes(expected, i, j)


def _shift(got: Array, expected: Array, wrong: Array) -> str:
    """Name a shift that explains more entries than it leaves, if no other does so as well.

    Results that repeat themselves, or are much the same along their length, fit several shifts.
    """
    n = got.size
    fits = [
        (places, direction)
        for places in range(1, min(n - ENOUGH + 1, int(wrong.sum()), MOST_PLACES + 1))
        for direction, early, late in (
            ("towards its start", got[:-places], expected[places:]),
            ("towards its end", got[places:], expected[:-places]),
        )
        if _alike_first(early, late) and np.count_nonzero(late) >= ENOUGH and _alike(early, late)
    ]
    if not fits:
        return ""
    (places, direction), *others = fits
    if any(2 * other <= max(n, 2 * places) for other, _ in others):
        return ""
    return f"is shifted by {places} place{'s' * (places > 1)} {direction}"


def _alike_first(early: Array, late: Array) -> bool:
    """Compare a few entries, which is enough to refuse most shifts."""
    scale = _scale(late)
    return bool(np.abs(early[:16] - late[:16]).max() <= ALIKE * scale)


def _as_placed(got: Array, expected: Array, wrong: Array) -> str:
    """Patterns in which some places are right, and the others have something in common."""
    count = int(wrong.sum())
    if count == got.size or got.size < ENOUGH:
        return ""
    if got.ndim == 1:
        return _ends(wrong) or (_one_entry(wrong) if count == 1 else "")
    if count == 1:
        return _one_entry(wrong)
    for axis in range(got.ndim):
        others = tuple(a for a in range(got.ndim) if a != axis)
        hit = np.flatnonzero(wrong.any(axis=others))
        if len(hit) == 1 and got.shape[axis] > 1:
            return f"is wrong only where its index along axis {axis} is {hit[0]}"
    return _rim(wrong)


def _one_entry(wrong: Array) -> str:
    index = tuple(int(i) for i in np.argwhere(wrong)[0])
    return f"is wrong in a single entry, at index {index if len(index) > 1 else index[0]}"


def _ends(wrong: Array) -> str:
    n = wrong.size
    right = np.flatnonzero(~wrong)
    first, last = int(right[0]), int(n - 1 - right[-1])
    if len(right) != n - first - last or first + last > n // 2:
        return ""
    both = [part for part in (_some(first, "first"), _some(last, "last")) if part]
    return f"is wrong at its {' and its '.join(both)} only"


def _some(count: int, which: str) -> str:
    if not count:
        return ""
    return f"{which} entry" if count == 1 else f"{which} {count} entries"


def _rim(wrong: Array) -> str:
    """Errors along the borders of the last axis or of the last two."""
    tests: list[tuple[str, Callable[[Array], Array]]] = [
        ("at the ends of its last axis", lambda w: w[..., 1:-1]),
        ("at the ends of its last but one axis", lambda w: w[..., 1:-1, :]),
        ("along the rim of its last two axes", lambda w: w[..., 1:-1, 1:-1]),
    ]
    for words, inside in tests:
        interior = inside(wrong)
        if interior.size and not interior.any():
            return f"is wrong only {words}"
    return ""
