from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from autograder.testing import Mismatch
from autograder.testing.formula import judge
from autograder.testing.observation import listening

DRAWS = [{"x": np.arange(4.0) + n, "w": np.array([1.0, 2.0])} for n in range(2)]
RIGHT = [np.array([1.0, 2.0])] * 2


def observed(text: str) -> list[Sequence[Any]]:
    seen: list[Sequence[Any]] = []
    with (
        listening(lambda name, values: seen.append(values)),
        pytest.raises(Mismatch),
    ):
        judge(text, DRAWS, RIGHT)
    return seen


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2 * w", [[2.0, 4.0], [2.0, 4.0]]),
        ("x", [[0.0, 1.0, 2.0, 3.0], [1.0, 2.0, 3.0, 4.0]]),
        ("sum(x)", [6.0, 10.0]),
    ],
)
def test_a_wrong_value_is_observed_whatever_its_shape(text: str, values: list[Any]) -> None:
    (seen,) = observed(text)

    assert len(seen) == len(values)
    for got, wanted in zip(seen, values, strict=True):
        np.testing.assert_array_equal(got, wanted)


@pytest.mark.parametrize("text", ["(x", "x, w", "w / 0"])
def test_what_has_no_value_is_not_observed(text: str) -> None:
    assert observed(text) == []
