from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.testing import Mismatch, check_adjoint, check_vjp, vjp_by_differences


def correlate(x, w, b):
    k = len(w)
    padded = np.pad(x, ((k - 1) // 2, k // 2))
    return np.lib.stride_tricks.sliding_window_view(padded, k) @ w + b


def gradients(grad_z, x, w):
    k = len(w)
    left = (k - 1) // 2
    padded = np.pad(x, (left, k // 2))
    grad_w = np.array([grad_z @ padded[i : i + len(x)] for i in range(k)])
    grad_padded = np.zeros(len(padded))
    for i in range(k):
        grad_padded[i : i + len(x)] += w[i] * grad_z
    return grad_padded[left : left + len(x)], grad_w, grad_z.sum()


NAMES = ("grad_x", "grad_w", "grad_b")


def drawn(rng, n, k, scale=1.0):
    return scale * rng.normal(size=n), rng.normal(size=k), rng.normal(), rng.normal(size=n)


def test_values_far_larger_than_their_change_are_no_false_alarm():
    x, w, b, grad_z = drawn(np.random.default_rng(1), 6, 3, 1e-8)
    check_vjp(correlate, gradients(grad_z, x, w), (x, w, 1e3 * b), grad_z, NAMES)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.integers(1, 9), st.integers(1, 6), st.floats(-9, 9), st.integers(0, 2**32))
def test_right_gradients_pass(n, k, exponent, seed):
    x, w, b, grad_z = drawn(np.random.default_rng(seed), n, k, 10.0**exponent)
    check_vjp(correlate, gradients(grad_z, x, w), (x, w, b), grad_z, NAMES)


@pytest.mark.parametrize("scale", [1e-8, 1.0, 1e8])
@pytest.mark.parametrize("name", [0, 1])
def test_one_entry_off_by_a_hundred_thousandth_is_seen(name, scale):
    x, w, _, grad_z = drawn(np.random.default_rng(1), 7, 4, scale)
    b = scale
    right = gradients(grad_z, x, w)
    for entry in range(len(right[name])):
        wrong = [np.array(v) for v in right]
        wrong[name][entry] += 1e-5 * np.abs(right[name]).max()
        with pytest.raises(Mismatch, match=NAMES[name]):
            check_vjp(correlate, tuple(wrong), (x, w, b), grad_z, NAMES)


def test_only_one_gradient_may_be_judged():
    x, w, b, grad_z = drawn(np.random.default_rng(1), 7, 4)
    grad_x, _, grad_b = gradients(grad_z, x, w)
    check_vjp(correlate, (grad_x, None, grad_b), (x, w, b), grad_z, NAMES, only="grad_x")
    with pytest.raises(Mismatch, match="grad_w"):
        check_vjp(correlate, (grad_x, None, grad_b), (x, w, b), grad_z, NAMES, only="grad_w")


def test_the_gradient_of_a_scalar_is_a_scalar():
    x, w, b, grad_z = drawn(np.random.default_rng(1), 5, 3)
    grad_x, grad_w, grad_b = gradients(grad_z, x, w)
    with pytest.raises(Mismatch, match="should be a scalar"):
        check_vjp(correlate, (grad_x, grad_w, np.array([grad_b])), (x, w, b), grad_z, NAMES)


def test_parts_that_cancel_are_no_false_alarm():
    x, w, b, _ = drawn(np.random.default_rng(1), 6, 3)
    grad_z = np.array([1.0, -1.0, 1e8, -1e8, 3.0, -3.0 + 1e-7])
    check_vjp(correlate, gradients(grad_z, x, w), (x, w, b), grad_z, NAMES)


def test_a_curved_function_is_differentiated_to_ten_digits():
    rng = np.random.default_rng(2)
    w, x, upstream = rng.normal(size=(4, 5)), rng.normal(size=5), rng.normal(size=4)
    gradient, _ = vjp_by_differences(lambda v: np.tanh(w @ v), (x,), upstream, 0)
    right = w.T @ (upstream * (1 - np.tanh(w @ x) ** 2))
    assert np.abs(gradient - right).max() < 1e-9 * np.abs(right).max()


@pytest.mark.parametrize("distance", np.concatenate([np.linspace(0.01, 1.2, 60), [1 / 3, 0.5]]))
@pytest.mark.parametrize("bend", [1.0, 1e-2, 1e-4])
def test_a_kink_within_reach_of_the_step_does_no_harm(distance, bend):
    kink = 1.0 + distance * 2.0**-10
    at, upstream = np.array([1.0]), np.array([1.0, 0.5])

    def forward(x):
        return np.array([x[0] + bend * max(0.0, x[0] - kink), np.sin(x[0])])

    gradient, _ = vjp_by_differences(forward, (at,), upstream, 0)
    right = 1.0 + 0.5 * np.cos(1.0)
    assert abs(gradient[0] - right) < 1e-6 * right


def test_a_point_on_a_kink_is_the_checks_own_mistake():
    with pytest.raises(ValueError, match="kink"):
        vjp_by_differences(lambda x: np.maximum(x, 0.0), (np.array([1.0, 0.0]),), np.ones(2), 0)


def test_an_upstream_gradient_of_a_wrong_shape_is_the_checks_own_mistake():
    with pytest.raises(ValueError, match="upstream"):
        check_vjp(lambda x: 2 * x, np.ones(3), (np.ones(3),), np.ones(4), ("grad_x",))


MATRIX = np.random.default_rng(3).normal(size=(6, 20))


@pytest.mark.parametrize("scale", [1e-8, 1.0, 1e8])
def test_an_adjoint_passes(scale):
    rng = np.random.default_rng(4)
    upstream = scale * rng.normal(size=6)
    check_adjoint(lambda v: MATRIX @ v, MATRIX.T @ upstream, upstream, (20,), "grad_x", rng)


@pytest.mark.parametrize("entry", range(20))
def test_an_adjoint_with_one_wrong_entry_is_told_where(entry):
    rng = np.random.default_rng(4)
    upstream = rng.normal(size=6)
    wrong = MATRIX.T @ upstream
    wrong[entry] += 1e-8 * np.abs(wrong).max()
    with pytest.raises(Mismatch, match="grad_x is"):
        check_adjoint(lambda v: MATRIX @ v, wrong, upstream, (20,), "grad_x", rng)


def test_an_adjoint_is_judged_by_kind_first():
    rng = np.random.default_rng(4)
    with pytest.raises(Mismatch, match="should have the shape"):
        check_adjoint(lambda v: MATRIX @ v, np.zeros(6), np.ones(6), (20,), "grad_x", rng)
