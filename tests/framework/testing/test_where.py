from __future__ import annotations

import numpy as np
import pytest

from autograder.testing import Mismatch, same_array, same_scalar
from autograder.testing.formula import judge
from autograder.testing.where import MOST

V = np.array([1.0, 2.0, 3.0, 4.0, 5.0])


def where_of(got, expected):
    with pytest.raises(Mismatch) as raised:
        same_array(got, expected, "grad_x")
    return raised.value.where


def test_a_mismatch_says_which_entries_are_wrong():
    got = V + np.array([0.0, 0.5, 0.0, 0.0, 1e-6])

    where = where_of(got, V)

    assert where.name == "grad_x"
    assert where.wrong.tolist() == [False, True, False, False, True]
    assert where.got.tolist() == got.tolist()
    assert where.expected.tolist() == V.tolist()


def test_the_places_have_the_arrays_shape():
    expected = np.arange(6.0).reshape(2, 1, 3)
    got = expected.copy()
    got[1, 0, 2] = -1.0

    assert np.argwhere(where_of(got, expected).wrong).tolist() == [[1, 0, 2]]


@pytest.mark.parametrize("size", [1, MOST + 1])
def test_nothing_is_drawn_of_one_entry_or_of_very_many(size):
    assert where_of(np.ones(size), np.zeros(size)) is None


def test_other_shapes_and_scalars_have_no_places():
    assert where_of(V[1:], V) is None
    with pytest.raises(Mismatch) as raised:
        same_scalar(1.0, 2.0, "grad_b")
    assert raised.value.where is None


def test_an_entry_that_cannot_be_compared_is_wrong():
    assert where_of(V, np.where(V == 3.0, np.nan, V)) is not None


def test_a_formula_says_which_entries_of_its_value_are_wrong():
    with pytest.raises(Mismatch) as raised:
        judge("shift(x, 1)", [{"x": V}], [[2.0, 3.0, 4.0, 5.0, 1.0]])

    assert raised.value.where.wrong.tolist() == [False, False, False, False, True]
