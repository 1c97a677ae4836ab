from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.testing.projections import PROBES, agrees

UPSTREAM = np.array([1.0, -2.0, 0.5])


class Linear:
    """E is linear in the input: its derivative in a direction is known, and is counted."""

    def __init__(self, gradient):
        self.gradient = gradient
        self.asked = 0

    def __call__(self, directions):
        self.asked += len(directions)
        return [float((self.gradient * direction).sum()) for direction in directions]

    def agrees_with(self, gradient, upstream=UPSTREAM):
        return agrees(self, gradient, len, (gradient,), upstream, 0)


SHAPES = st.sampled_from([(4,), (50,), (3, 4), (2, 3, 5, 5), (400,)])


@given(SHAPES, st.integers(0, 2**32), st.sampled_from([1e-9, 1.0, 1e9]))
@settings(derandomize=True, deadline=None)
def test_the_right_gradient_agrees(shape, seed, scale):
    right = scale * np.random.default_rng(seed).normal(size=shape)

    assert Linear(right).agrees_with(right * (1 + 1e-13))


@given(SHAPES, st.integers(0, 2**32), st.sampled_from([1e-6, 1e-3, 1.0]))
@settings(derandomize=True, deadline=None)
def test_an_error_in_a_single_entry_is_always_seen(shape, seed, size):
    rng = np.random.default_rng(seed)
    right = rng.normal(size=shape)
    wrong = right.copy()
    wrong.flat[rng.integers(right.size)] += size * np.abs(right).max()

    assert not Linear(right).agrees_with(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda right: np.zeros_like(right),
        lambda right: right[::-1],
        lambda right: np.roll(right, 1),
        lambda right: -right,
        lambda right: right.mean() + 0 * right,
    ],
    ids=["zero", "reversed", "shifted", "sign", "mean"],
)
def test_errors_that_keep_sums_or_magnitudes_are_seen(wrong):
    for seed in range(200):
        rng = np.random.default_rng(seed)
        right = rng.normal(size=9)
        assert not Linear(right).agrees_with(wrong(right), rng.normal(size=4))


def test_directions_change_with_the_upstream_gradient():
    rng = np.random.default_rng(1)
    right = rng.normal(size=6)
    asked = []

    def derivatives(directions):
        asked.extend(directions.tolist())
        return [float((right * direction).sum()) for direction in directions]

    for upstream in (UPSTREAM, UPSTREAM + 1):
        assert agrees(derivatives, right, len, (right,), upstream, 0)
    assert len({str(one) for one in asked}) == 2 * PROBES


def test_few_entries_are_judged_one_by_one():
    linear = Linear(np.ones(PROBES))

    assert not linear.agrees_with(np.ones(PROBES))
    assert linear.asked == 0


def test_where_a_direction_meets_a_kink_nothing_is_said():
    def kink(directions):
        raise ValueError("a kink")

    assert not agrees(kink, np.ones(9), len, (np.ones(9),), UPSTREAM, 0)
