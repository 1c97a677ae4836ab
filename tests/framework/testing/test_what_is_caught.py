"""The evidence for the primitives: the smallest error that each catches, and no false alarm.

An error is in a single entry, relative to the largest magnitude of what is expected. The right
cases come about in another way than what they are judged by, so that they differ by rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from autograder.testing import (
    Mismatch,
    Tolerances,
    check_adjoint,
    check_subgradient,
    check_vjp,
    distinct_values,
    same_array,
)
from autograder.testing.pooling import maxima_of_windows

RIGHT = 10_000
WRONG = 300
SCALES = (1e-12, 1e-3, 1.0, 1e4, 1e12)


@dataclass
class Problem:
    """Something to judge: what is right, and who judges it."""

    right: Any
    judge: Callable[[Any], object]


def arrays(rng: np.random.Generator, number: int) -> Problem:
    """A product of matrices, summed in another order, in float64 or float32, of any shape."""
    n, k = rng.integers(1, 30, size=2)
    kind = np.float32 if number % 3 == 0 else np.float64
    scale = SCALES[number % len(SCALES)]
    a, b = (scale * rng.normal(size=(n, k))).astype(kind), rng.normal(size=k).astype(kind)
    magnitude = float((abs(a.astype(float)) @ abs(b.astype(float))).max())
    got = (a[:, ::-1] * b[::-1]).sum(axis=1, dtype=kind)

    def judge(given: Any) -> object:
        return same_array(given, a.astype(float) @ b.astype(float), "z", (a, b), magnitude)

    return Problem(got, judge)


def gradients(rng: np.random.Generator, number: int) -> Problem:
    """The gradient of a linear map, of a square or of a tanh, of one input."""
    n, m = rng.integers(4, 9, size=2)
    scale = (1e-6, 1e-2, 1.0, 1e3)[number % 4]
    matrix, x = rng.normal(size=(m, n)) / scale, scale * rng.normal(size=n)
    up, z = rng.normal(size=m), matrix @ x
    which = number % 3
    forward: Callable[[Any], Any] = (
        lambda v: matrix @ v,
        lambda v: (matrix @ v) ** 2,
        lambda v: np.tanh(matrix @ v),
    )[which]
    slope = (np.ones(m), 2 * z, 1 - np.tanh(z) ** 2)[which]
    got = ((up * slope)[:, None] * matrix).sum(axis=0)

    def judge(given: Any) -> object:
        return check_vjp(forward, given, (x,), up, ("grad_x",))

    return Problem(got, judge)


def adjoints(rng: np.random.Generator, number: int) -> Problem:
    """A transposed matrix times a vector, in float64 or float32."""
    n, m = rng.integers(1, 30, size=2)
    kind = np.float32 if number % 4 == 0 else np.float64
    scale = SCALES[number % len(SCALES)] if kind is np.float64 else 1.0
    matrix, up = rng.normal(size=(m, n)).astype(kind), (scale * rng.normal(size=m)).astype(kind)
    got = (matrix * up[:, None]).sum(axis=0, dtype=kind)
    probes = np.random.default_rng(number)

    def judge(given: Any) -> object:
        return check_adjoint(
            lambda v: matrix.astype(float) @ v, given, up, (n,), "grad_x", probes, (matrix,)
        )

    return Problem(got, judge)


def subgradients(rng: np.random.Generator, number: int) -> Problem:
    """A random split over the tied maxima of overlapping windows; every fourth has no tie."""
    n, window = int(rng.integers(2, 7)), int(rng.integers(1, 4))
    window = min(window, n)
    kind = (np.float64, np.int8, np.float32)[number % 3]
    x = distinct_values(rng, n) if number % 4 == 0 else rng.integers(0, 3, size=n).astype(kind)
    _, places = maxima_of_windows(x, (window,))
    scale = SCALES[number % len(SCALES)]
    up, got = scale * rng.uniform(0.1, 2.0, size=len(places)), np.zeros(n)
    for one, tied in zip(up, places, strict=True):
        got[tied] += one * rng.dirichlet(np.ones(len(tied)))

    def judge(given: Any) -> object:
        return check_subgradient(x, window, up, given)

    return Problem(got, judge)


PRIMITIVES = {
    "same_array": arrays,
    "check_vjp": gradients,
    "check_adjoint": adjoints,
    "check_subgradient": subgradients,
}
SMALLEST = {"same_array": 1e-8, "check_vjp": 1e-5, "check_adjoint": 1e-7, "check_subgradient": 1e-7}
"""The error in a single entry that float64 lets each of them see; 1e-5 is asked of all."""
SMALLEST_SINGLE = {"same_array": 1e-3, "check_adjoint": 1e-2, "check_subgradient": 1e-3}
"""The same for what is float32, or was computed from it."""


@pytest.mark.parametrize("name", PRIMITIVES)
def test_there_is_no_false_alarm_in_ten_thousand_right_cases(name: str) -> None:
    rng = np.random.default_rng(20)

    for number in range(RIGHT):
        problem = PRIMITIVES[name](rng, number)
        problem.judge(problem.right)


@pytest.mark.parametrize("name", PRIMITIVES)
def test_a_small_error_in_a_single_entry_is_always_caught(name: str) -> None:
    rng = np.random.default_rng(30)
    seen = set()

    for number in range(WRONG):
        problem = PRIMITIVES[name](rng, number)
        single = problem.right.dtype == np.float32 or _is_single(problem)
        size = (SMALLEST_SINGLE if single else SMALLEST)[name]
        seen.add(size)
        wrong = problem.right.copy()
        total = np.abs(wrong).sum() if name == "check_subgradient" else np.abs(wrong).max()
        wrong.flat[rng.integers(wrong.size)] += rng.choice([-1, 1]) * size * total
        with pytest.raises(Mismatch):
            problem.judge(wrong)
    assert min(seen) == SMALLEST[name] <= 1e-5


def _is_single(problem: Problem) -> bool:
    """Whether a problem was posed in float32, which its tolerance is for then."""
    cells = problem.judge.__closure__ or ()
    return any(getattr(cell.cell_contents, "dtype", None) == np.float32 for cell in cells)


def test_the_tolerances_are_those_that_this_is_said_of() -> None:
    assert Tolerances() == Tolerances(float64=1e-9, float32=1e-4, gradient=1e-6)
