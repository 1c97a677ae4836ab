from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from autograder.grading.diagnosis.compare import WHOLE, differences, same_at, same_value, tells
from autograder.grading.diagnosis.record import Entry
from autograder.sandbox.values import Handles, Kept

KEPT = Kept(0, "a dict", Handles())
NUMBERS = arrays(np.float64, st.integers(1, 6), elements=st.floats(-1e3, 1e3))


@given(NUMBERS)
@settings(derandomize=True, max_examples=50)
def test_rounding_makes_no_difference_and_an_error_does(values: np.ndarray) -> None:
    scale = np.abs(values).max()

    assert same_value(values, values * (1 + 1e-12))
    assert same_value(values, values + 1e-3 * scale) == (scale == 0)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (np.zeros(3), np.zeros(4)),
        (np.zeros(3), np.zeros((1, 3))),
        (np.array([1.0, 2.0]), np.array([1, 2])),
        (np.array([np.nan]), np.array([0.0])),
        (np.array([np.inf]), np.array([-np.inf])),
        (1.0, None),
        ("1", 1),
        (KEPT, 1.0),
    ],
)
def test_what_is_of_another_kind_is_another_value(left: object, right: object) -> None:
    assert not same_value(left, right)
    assert not same_value(right, left)


@pytest.mark.parametrize("value", [None, "text", 2, True, 1.5, np.float32(2), np.array([np.nan])])
def test_a_value_is_the_same_as_itself(value: object) -> None:
    assert same_value(value, value)


def test_what_stays_in_a_worker_is_not_looked_into() -> None:
    assert same_value(KEPT, Kept(7, "a list", Handles()))


def test_single_precision_is_compared_as_such() -> None:
    one = np.array([1.0, 2.0], np.float32)

    assert same_value(one, one + np.float32(1e-5))
    assert not same_value(one.astype(float), one.astype(float) + 1e-5)


def test_records_differ_where_their_values_do() -> None:
    right = [Entry("f", [1.0, 2.0], single=False), Entry("g", [3.0])]
    wrong = [Entry("f", [1.0, 9.0], single=False), Entry("g", [3.5])]

    assert differences(right, wrong) == {(0, 1), (1, 0)}
    assert differences(right, right) == frozenset()


def test_after_a_call_that_cannot_be_compared_nothing_is() -> None:
    right = [Entry("f", [1.0]), Entry("g", [2.0])]

    for other in (Entry("f", error="TypeError"), Entry("f", [1.0, 2.0], single=False)):
        assert differences(right, [other, Entry("g", [9.0])]) == {(0, WHOLE)}
    changing = Entry("f", [1.0], changed=["0"])
    assert differences(right, [changing]) == {(0, WHOLE)}


def test_a_record_that_ends_early_is_compared_as_far_as_it_goes() -> None:
    right = [Entry("f", [1.0]), Entry("g", [2.0])]

    assert differences(right, right[:1]) == frozenset()


def test_a_cache_may_have_any_form() -> None:
    right = [Entry("f", [1.0, np.arange(3)], single=False, handed_back={1})]
    other = [Entry("f", [1.0, np.zeros((2, 2))], single=False, handed_back={1})]

    assert differences(right, other) == frozenset()


def test_two_that_return_something_where_an_error_is_due_are_compared_by_it() -> None:
    one, other = [Entry("f", [1.0])], [Entry("f", [2.0])]

    assert not same_at((0, WHOLE), one, other)
    assert same_at((0, WHOLE), one, one)


def test_two_that_raise_nothing_where_an_error_is_due_may_end_otherwise_later() -> None:
    takes_anything = [Entry("Layer"), Entry("forward", [1.0])]
    looks_up_late = [Entry("Layer"), Entry("forward", error="KeyError")]

    assert not same_at((0, WHOLE), takes_anything, looks_up_late)
    assert same_at((0, WHOLE), takes_anything, [Entry("Layer"), Entry("forward", [2.0])])
    assert same_at((0, WHOLE), takes_anything, [Entry("Layer")])


def test_that_something_was_raised_tells_little() -> None:
    assert not tells((0, WHOLE), [Entry("f", error="IndexError")])
    assert tells((0, 0), [Entry("f", [1.0])])
