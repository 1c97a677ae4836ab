from __future__ import annotations

import numpy as np
import pytest

from autograder.testing import LAYOUTS, column_major, whole_numbers

A = np.arange(24.0).reshape(2, 3, 4)


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("array", [A, A[0, 0], A.astype("uint8")])
def test_the_numbers_stay_the_same(name, array):
    laid_out = LAYOUTS[name](array)
    assert laid_out.dtype == array.dtype
    assert np.array_equal(laid_out, array)
    assert not np.shares_memory(laid_out, array)


def test_each_layout_is_what_it_says():
    assert not LAYOUTS["read-only"](A).flags.writeable
    assert LAYOUTS["spaced"](A).strides[-1] == 2 * A.itemsize
    assert all(stride < 0 for stride in LAYOUTS["backwards"](A).strides)
    assert column_major(A).flags.f_contiguous


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int64"])
def test_whole_numbers_overflow_narrow_products(dtype):
    values = whole_numbers(np.random.default_rng(1), (4, 5), dtype)
    assert values.dtype == dtype
    assert np.abs(values.astype(int)).min() ** 2 > 255
    assert (values.astype(int) < 0).any() == (dtype != "uint8")
