from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.testing import Mismatch, check_follows, one_by_one
from autograder.testing.own_forward import jacobians

N, K = 12, 5
SIGNAL, KERNEL, UPSTREAM = np.random.default_rng(5).normal(size=(3, N))
INPUTS = (SIGNAL, KERNEL[:K], 0.5)
NAMES = ("grad_x", "grad_w", "grad_b")


def right(x: Any, w: Any, b: float) -> Any:
    return b + np.correlate(np.pad(x, 2), w, "valid")


def flipped(x: Any, w: Any, b: float) -> Any:
    return right(x, w[::-1], b)


def bent(x: Any, w: Any, b: float) -> Any:
    return np.tanh(right(x, w[::-1], b))


def gradients(forward: Callable[..., Any]) -> tuple[Any, Any, float]:
    """The gradients through a forward pass, by smaller differences than those that judge."""
    found = []
    for place in range(3):
        value = np.atleast_1d(np.array(INPUTS[place], float))
        slope = np.zeros(value.shape)
        for entry in range(value.size):
            sums = []
            for sign in (1e-5, -1e-5):
                moved = value.copy()
                moved[entry] += sign
                args = [*INPUTS]
                args[place] = moved if place < 2 else float(moved[0])
                sums.append(UPSTREAM @ forward(*args))
            slope[entry] = (sums[0] - sums[1]) / 2e-5
        found.append(slope)
    return found[0], found[1], float(found[2][0])


def judge(own: Callable[..., Any], grads: Any, **options: Any) -> None:
    check_follows(
        one_by_one(own), one_by_one(right), INPUTS, UPSTREAM, lambda: grads, NAMES, "z", **options
    )


@pytest.mark.parametrize("forward", [right, flipped, bent])
def test_the_gradient_of_the_own_forward_pass_is_accepted(forward: Callable[..., Any]) -> None:
    judge(forward, gradients(forward))


@pytest.mark.parametrize("forward", [flipped, bent])
def test_the_right_gradient_does_not_follow_a_wrong_forward_pass(
    forward: Callable[..., Any],
) -> None:
    with pytest.raises(Mismatch, match="grad_x"):
        judge(forward, gradients(right))


@settings(max_examples=40, derandomize=True, deadline=None, database=None)
@given(which=st.integers(0, 2), place=st.integers(0, N - 1), sign=st.sampled_from([1, -1]))
def test_one_entry_that_is_off_is_noticed(which: int, place: int, sign: int) -> None:
    grads: list[Any] = [np.copy(one) for one in gradients(flipped)]
    one = np.atleast_1d(grads[which])
    one[place % one.size] += sign * 1e-5 * np.abs(one).max()
    grads[which] = one if which < 2 else float(one[0])

    with pytest.raises(Mismatch, match=NAMES[which]):
        judge(flipped, tuple(grads))


def sums(x: Any, w: Any, b: float) -> Any:
    return b + np.full(N, x.sum() * w.sum())


SIMPLER: dict[str, Callable[..., Any]] = {
    "nothing": lambda x, w, b: np.zeros(N),
    "the signal": lambda x, w, b: b + x,
    "one tap": lambda x, w, b: b + x * w[0],
    "two taps": lambda x, w, b: b + x * w[0] + np.roll(x, 1) * w[1],
    "the kernel's sum": lambda x, w, b: b + x * w.sum(),
    "sums": sums,
    "sums apart": lambda x, w, b: b + x.sum() * np.resize(w, N) + x * w.sum(),
    "sums, and a trace of more": lambda x, w, b: sums(x, w, b) + 1e-5 * flipped(x, w, b),
    "a trace of what is asked": lambda x, w, b: 1e-5 * flipped(x, w, b),
    "running sums": lambda x, w, b: b + np.cumsum(x) * w.sum(),
}


@pytest.mark.parametrize("name", SIMPLER)
def test_what_is_far_simpler_than_what_is_asked_gains_nothing(name: str) -> None:
    forward = SIMPLER[name]

    with pytest.raises(Mismatch, match=r"hardly depends|far too much|far simpler"):
        judge(forward, gradients(forward))


