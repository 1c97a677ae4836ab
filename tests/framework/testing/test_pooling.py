from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.testing import Mismatch, check_subgradient, distinct_values, maxima_of_windows
from autograder.testing.flows import shortfall
from autograder.testing.memory import Memory, remembering


@settings(max_examples=50, derandomize=True, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([1, 2, 7, (3, 4), (2, 3, 4, 5)]))
def test_distinct_values_are_far_apart_and_far_from_zero(seed, shape):
    values = distinct_values(np.random.default_rng(seed), shape)
    assert values.shape == np.zeros(shape).shape
    assert np.abs(values).min() >= 0.3
    assert np.diff(np.sort(values.ravel())).min(initial=1.0) >= 0.6
    if values.size > 1:
        assert values.min() < 0 < values.max()


def test_maxima_that_are_remembered_stay_as_they_were():
    x = np.array([3.0, 1.0, 3.0, 2.0])
    with remembering(Memory(), "1 a case"):
        _, places = maxima_of_windows(x, (3,))
        assert places == [[0, 2], [2]]
        places[0].clear()
        places.clear()
        assert maxima_of_windows(x, (3,)) == ((2,), [[0, 2], [2]])
        assert maxima_of_windows(x, (2,)) == ((3,), [[0], [2], [2]])
        assert maxima_of_windows(-x, (3,)) == ((2,), [[1], [1]])


def test_the_maxima_of_windows_leave_padding_out():
    shape, places = maxima_of_windows(np.array([-3.0, -1.0, -1.0, -2.0]), (3,), padding=2)
    assert shape == (6,)
    assert places == [[0], [1], [1, 2], [1, 2], [2], [3]]


def test_the_maxima_of_windows_in_images():
    x = np.arange(24.0).reshape(1, 2, 3, 4)
    shape, places = maxima_of_windows(x, (2, 2), stride=2)
    assert shape == (1, 2, 1, 2)
    assert places == [[5], [7], [17], [19]]


def least_cut(supply, demand, allowed):
    """The largest excess of supply over demand, over all sets of senders (Gale's theorem)."""
    worst = 0.0
    for chosen in product([False, True], repeat=len(supply)):
        reach = {r for s, r in allowed if chosen[s]}
        worst = max(worst, supply[np.array(chosen)].sum() - sum(demand[r] for r in reach))
    return worst


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 2**32))
def test_a_shortfall_is_the_worst_cut(senders, receivers, seed):
    rng = np.random.default_rng(seed)
    supply, demand = rng.uniform(size=senders), rng.uniform(size=receivers)
    allowed = [(int(s), int(r)) for s, r in np.argwhere(rng.random((senders, receivers)) < 0.5)]
    expected = least_cut(supply, demand, allowed)
    assert shortfall(supply, demand, allowed) == pytest.approx(expected, abs=1e-12)


def split(x, window, grad_out, rng, stride=1, padding=0):
    """A gradient by a random valid split."""
    _, places = maxima_of_windows(x, window, stride, padding)
    grad_x = np.zeros(x.size)
    for tied, g in zip(places, grad_out.ravel(), strict=True):
        grad_x[tied] += g * rng.dirichlet(np.full(len(tied), 0.5))
    return grad_x.reshape(x.shape)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.integers(1, 9), st.integers(1, 4), st.integers(0, 3), st.integers(0, 2**32))
def test_every_valid_split_passes(n, window, padding, seed):
    window, padding = min(window, n), min(padding, min(window, n) - 1)
    rng = np.random.default_rng(seed)
    x = rng.integers(-1, 2, size=n).astype(float)
    grad_out = rng.uniform(0, 2, size=n + 2 * padding - window + 1) * (rng.random() < 0.9)
    if not grad_out.any():
        grad_out[0] = 1.0
    grad_x = split(x, (window,), grad_out, rng, padding=padding)
    check_subgradient(x, window, grad_out, grad_x, padding=padding)


def test_every_valid_split_of_images_passes():
    rng = np.random.default_rng(5)
    x = rng.integers(0, 2, size=(2, 2, 4, 5)).astype(float)
    grad_out = rng.uniform(size=(2, 2, 2, 3))
    grad_x = split(x, (3, 2), grad_out, rng, stride=2, padding=1)
    check_subgradient(x, (3, 2), grad_out, grad_x, stride=2, padding=1)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.integers(2, 6), st.integers(2, 3), st.integers(0, 2**32))
def test_whatever_is_no_split_fails(n, window, seed):
    """A gradient of the right sum passes exactly if Gale's condition holds."""
    rng = np.random.default_rng(seed)
    window = min(window, n)
    x = rng.integers(0, 2, size=n).astype(float)
    grad_out = rng.uniform(0.5, 2, size=n - window + 1)
    _, places = maxima_of_windows(x, (window,))
    pairs = [(j, i) for j, tied in enumerate(places) for i in tied]
    reached = sorted({i for _, i in pairs})
    grad_x = np.zeros(n)
    grad_x[reached] = rng.dirichlet(np.ones(len(reached))) * grad_out.sum()
    excess = least_cut(grad_out, grad_x, pairs)
    if excess < 1e-12:
        check_subgradient(x, window, grad_out, grad_x)
    elif excess > 1e-6:
        with pytest.raises(Mismatch):
            check_subgradient(x, window, grad_out, grad_x)


X = np.array([2.0, 5.0, 5.0, 1.0, 5.0])
GRAD_OUT = np.array([1.0, 2.0, 4.0])


@pytest.mark.parametrize(
    ("grad_x", "words"),
    [
        ([0, 3, 7, 0, 4], "adds up to 2 times"),
        ([0, 0, 0, 0, 0], "adds up to 0 times"),
        ([1, 3, 1, 0, 2], "gives a gradient to an element that is no maximum"),
        ([0, 9, -2, 0, 0], "has a negative entry"),
        ([0, 1, 1, 0, 5], "gives one window's gradient to another's maximum"),
        ([0, 6, 1, 0, 0], "gives one window's gradient to another's maximum"),
        ([0, 7, 0, 0], "should have the shape"),
    ],
)
def test_an_invalid_split_is_told(grad_x, words):
    with pytest.raises(Mismatch, match=words):
        check_subgradient(X, 3, GRAD_OUT, np.array(grad_x, dtype=float))


def test_an_error_of_a_hundred_thousandth_is_seen():
    right = np.array([0.0, 1.5, 3.5, 0.0, 2.0])
    check_subgradient(X, 3, GRAD_OUT, right)
    for entry in (1, 2, 4):
        wrong = right.copy()
        wrong[entry] += 1e-5 * right.max()
        with pytest.raises(Mismatch):
            check_subgradient(X, 3, GRAD_OUT, wrong)


def test_an_upstream_gradient_with_negative_entries_is_the_checks_own_mistake():
    with pytest.raises(ValueError, match="no negative entries"):
        check_subgradient(X, 3, -GRAD_OUT, np.zeros(5))
