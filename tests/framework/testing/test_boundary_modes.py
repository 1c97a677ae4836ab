from __future__ import annotations

import numpy as np
import pytest

from autograder.testing import (
    Mismatch,
    StudentError,
    check_backward_mode,
    check_forward_mode,
    same_array,
)
from autograder.testing.boundaries import extended, origin, right_forward, right_gradient

MODES = ["edge", "reflect", "wrap"]
SIZES = [(8, 3), (7, 4), (50, 9)]


def forward(x, w, b, boundary="zero"):
    return right_forward(x, w, boundary) + b


def backward(grad_z, x, w, boundary="zero"):
    grads = [right_gradient(grad_z, x, w, boundary, name) for name in ("grad_x", "grad_w")]
    return (*grads, grad_z.sum())


@pytest.mark.parametrize("n", [2, 3, 5])
@pytest.mark.parametrize("mode", MODES)
def test_an_extended_signal_is_numpys(n, mode):
    x = np.arange(1.0, n + 1)
    most = n if mode == "wrap" else n - 1
    expected = np.pad(x, most, mode=mode)
    assert np.array_equal(extended(x, most, most, mode), expected)
    twice = np.pad(x, 2 * n + 1, mode=mode)
    assert np.array_equal(extended(x, 2 * n + 1, 2 * n + 1, mode), twice)


def test_a_single_element_is_repeated_for_ever():
    for mode in MODES:
        assert not origin(1, 3, 2, mode).any()


def test_zero_extends_by_nothing():
    assert extended(np.array([1.0, 2.0]), 2, 1, "zero").tolist() == [0, 0, 1, 2, 0]


@pytest.mark.parametrize("mode", ["zero", *MODES])
@pytest.mark.parametrize("name", ["grad_x", "grad_w"])
def test_the_right_gradient_is_the_adjoint(mode, name):
    rng = np.random.default_rng(2)
    x, w, grad_z = rng.normal(size=6), rng.normal(size=4), rng.normal(size=6)
    gradient = right_gradient(grad_z, x, w, mode, name)
    v = rng.normal(size=gradient.shape)
    there = right_forward(v, w, mode) if name == "grad_x" else right_forward(x, v, mode)
    assert grad_z @ there == pytest.approx(gradient @ v)


def judge_forward(convolve, n, k, mode):
    rng = np.random.default_rng(n)
    x, w = rng.normal(size=n), rng.normal(size=k)
    check_forward_mode(convolve, x, w, mode, right_forward(x, w, mode))


def judge_backward(function, n, k, mode, name):
    rng = np.random.default_rng(n)
    x, w, grad_z = rng.normal(size=n), rng.normal(size=k), rng.normal(size=n)

    def judge(got):
        same_array(got, right_gradient(grad_z, x, w, mode, name), name, (grad_z, x, w))

    check_backward_mode(function, grad_z, x, w, mode, name, judge)


def only_for_nine_taps(x, w, b, boundary="zero"):
    if len(w) != 9:
        raise StudentError("IndexError", exception="IndexError")
    return forward(x, w, b, boundary)


def last_one_missed(x, w, b, boundary="zero"):
    z = forward(x, w, b, boundary)
    z[-1] = 0.0
    return z


CHARGED_ELSEWHERE = {
    "right": forward,
    "flipped": lambda x, w, b, boundary="zero": forward(x, w[::-1], b, boundary),
    "half": lambda x, w, b, boundary="zero": 0.5 * forward(x, w, b, boundary),
    "no bias": lambda x, w, b, boundary="zero": forward(x, w, 0.0, boundary),
    "a column": lambda x, w, b, boundary="zero": forward(x, w, b, boundary)[:, None],
    "a list": lambda x, w, b, boundary="zero": tuple(forward(x, w, b, boundary)),
    "float32": lambda x, w, b, boundary="zero": forward(x, w, b, boundary).astype("float32"),
    "nine taps": only_for_nine_taps,
    "the last one missed": last_one_missed,
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("n", "k"), SIZES)
@pytest.mark.parametrize("case", CHARGED_ELSEWHERE)
def test_a_mistake_under_every_boundary_is_not_charged(case, n, k, mode):
    judge_forward(CHARGED_ELSEWHERE[case], n, k, mode)


def reversed_widths(x, w, b, boundary="zero"):
    k = len(w)
    padded = extended(x, k - 1 - (k - 1) // 2, (k - 1) // 2, boundary)
    wrong = np.lib.stride_tricks.sliding_window_view(padded, k) @ w + b
    return forward(x, w, b) if boundary == "zero" else wrong


CHARGED_HERE = {
    "zero for all": lambda x, w, b, boundary="zero": forward(x, w, b),
    "zero for all, flipped": lambda x, w, b, boundary="zero": forward(x, w[::-1], b),
    "zeros": lambda x, w, b, boundary="zero": 0.0 * x,
    "the input": lambda x, w, b, boundary="zero": x,
    "none": lambda x, w, b, boundary="zero": None,
    "flipped for others": lambda x, w, b, boundary="zero": forward(
        x, w if boundary == "zero" else w[::-1], b, boundary
    ),
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("n", "k"), SIZES)
@pytest.mark.parametrize("case", CHARGED_HERE)
def test_a_mistake_under_this_boundary_is_charged(case, n, k, mode):
    with pytest.raises(Mismatch):
        judge_forward(CHARGED_HERE[case], n, k, mode)


@pytest.mark.parametrize("mode", MODES)
def test_widths_in_the_wrong_order_are_charged(mode):
    with pytest.raises(Mismatch):
        judge_forward(reversed_widths, 7, 4, mode)


def changed(change):
    return lambda g, x, w, boundary="zero": change(*backward(g, x, w, boundary))


BACKWARD_CHARGED_ELSEWHERE = {
    "right": backward,
    "mean": changed(lambda gx, gw, gb: (gx, gw / len(gx), gb)),
    "sign": changed(lambda gx, gw, gb: (-gx, gw, gb)),
    "flipped": changed(lambda gx, gw, gb: (gx, gw[::-1], gb)),
    "no bias": changed(lambda gx, gw, gb: (gx, gw, None)),
    "order": changed(lambda gx, gw, gb: (gw, gx, gb)),
    "one of them garbage": changed(lambda gx, gw, gb: (gx, np.ones_like(gw), gb)),
}


@pytest.mark.parametrize("name", ["grad_x", "grad_w"])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("case", BACKWARD_CHARGED_ELSEWHERE)
def test_a_gradient_that_is_wrong_under_every_boundary_is_not_charged(case, mode, name):
    judge_backward(BACKWARD_CHARGED_ELSEWHERE[case], 8, 3, mode, name)


BACKWARD_CHARGED_HERE = {
    "zero for all": lambda g, x, w, boundary="zero": backward(g, x, w),
    "zero for all, flipped": lambda g, x, w, boundary="zero": backward(g, x, w[::-1]),
    "zeros": changed(lambda gx, gw, gb: (0 * gx, 0 * gw, 0.0)),
    "ones": changed(lambda gx, gw, gb: (0 * gx + 1, 0 * gw + 1, 0.0)),
    "inputs": lambda g, x, w, boundary="zero": (g, w, 0.0),
    "not a triple": lambda g, x, w, boundary="zero": g,
}


@pytest.mark.parametrize("name", ["grad_x", "grad_w"])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("case", BACKWARD_CHARGED_HERE)
def test_a_gradient_that_ignores_the_boundary_is_charged(case, mode, name):
    with pytest.raises(Mismatch):
        judge_backward(BACKWARD_CHARGED_HERE[case], 8, 3, mode, name)