def test_what_an_activation_has_flattened_is_not_simpler() -> None:
    def saturated(x: Any, w: Any, b: float) -> Any:
        return np.tanh(right(2 * x, w, b))

    slope = 1 - saturated(*INPUTS) ** 2
    assert np.mean(slope < 1e-3) > 0.4  # so many results hardly change, and yet depend on as much
    judge(saturated, gradients(saturated))


def test_a_multiple_of_the_plainer_one_is_no_change() -> None:
    def doubled(x: Any, w: Any, b: float) -> Any:
        return 2 * flipped(x, w, b)

    def shifted(x: Any, w: Any, b: float) -> Any:
        return np.roll(right(x, w, b), 1)

    plain = one_by_one(flipped), one_by_one(shifted)

    with pytest.raises(Mismatch, match="hardly depends"):
        judge(doubled, gradients(doubled), plain=plain)


def test_a_change_that_was_asked_for_has_to_be_made() -> None:
    def without(x: Any, w: Any, b: float) -> Any:
        return b + np.correlate(np.pad(x, 2)[1:-1], w[1:-1], "valid") + 0 * x

    plain = one_by_one(flipped), one_by_one(without)

    with pytest.raises(Mismatch, match="hardly depends"):
        judge(flipped, gradients(flipped), plain=plain)
    judge(flipped, gradients(flipped), plain=(one_by_one(without), one_by_one(without)))


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (lambda x, w, b: x[:-1], "shape"),
        (lambda x, w, b: None, "None"),
        (lambda x, w, b: np.full(N, np.nan), "not finite"),
        (lambda x, w, b: right(x, w, b) + np.random.default_rng().normal(), "not the same"),
        (lambda x, w, b: np.modf(1e6 * right(np.sin(1e6 * x), w, b))[0], "jumps"),
    ],
)
def test_a_forward_pass_has_to_be_one(result: Callable[..., Any], message: str) -> None:
    with pytest.raises(Mismatch, match=message):
        judge(result, gradients(flipped))


def test_the_backward_pass_is_called_last() -> None:
    order: list[str] = []

    def batch(calls: list[Any]) -> list[Any]:
        order.append("forward")
        return [flipped(*args) for args in calls]

    def backward() -> Any:
        order.append("backward")
        return gradients(flipped)

    check_follows(batch, one_by_one(right), INPUTS, UPSTREAM, backward, NAMES, "z")

    assert order == ["forward", "backward"]  # and all that is perturbed travels together


@pytest.mark.parametrize("size", [1e-6, 1.0, 1e6])
def test_jacobians_are_exact_for_what_is_linear(size: float) -> None:
    matrix = np.random.default_rng(1).normal(size=(4, 6))
    at = size * np.random.default_rng(2).normal(size=(2, 3))

    value, (found,) = jacobians(
        one_by_one(lambda v: (matrix @ v.ravel()).reshape(2, 2)), (at,), (2, 2), "out"
    )

    np.testing.assert_allclose(value, matrix @ at.ravel())
    np.testing.assert_allclose(found, matrix, atol=1e-10)


def test_pooling_is_compared_with_what_has_its_structure() -> None:
    x = np.random.default_rng(3).permutation(14) - 6.5
    up = np.random.default_rng(4).normal(size=11)

    def windows(v: Any) -> Any:
        return np.lib.stride_tricks.sliding_window_view(v, 4)

    def pool(v: Any, how: Callable[..., Any]) -> Any:
        return how(windows(v), axis=1)

    mean = np.convolve(up, np.full(4, 0.25))
    judged = partial(
        check_follows,
        right=one_by_one(lambda v: pool(v, np.max)),
        inputs=(x,),
        upstream=up,
        names=("grad_x",),
        like=one_by_one(lambda v: pool(v, np.mean)),
    )

    judged(one_by_one(lambda v: pool(v, np.mean)), backward=lambda: mean)
    with pytest.raises(Mismatch, match="grad_x"):
        judged(one_by_one(lambda v: pool(v, np.mean)), backward=lambda: 2 * mean)
    with pytest.raises(Mismatch, match="hardly depends"):
        judged(one_by_one(lambda v: v[:11] * 1.0), backward=lambda: np.append(up, np.zeros(3)))
