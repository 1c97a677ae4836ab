from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.testing import Mismatch, Tolerances, same_array, same_scalar, using

X = np.array([1.0, 2.0, 3.0])
X32 = X.astype(np.float32)


class Kept:
    """As a handle of something that stayed in the worker."""

    def describe(self):
        return "a dict"


@pytest.mark.parametrize(
    ("got", "words"),
    [
        ((1.0, 2.0, 3.0), "a tuple or list of 3"),
        (None, "None"),
        (2.0, "a number"),
        (True, "a truth value"),
        ("1 2 3", "a text"),
        (1j, "a complex number"),
        (np.complex128(1j), "a complex number"),
        (Kept(), "a dict"),
    ],
)
def test_what_is_no_array_is_named(got, words):
    with pytest.raises(Mismatch, match=f"z should be an array of shape .3,., but is {words}"):
        same_array(got, X, "z")


@pytest.mark.parametrize("dtype", ["int64", "uint8", "bool", "complex128", "float16"])
def test_dtypes_that_are_never_right(dtype):
    with pytest.raises(Mismatch, match=f"z has the dtype {dtype}"):
        same_array(np.ones(3, dtype), np.ones(3), "z", (X32,))


@pytest.mark.parametrize(
    ("inputs", "right"),
    [
        ((X32,), True),
        ((X32, X32, 0.5), True),
        ((X32, X.astype("uint8")), True),
        ((X.astype("int8"),), True),
        ((X.astype("float16"), np.float64(2)), True),
        ((X32, X), False),
        ((X,), False),
        ((X.astype("int64"), X32), False),
        ((X.astype("int32"),), False),
        ((), False),
        ((0.5,), False),
        ((np.float32(1),), True),
        ((np.float32(1), np.float64(1)), False),
    ],
)
def test_float32_is_right_where_all_arrays_fit_into_it(inputs, right):
    same_array(X, X, "z", inputs)
    if right:
        same_array(X32, X, "z", inputs)
    else:
        with pytest.raises(Mismatch, match="float32 will do only"):
            same_array(X32, X, "z", inputs)


@pytest.mark.parametrize("shape", [(3, 1), (1, 3), (2,), (4,), ()])
def test_the_shape_is_told_got_and_wanted(shape):
    with pytest.raises(Mismatch, match=r"should have the shape \(3,\), but has") as caught:
        same_array(np.zeros(shape), X, "z")
    assert str(shape) in caught.value.message


@pytest.mark.parametrize("shape", [(0, 2**40), (1,) * 3, (0, 123456), (200,), (3, 1, 1)])
def test_a_shape_that_is_far_off_is_not_told_for_it_can_hold_hidden_inputs(shape):
    with pytest.raises(Mismatch, match=r"shape \(3,\), but has one that is far from it"):
        same_array(np.zeros(shape), X, "z")


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e300])
def test_what_is_not_finite_is_told_before_values(bad):
    with pytest.raises(Mismatch, match=r"not finite .* in 1 of 3 entries"):
        same_array(np.array([1.0, bad, 3.0]), X, "z")


@pytest.mark.parametrize("scale", [1e-12, 1e-8, 1.0, 1e8, 1e12])
@pytest.mark.parametrize("entry", range(5))
def test_one_entry_off_by_a_hundred_millionth_is_seen(scale, entry):
    expected = scale * np.array([1.0, -0.5, 0.25, 0.75, -1.0])
    got = expected.copy()
    got[entry] += 1e-8 * scale
    same_array(expected + 1e-14 * scale, expected, "z")
    with pytest.raises(Mismatch):
        same_array(got, expected, "z")


def test_a_single_precision_result_has_a_tolerance_of_its_own():
    same_array(X32 * np.float32(1 + 1e-6), X, "z", (X32,))
    same_array(X * (1 + 1e-6), X, "z", (X32,))
    with pytest.raises(Mismatch):
        same_array(X * (1 + 1e-6), X, "z", (X,))
    with pytest.raises(Mismatch):
        same_array(X32 * np.float32(1.001), X, "z", (X32,))


