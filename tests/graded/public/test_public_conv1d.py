from __future__ import annotations

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.testing import same_array, same_scalar, unpack

NAMES = ("grad_x", "grad_w", "grad_b")


def check_gradient(grads, right, name, inputs):
    """Judge one of the three gradients."""
    got = dict(zip(NAMES, unpack(grads, *NAMES), strict=True))
    judge = same_scalar if name == "grad_b" else same_array
    judge(got[name], right[name], name, inputs)


@number("1.1")
@weight(3)
def test_forward_of_three_taps(submission):
    """A kernel of three over a signal of four."""
    x = np.array([2.0, -1.0, 3.0, 0.5])
    w = np.array([1.0, 2.0, -1.0])

    z = submission.conv1d.conv1d_forward(x, w, 0.5)

    same_array(z, [5.5, -2.5, 5.0, 4.5], "z", (x, w))


@number("1.1")
@weight(2)
def test_forward_of_four_taps(submission):
    """A kernel of four reaches one place to the left and two to the right."""
    x = np.array([1.0, 2.0, -1.0, 3.0, 4.0])
    w = np.array([1.0, -2.0, 3.0, 0.5])

    z = submission.conv1d.conv1d_forward(x, w, -1.0)

    same_array(z, [2.5, -5.5, 14.0, 4.0, -6.0], "z", (x, w))


@number("1.2")
@weight(4)
@pytest.mark.parametrize("part", NAMES)
def test_backward_of_three_taps(submission, part):
    """The gradients for a kernel of three."""
    x = np.array([2.0, -1.0, 3.0, 0.5])
    w = np.array([1.0, 2.0, -1.0])
    grad_z = np.array([1.0, -2.0, 0.5, 3.0])

    grads = submission.conv1d.conv1d_backward(grad_z, x, w)

    right = {"grad_x": [0.0, -4.5, 6.0, 5.5], "grad_w": [4.5, 7.0, -6.75], "grad_b": 2.5}
    check_gradient(grads, right, part, (grad_z, x, w))


@number("1.2")
@weight(3)
@pytest.mark.parametrize("part", NAMES)
def test_backward_of_four_taps(submission, part):
    """The gradients for a kernel of four."""
    x = np.array([1.0, 2.0, -1.0, 3.0, 4.0])
    w = np.array([1.0, -2.0, 3.0, 0.5])
    grad_z = np.array([2.0, -1.0, 1.0, 0.5, -3.0])

    grads = submission.conv1d.conv1d_backward(grad_z, x, w)

    right = {
        "grad_x": [-5.0, 9.0, -3.5, -1.5, 8.0],
        "grad_w": [-8.5, -11.5, 10.0, -1.0],
        "grad_b": -0.5,
    }
    check_gradient(grads, right, part, (grad_z, x, w))


@number("1.3")
@weight(2)
def test_step_of_a_vector(submission):
    """One step of gradient descent."""
    param = np.array([1.0, -2.0, 0.5])
    grad = np.array([4.0, -1.0, 2.0])

    updated = submission.conv1d.sgd_step(param, grad, 0.1)

    same_array(updated, [0.6, -1.9, 0.3], "the updated parameter", (param, grad))
