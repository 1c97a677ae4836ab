from __future__ import annotations

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.testing import (
    LAYOUTS,
    cases_with,
    check_pooling_backward,
    check_pooling_ties,
    distinct_values,
    raises_value_error,
    same_array,
    unpack,
    whole_numbers,
)

PLAIN = [(10, 3), (7, 2), (5, 5), (12, 4)]  # the signal's length and the window
PADDED = [(6, 3, 1), (6, 3, 2), (5, 4, 3), (7, 2, 1), (3, 5, 1), (2, 6, 2), (1, 2, 1)]
MILD = [(6, 3, 1), (7, 3, 1), (9, 4, 2), (8, 5, 2)]  # for the backward pass
TIES = {  # x, window
    "all equal": ([2, 2, 2, 2, 2, 2], 3),
    "plateaus": ([1, 4, 4, 4, 2, 2, 5], 3),
    "pairs across windows": ([3, 1, 3, 1, 3, 1, 3], 3),
    "negative plateaus": ([-2, -2, -1, -1, -3, -3, -3, -3], 4),
}
DTYPES = ["int64", "int8", "uint8", "float32"]


def numbers(rng, n, dtype):
    if dtype == "float32":
        return distinct_values(rng, n).astype(dtype)
    return whole_numbers(rng, n, dtype)


def pooled(submission, x, window, padding):
    return unpack(submission.pool.maxpool1d_forward(x, window, padding), "out", "cache")


def check_forward(submission, reference, x, window, padding):
    out, _ = pooled(submission, x, window, padding)
    right, _ = reference.pool.maxpool1d_forward(x.astype(float), window, padding)
    same_array(out, right, "out", (x,))


def check_backward(submission, x, window, padding, grad_out):
    own, cache = pooled(submission, x, window, padding)
    check_pooling_backward(
        own,
        lambda g: submission.pool.maxpool1d_backward(g, cache),
        x,
        window,
        grad_out,
        padding=padding,
    )


def check_ties(submission, case, upstream):
    values, window = TIES[case]
    x = np.array(values, dtype=float)
    grad_out = upstream(len(x) - window + 1)
    own, cache = pooled(submission, x, window, 0)
    for one in np.atleast_2d(grad_out):
        check_pooling_ties(
            own, lambda g: submission.pool.maxpool1d_backward(g, cache), x, window, one
        )


@number("4.1")
@weight(5)
@pytest.mark.parametrize(("n", "window"), PLAIN)
def test_forward(submission, reference, rng, n, window):
    """Each output is its window's maximum, for every position where the window fits."""
    check_forward(submission, reference, distinct_values(rng, n), window, 0)


@number("4.1")
@cases_with("padding")
@weight(5)
@pytest.mark.parametrize(("n", "window", "padding"), PADDED)
def test_forward_padding(submission, reference, rng, n, window, padding):
    """With padding, from 1 to the window less 1, there are more positions at both ends."""
    check_forward(submission, reference, distinct_values(rng, n), window, padding)


@number("4.1")
@cases_with("padding")
@cases_with("inputs that are all negative")
@weight(4)
@pytest.mark.parametrize("size", [1e-3, 1.0, 1e15])
def test_forward_negative(submission, reference, rng, size):
    """Padded places are never the maximum, also where all of the input is negative."""
    x = -size * np.abs(distinct_values(rng, 7))
    check_forward(submission, reference, x, 3, 2)
    check_forward(submission, reference, x, 4, 1)


@number("4.1")
@weight(1)
@pytest.mark.parametrize("n", [1, 6])
def test_forward_window_of_one(submission, reference, rng, n):
    """A window of one element returns the signal, one of two does not."""
    check_forward(submission, reference, distinct_values(rng, n), 2, 1)
    check_forward(submission, reference, distinct_values(rng, n), 1, 0)


@number("4.1")
@cases_with("arrays of integers", lambda dtype: dtype != "float32")
@weight(2)
@pytest.mark.parametrize("dtype", DTYPES)
def test_forward_dtypes(submission, reference, rng, dtype):
    """Integers of any width, and float32, give a floating-point result, also with padding."""
    check_forward(submission, reference, numbers(rng, 8, dtype), 3, 1)


@number("4.1")
@weight(1)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_forward_layouts(submission, reference, rng, layout):
    """The memory layout does not matter, and the signal itself stays as it was."""
    x = LAYOUTS[layout](distinct_values(rng, 8))
    check_forward(submission, reference, x, 3, 1)
    with submission.inputs_unchanged():
        check_forward(submission, reference, distinct_values(rng, 8), 3, 2)


@number("4.1")
@weight(1)
@pytest.mark.parametrize("padding", [None, 1])
def test_forward_by_name(submission, reference, rng, padding):
    """The parameters have the names of the assignment, and there is no padding by default."""
    x = distinct_values(rng, 7)
    named = {} if padding is None else {"padding": padding}
    out, _ = unpack(submission.pool.maxpool1d_forward(window=3, x=x, **named), "out", "cache")
    same_array(out, reference.pool.maxpool1d_forward(x, 3, padding or 0)[0], "out", (x,))


