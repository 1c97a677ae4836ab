from __future__ import annotations

import hashlib
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.grading import seeds

PROPERTY = settings(max_examples=50, derandomize=True, deadline=None, database=None)
SEEDS = st.integers(0, seeds.MAX_SEED)


def test_a_drawn_seed_can_be_given_again() -> None:
    drawn = {seeds.draw() for _ in range(50)}

    assert len(drawn) == 50
    assert all(0 <= seed <= seeds.MAX_SEED for seed in drawn)
    assert all(int(float(seed)) == seed for seed in drawn)  # whole in every reader of JSON


@PROPERTY
@given(SEEDS, st.text())
def test_the_same_seed_and_case_give_the_same_numbers(seed: int, case: str) -> None:
    first, second = seeds.generator(seed, case), seeds.generator(seed, case)

    assert first.normal(size=4).tolist() == second.normal(size=4).tolist()


@PROPERTY
@given(SEEDS, st.text(), st.text())
def test_another_case_has_other_numbers(seed: int, one: str, other: str) -> None:
    if one != other:
        assert seeds.generator(seed, one).random() != seeds.generator(seed, other).random()


@PROPERTY
@given(SEEDS, SEEDS)
def test_another_seed_has_other_numbers(one: int, other: int) -> None:
    if one != other:
        assert seeds.generator(one, "case").random() != seeds.generator(other, "case").random()


def test_the_numbers_of_a_seed_stay_the_same_over_versions() -> None:
    drawn = seeds.generator(3, "hidden/test_a.py::test_a").integers(1000, size=3)

    assert drawn.tolist() == [353, 971, 265]


@PROPERTY
@given(st.text(), st.text(), st.integers(1, 20))
def test_a_submissions_seed_is_one_of_those_that_are_drawn(
    secret: str, name: str, count: int
) -> None:
    drawn = seeds.drawn(secret, count)
    seed = seeds.for_submission(secret, name, count)

    assert seed == seeds.for_submission(secret, name, count)
    assert seed in drawn
    assert len(set(drawn)) == count
    assert all(0 < one <= seeds.MAX_SEED for one in drawn)
    assert not set(drawn) & set(seeds.drawn(f"another {secret}", count))


def test_submissions_are_spread_over_the_seeds() -> None:
    names = [str(1000 + number) for number in range(200)]

    found = Counter(seeds.for_submission("secret", name, 8) for name in names)

    assert len(found) == 8
    assert min(found.values()) > 8


@pytest.mark.parametrize("seed", [0, 1, 2**32 - 1, 2**32, 2**53 - 1])
def test_a_case_draws_what_numpys_own_generator_draws(seed: int) -> None:
    for case in ("", "a", "tests/x.py::test[1]"):
        number = int.from_bytes(hashlib.sha256(case.encode()).digest()[:8], "big")
        for _ in range(2):
            drawn = seeds.generator(seed, case)
            expected = np.random.default_rng([seed, number])
            assert np.array_equal(drawn.normal(size=9), expected.normal(size=9))
            for one, other in zip(drawn.spawn(2), expected.spawn(2), strict=True):
                assert one.integers(2**60) == other.integers(2**60)


def test_numbers_are_drawn_without_a_generator() -> None:
    drawn = seeds.numbers(3, "one", (40, 50))

    assert np.array_equal(drawn, seeds.numbers(3, "one", (40, 50)))
    assert (drawn.dtype, drawn.shape) == (np.float64, (40, 50))
    assert np.abs(drawn).max() <= 1
    assert abs(drawn.mean()) < 0.1
    assert abs(drawn.std() - 3**-0.5) < 0.05
    assert len(np.unique(drawn)) > 1900
    for seed, what in ((4, "one"), (3, "two")):
        assert abs(np.corrcoef(drawn.ravel(), seeds.numbers(seed, what, [2000]))[0, 1]) < 0.1
