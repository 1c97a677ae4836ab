from __future__ import annotations

import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.testing import (
    cases_with,
    check_backward_mode,
    check_forward_mode,
    check_vjp,
    raises_value_error,
)

SIZES = [(50, 9), (6, 3)]
EVEN = [(7, 4), (5, 2)]
REACH = [("edge", 2, 7), ("reflect", 3, 5), ("wrap", 2, 5), ("wrap", 2, 4)]  # mode, N, K
REPEATING = ["edge", "reflect", "wrap"]


def check_z(submission, reference, rng, n, k, mode):
    x, w = rng.normal(size=n), rng.normal(size=k)
    expected = reference.conv1d.conv1d_forward(x, w, 0.0, mode)
    check_forward_mode(submission.conv1d.conv1d_forward, x, w, mode, expected)


def check_grad(submission, reference, rng, n, k, mode, name):
    x, w, grad_z = rng.normal(size=n), rng.normal(size=k), rng.normal(size=n)

    def of_x(v):
        return reference.conv1d.conv1d_forward(v, w, 0.0, mode)

    def of_w(v):
        return reference.conv1d.conv1d_forward(x, v, 0.0, mode)

    def judge(got):
        forward, at = (of_x, x) if name == "grad_x" else (of_w, w)
        check_vjp(forward, got, (at,), grad_z, (name,))

    backward = submission.conv1d.conv1d_backward
    check_backward_mode(backward, grad_z, x, w, mode, name, judge)


@number("2.3")
@cases_with("the boundary {mode}")
@cases_with("kernels of even length", lambda k: k % 2 == 0)
@weight(3)
@pytest.mark.parametrize("mode", REPEATING)
@pytest.mark.parametrize(("n", "k"), SIZES)
def test_convolution_modes(submission, reference, rng, n, k, mode):
    """The convolution takes what lies beyond the ends from the boundary mode."""
    check_z(submission, reference, rng, n, k, mode)


@number("2.3")
@cases_with("the boundary {mode}")
@cases_with("kernels of even length", lambda k: k % 2 == 0)
@weight(2)
@pytest.mark.parametrize("mode", REPEATING)
@pytest.mark.parametrize(("n", "k"), EVEN)
def test_convolution_modes_even(submission, reference, rng, n, k, mode):
    """A kernel of even length needs one place more behind than in front."""
    check_z(submission, reference, rng, n, k, mode)


@number("2.3")
@cases_with("the boundary {mode}")
@cases_with("kernels of even length", lambda k: k % 2 == 0)
@weight(1)
@pytest.mark.parametrize(("mode", "n", "k"), REACH)
def test_convolution_modes_far(submission, reference, rng, mode, n, k):
    """The kernel may reach as far as the mode allows."""
    check_z(submission, reference, rng, n, k, mode)


@number("2.3")
@cases_with("the boundary {mode}")
@cases_with("kernels of even length", lambda k: k % 2 == 0)
@weight(4)
@pytest.mark.parametrize("part", ["grad_x", "grad_w"])
@pytest.mark.parametrize("mode", REPEATING)
@pytest.mark.parametrize(("n", "k"), SIZES)
def test_convolution_gradients(submission, reference, rng, n, k, mode, part):
    """The gradients under each boundary mode agree with finite differences."""
    check_grad(submission, reference, rng, n, k, mode, part)


@number("2.3")
@cases_with("the boundary {mode}")
@cases_with("kernels of even length", lambda k: k % 2 == 0)
@weight(2)
@pytest.mark.parametrize("part", ["grad_x", "grad_w"])
@pytest.mark.parametrize("mode", REPEATING)
@pytest.mark.parametrize(("n", "k"), EVEN)
def test_convolution_gradients_even(submission, reference, rng, n, k, mode, part):
    """The gradients under each boundary mode are right for kernels of even length."""
    check_grad(submission, reference, rng, n, k, mode, part)


@number("2.3")
@cases_with("the boundary {mode}")
@cases_with("kernels of even length", lambda k: k % 2 == 0)
@weight(1)
@pytest.mark.parametrize("part", ["grad_x", "grad_w"])
@pytest.mark.parametrize(("mode", "n", "k"), REACH)
def test_convolution_gradients_far(submission, reference, rng, mode, n, k, part):
    """The gradients are right where the kernel reaches as far as the mode allows."""
    check_grad(submission, reference, rng, n, k, mode, part)


UNREACHABLE = {  # case: N, K, mode
    "an unknown boundary": (6, 3, "mirror"),
    "an unknown boundary and a kernel of one": (6, 1, "symmetric"),
    "reflect with a reach over N - 1": (3, 7, "reflect"),
    "reflect with a right reach over N - 1": (2, 4, "reflect"),
    "wrap with a reach over N": (1, 5, "wrap"),
    "wrap with a right reach over N": (1, 4, "wrap"),
}


@number("2.3")
@cases_with("what should raise ValueError")
@weight(2)
@pytest.mark.parametrize("case", UNREACHABLE)
def test_convolution_refuses(submission, reference, rng, case):
    """A boundary that is unknown, or too narrow for the kernel, raises ValueError."""
    n, k, mode = UNREACHABLE[case]
    check_z(submission, reference, rng, 6, 3, "edge")
    with raises_value_error(case):
        submission.conv1d.conv1d_forward(rng.normal(size=n), rng.normal(size=k), 0.0, mode)


@number("2.3")
@cases_with("what should raise ValueError")
@weight(2)
@pytest.mark.parametrize("case", UNREACHABLE)
def test_convolution_gradients_refuse(submission, reference, rng, case):
    """The backward pass raises ValueError where the forward pass does."""
    n, k, mode = UNREACHABLE[case]
    check_grad(submission, reference, rng, 6, 3, "edge", "grad_w")
    x, w, grad_z = rng.normal(size=n), rng.normal(size=k), rng.normal(size=n)
    with raises_value_error(case):
        submission.conv1d.conv1d_backward(grad_z, x, w, mode)