REFUSED = {  # case: N, window, padding
    "a window of 0": (5, 0, 0),
    "a window longer than the signal": (3, 4, 0),
    "a window longer than the padded signal": (2, 7, 2),
    "a negative padding": (6, 3, -1),
    "a padding as wide as the window": (6, 2, 2),
    "a padding wider than the window": (6, 1, 3),
}


@number("4.1")
@cases_with("what should raise ValueError")
@weight(4)
@pytest.mark.parametrize("case", REFUSED)
def test_forward_refuses(submission, reference, rng, case):
    """What cannot be computed raises ValueError."""
    n, window, padding = REFUSED[case]
    check_forward(submission, reference, np.abs(distinct_values(rng, 6)), 3, 0)
    with raises_value_error(case):
        submission.pool.maxpool1d_forward(np.abs(distinct_values(rng, n)), window, padding)


@number("4.2")
@weight(5)
@pytest.mark.parametrize(("n", "window"), [(10, 3), (7, 3), (12, 4), (11, 6)])
def test_backward(submission, rng, n, window):
    """Each window's gradient goes to its maximum, and those of overlapping windows add up."""
    x = distinct_values(rng, n)
    check_backward(submission, x, window, 0, rng.normal(size=n - window + 1))


@number("4.2")
@cases_with("padding")
@weight(4)
@pytest.mark.parametrize(("n", "window", "padding"), MILD)
def test_backward_padding(submission, rng, n, window, padding):
    """With padding the gradients go to the right elements."""
    x = np.abs(distinct_values(rng, n))
    check_backward(submission, x, window, padding, rng.normal(size=n + 2 * padding - window + 1))


@number("4.2")
@cases_with("padding")
@cases_with("inputs that are all negative")
@weight(2)
@pytest.mark.parametrize(("n", "window", "padding"), [(8, 3, 1), (9, 4, 1), (12, 4, 2)])
def test_backward_negative(submission, rng, n, window, padding):
    """No gradient is lost to padded places where all of the input is negative."""
    x = -np.abs(distinct_values(rng, n))
    check_backward(submission, x, window, padding, rng.normal(size=n + 2 * padding - window + 1))


@number("4.2")
@cases_with("inputs with ties")
@weight(2)
@pytest.mark.parametrize("case", TIES)
def test_backward_ties_one_window(submission, rng, case):
    """Tied maxima share their window's gradient: non-negative shares that add up to 1."""
    check_ties(submission, case, lambda size: np.eye(size) * rng.uniform(0.5, 2.0))


@number("4.2")
@cases_with("inputs with ties")
@weight(3)
@pytest.mark.parametrize("case", TIES)
def test_backward_ties(submission, rng, case):
    """The shares of tied maxima add up over overlapping windows."""
    check_ties(submission, case, lambda size: rng.uniform(0.5, 2.0, size=size))


@number("4.2")
@weight(2)
@pytest.mark.parametrize("padding", [0, 1])
def test_backward_again(submission, rng, padding):
    """The same cache serves more than one backward pass, and the gradients are not changed."""
    x = np.abs(distinct_values(rng, 9))
    own, cache = pooled(submission, x, 3, padding)
    first, second = rng.normal(size=(2, 7 + 2 * padding))
    with submission.inputs_unchanged():
        for grad_out in (first, second, first):
            check_pooling_backward(
                own,
                lambda g: submission.pool.maxpool1d_backward(g, cache),
                x,
                3,
                grad_out,
                padding=padding,
            )


@number("4.2")
@weight(2)
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_backward_of_two(submission, rng, order):
    """Two caches do not disturb one another."""
    xs = [distinct_values(rng, 8), distinct_values(rng, 8)]
    passes = [pooled(submission, x, 3, 0) for x in xs]
    for i in order:
        own, cache = passes[i]
        check_pooling_backward(
            own,
            lambda g, cache=cache: submission.pool.maxpool1d_backward(g, cache),
            xs[i],
            3,
            rng.normal(size=6),
        )


@number("4.2")
@cases_with("arrays of integers", lambda dtype: dtype != "float32")
@weight(2)
@pytest.mark.parametrize("dtype", DTYPES)
def test_backward_dtypes(submission, rng, dtype):
    """Fractions are kept where the signal is of integers, and narrow integers do not overflow."""
    x = rng.permutation(np.arange(3, 12)).astype(dtype)
    grad_out = rng.normal(size=7).astype("float32" if dtype == "float32" else float)
    check_backward(submission, x, 3, 0, grad_out)
    check_backward(submission, x, 4, 0, numbers(rng, 6, dtype))


@number("4.2")
@weight(1)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_backward_layouts(submission, rng, layout):
    """The given gradient's memory layout does not matter, nor that it cannot be written to."""
    x = distinct_values(rng, 8)
    own, cache = pooled(submission, x, 3, 0)
    check_pooling_backward(
        own,
        lambda g: submission.pool.maxpool1d_backward(cache=cache, grad_out=LAYOUTS[layout](g)),
        x,
        3,
        rng.normal(size=6),
    )
