"""How the values of a wrong formula differ from the right ones, in words.

Several draws are compared at once, so that what is said holds for all of them. Nothing said gives a
value away that was expected.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Draws = Sequence[Floats]

TOLERANCE = 1e-9
"""The largest difference of equal values, relative to the largest one expected in any draw."""

_ENOUGH = 3


def equal(got: Draws, expected: Draws) -> bool:
    """Tell whether two results agree, to rounding, in every draw."""
    return not any(wrong.any() for wrong in wrong_entries(got, expected))


def difference(got: Draws, expected: Draws, environments: Sequence[Mapping[str, ArrayLike]]) -> str:
    """Say how a wrong result differs from the right one.

    Parameters
    ----------
    got, expected
        The values in each draw, of one shape; they differ in some draw.
    environments
        The variables' values in each draw.

    Returns
    -------
    str
        The rest of a sentence that begins with "Wrong values:".
    """
    with np.errstate(all="ignore"):
        return _difference(got, expected, environments)


def _difference(
    got: Draws, expected: Draws, environments: Sequence[Mapping[str, ArrayLike]]
) -> str:
    size = expected[0].size
    wrong = np.any([np.atleast_1d(draw) for draw in wrong_entries(got, expected)], axis=0)
    if all(not draw.any() for draw in got):
        return "the formula is 0 whatever the inputs"
    factor = _factor_in_words(got, expected, environments)
    if factor:
        return f"{'every entry' if size > 1 else 'the number'} {factor}"
    if size >= _ENOUGH:
        for words, moved_got, moved_expected in _moved(got, expected):
            if equal(moved_got, moved_expected):
                return words
            if equal(moved_got, [-draw for draw in moved_expected]):
                return f"{words}, and the sign is the opposite"
    if not wrong.all():
        return _some_wrong(wrong)
    return "they are wrong everywhere" if size > 1 else "the number is wrong"


def wrong_entries(got: Draws, expected: Draws) -> list[NDArray[np.bool_]]:
    """Return, for each draw, which entries are wrong."""
    scale = max(float(np.abs(right).max()) for right in expected)
    return [
        np.asarray(np.abs(ours - right) > TOLERANCE * scale)
        for ours, right in zip(got, expected, strict=True)
    ]


def _some_wrong(wrong: NDArray[np.bool_]) -> str:
    size = wrong.size
    right = np.flatnonzero(~wrong)
    first, last = int(right[0]), int(size - 1 - right[-1])
    if first + last == wrong.sum() and first + last <= size // 2:
        ends = [_end("first", first), _end("last", last)]
        listed = " and ".join(end for end in ends if end)
        return f"only at the borders, in the {listed} of {size} entries; the others are right"
    places = np.flatnonzero(wrong)
    if len(places) <= _ENOUGH:
        listed = " and ".join(str(place) for place in places)
        noun = "entry" if len(places) == 1 else "entries"
        return f"only in {noun} {listed} of 0 … {size - 1}; the others are right"
    return f"in {len(places)} of {size} entries; the others are right"


def _end(which: str, count: int) -> str:
    if count == 0:
        return ""
    return which if count == 1 else f"{which} {count}"


def _factor_in_words(
    got: Draws, expected: Draws, environments: Sequence[Mapping[str, ArrayLike]]
) -> str:
    """Name the factor that every draw's result is off by, or return nothing."""
    for name, values in _known_factors(environments):
        scaled = [value * right for value, right in zip(values, expected, strict=True)]
        factor = _constant_factor(got, scaled)
        if factor is None:
            continue
        if not name and _near(factor, -1):
            return "has the opposite sign"
        return f"is {_times(factor, name)} times what is wanted"
    return ""


def _known_factors(
    environments: Sequence[Mapping[str, ArrayLike]],
) -> Iterator[tuple[str, Sequence[float]]]:
    """Go through what a constant may have been forgotten with: 1, each number, its inverse."""
    yield "", [1.0] * len(environments)
    for name, example in environments[0].items():
        if np.ndim(example) == 0:
            values = [float(np.asarray(draw[name])) for draw in environments]
            yield name, values
            if all(values):
                yield f"1/{name}", [1 / value for value in values]


def _constant_factor(got: Draws, expected: Draws) -> float | None:
    """Return the one number by which all draws of `expected` give those of `got`, if there is."""
    ours = np.concatenate([draw.reshape(-1) for draw in got])
    right = np.concatenate([draw.reshape(-1) for draw in expected])
    if right.size < _ENOUGH or not right.any():
        return None
    factor = float(ours @ right / (right @ right))
    if (
        factor == 0
        or not math.isfinite(factor)
        or not equal(got, [factor * draw for draw in expected])
    ):
        return None
    return factor


def _times(factor: float, name: str) -> str:
    fraction = Fraction(factor).limit_denominator(1000)
    number = str(fraction) if _near(factor, float(fraction)) else f"{factor:.4g}"
    if not name:
        return number
    return {"1": name, "-1": f"-{name}"}.get(number, f"{number} · {name}")


def _near(number: float, other: float) -> bool:
    return abs(number - other) <= TOLERANCE * abs(number)


def _moved(got: Draws, expected: Draws) -> Iterator[tuple[str, Draws, Draws]]:
    """Pair parts of the results that are equal where the entries stand in wrong places."""
    yield "the entries are in reverse order", got, [draw[::-1] for draw in expected]
    size = expected[0].size
    for amount in range(1, size - max(_ENOUGH, size // 2) + 1):
        for shift in (amount, -amount):
            other = f"j {'+' if shift > 0 else '-'} {amount}"
            yield (
                f"the entries are shifted: entry j holds what belongs to entry {other}",
                [draw[max(0, -shift) : size - max(0, shift)] for draw in got],
                [draw[max(0, shift) : size - max(0, -shift)] for draw in expected],
            )
