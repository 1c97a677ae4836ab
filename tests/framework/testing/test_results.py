from __future__ import annotations

import numpy as np
import pytest

from autograder.testing import Mismatch, unpack


def test_a_tuple_of_the_right_length_is_taken_apart():
    assert unpack((1, 2), "a", "b") == (1, 2)
    assert unpack([1, 2], "a", "b") == (1, 2)


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (np.zeros(4), r"should return \(grad_x, cache\), but returned an array of shape \(4,\)"),
        (np.zeros((2, 4)), r"returned an array of shape \(2, 4\)"),
        (np.zeros((0, 2**40)), r"returned an array\."),
        (np.zeros((1, 2, 3)), r"returned an array\."),
        (None, "returned None"),
        ((1, 2, 3), r"2 results, but returned 3"),
        ((1,), r"2 results, but returned 1"),
        (object(), "returned an object of another kind"),
    ],
)
def test_anything_else_is_told(result, words):
    with pytest.raises(Mismatch, match=words):
        unpack(result, "grad_x", "cache")