def test_zero_everywhere_leaves_room_for_rounding_of_the_inputs_only():
    same_array(np.full(3, 1e-16), np.zeros(3), "z", (X,))
    with pytest.raises(Mismatch):
        same_array(np.full(3, 1e-9), np.zeros(3), "z", (X,))
    with pytest.raises(Mismatch):
        same_array(np.full(3, 1e-9), np.zeros(3), "z")


def test_terms_that_cancel_leave_room_for_their_rounding():
    same_array(np.array([1e-9 + 1e-15]), np.array([1e-9]), "z", magnitude=1.0)
    with pytest.raises(Mismatch):
        same_array(np.array([1e-9 + 1e-15]), np.array([1e-9]), "z")


def test_float32_rounds_more_where_terms_cancel():
    off, single = np.array([1.01e-4]), np.ones(1, np.float32)
    same_array(off.astype(np.float32), np.array([1e-4]), "z", (single,), magnitude=1.0)
    with pytest.raises(Mismatch):
        same_array(off, np.array([1e-4]), "z", (X,), magnitude=1.0)


@pytest.mark.parametrize("got", [0.5, np.float64(0.5), np.array(0.5)])
def test_a_scalar_is_a_number_or_an_array_without_axes(got):
    assert same_scalar(got, 0.5, "grad_b") == 0.5


@pytest.mark.parametrize("got", [2, np.int64(2), np.array(2), np.uint8(2)])
def test_a_scalar_may_be_an_integer(got):
    assert same_scalar(got, 2.0, "grad_b") == 2.0


@pytest.mark.parametrize(
    "got", [np.array([0.5]), np.array([[0.5]]), (0.5,), None, True, np.bool_(True), 0.5j, Kept()]
)
def test_what_is_no_scalar_is_refused(got):
    with pytest.raises(Mismatch):
        same_scalar(got, 0.5 if got is not True else 1.0, "grad_b")


def test_an_array_with_one_element_is_no_scalar():
    with pytest.raises(Mismatch, match=r"should be a scalar, but is an array of shape \(1,\)"):
        same_scalar(np.array([0.5]), 0.5, "grad_b")


@pytest.mark.parametrize(("value", "inputs"), [(np.float32(0.5), (X,)), (np.float16(0.5), (X32,))])
def test_a_scalar_of_too_low_a_precision_is_refused(value, inputs):
    with pytest.raises(Mismatch, match="has the dtype float"):
        same_scalar(value, 0.5, "grad_b", inputs)
    same_scalar(np.float32(0.5), 0.5, "grad_b", (X32,))


def test_a_scalar_that_is_wrong_is_told_how():
    with pytest.raises(Mismatch, match="grad_b has the wrong sign"):
        same_scalar(-0.5, 0.5, "grad_b")
    with pytest.raises(Mismatch, match="grad_b is zero"):
        same_scalar(0.0, 0.5, "grad_b")
    with pytest.raises(Mismatch, match="grad_b is not finite"):
        same_scalar(float("nan"), 0.5, "grad_b")


def test_tolerances_may_be_set():
    with using(Tolerances(float64=1e-3)):
        same_array(X * 1.0001, X, "z")
    with pytest.raises(Mismatch):
        same_array(X * 1.0001, X, "z")


def test_values_are_in_the_detail_only():
    expected = np.array([0.123456, 0.654321, 0.777777])
    with pytest.raises(Mismatch) as caught:
        same_array(expected * [1, 1, 1.5], expected, "z")
    assert "0.777777" in caught.value.detail
    assert not any(digits in caught.value.message for digits in ("777", "654", "123"))


@settings(max_examples=300, derandomize=True, deadline=None)
@given(
    st.integers(1, 40),
    st.floats(-12, 12),
    st.sampled_from(["float64", "float32"]),
    st.integers(0, 2**32),
)
def test_rounding_is_never_an_error(n, exponent, dtype, seed):
    rng = np.random.default_rng(seed)
    terms = rng.normal(size=(n, 30)).astype(dtype) * np.dtype(dtype).type(10.0**exponent)
    backwards = np.zeros(n, dtype)
    for column in terms.T[::-1]:
        backwards = backwards + column
    wide = terms.astype(float)
    same_array(backwards, wide.sum(axis=1), "z", (terms,), np.abs(wide).sum(axis=1).max())
