"""A check's verdict on a formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.testing.errors import Mismatch
from autograder.testing.formula.errors import FormulaError
from autograder.testing.formula.evaluate import evaluate
from autograder.testing.formula.explain import difference, equal, wrong_entries
from autograder.testing.formula.syntax import parse
from autograder.testing.observation import observe
from autograder.testing.where import where


def judge(
    text: object,
    environments: Sequence[Mapping[str, ArrayLike]],
    expected: Sequence[ArrayLike],
) -> None:
    """Accept a formula whose value is right in every draw, and say of another what is wrong.

    Parameters
    ----------
    text
        The answer; what is no text, or blank, is no formula.
    environments
        The variables' values in each draw, with the same names and shapes in all of them. Random
        draws, so that no formula is right by chance, and several.
    expected
        The right value in each draw, all of one shape: ``()`` or ``(n,)``.

    Raises
    ------
    Mismatch
        Where the formula does not parse, has the wrong shape, asks for too much work, or has wrong
        values. The message gives no expected value away.
    ValueError
        Where the draws do not fit each other: an error of the check.
    """
    right = [np.asarray(value, dtype=np.float64) for value in expected]
    if not right or len(right) != len(environments):
        raise ValueError(f"{len(environments)} draws with {len(right)} expected values")
    if not isinstance(text, str):
        answer = "nothing" if text is None else f"not text but {type(text).__name__}"
        raise Mismatch(f"There is no formula: the answer is {answer}.")
    try:
        got = _values(text, environments, right)
    except FormulaError as error:
        if error.value is not None:
            observe("the formula", _misshapen(text, environments, right))
        raise Mismatch(error.message) from None
    observe("the formula", got)
    if equal(got, right):
        return
    detail = f"got:      {_shown(got[0])}\nexpected: {_shown(right[0])}"
    reason = difference(got, right, environments)
    marks = where("value", wrong_entries(got, right)[0], got[0], right[0])
    raise Mismatch(f"Wrong values: {reason}.", detail, marks)


def _values(
    text: str,
    environments: Sequence[Mapping[str, ArrayLike]],
    right: Sequence[NDArray[np.float64]],
) -> list[NDArray[np.float64]]:
    formula = parse(text, variables=tuple(environments[0]))
    return [
        evaluate(formula, environment, value.shape)
        for environment, value in zip(environments, right, strict=True)
    ]


def _misshapen(
    text: str,
    environments: Sequence[Mapping[str, ArrayLike]],
    right: Sequence[NDArray[np.float64]],
) -> list[NDArray[np.float64]]:
    """Return what a formula comes to in each draw, whatever its shape."""
    formula = parse(text, variables=tuple(environments[0]))
    found = []
    for environment, value in zip(environments, right, strict=True):
        try:
            found.append(evaluate(formula, environment, value.shape))
        except FormulaError as error:
            if error.value is not None:
                found.append(error.value)
    return found


def _shown(value: NDArray[Any]) -> str:
    return np.array2string(value, precision=6, threshold=60, max_line_width=100)
