from __future__ import annotations

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.testing import Mismatch
from autograder.testing.formula import judge

GIVEN = {
    "x": np.array([7 * j % 11 - 5.0 for j in range(50)]),
    "w": np.array([2.0, -1.0, 3.0, 1.0, -4.0, 5.0, -2.0, 4.0, -3.0]),
    "b": 1.5,
    "grad_z": np.array([5 * j % 13 - 4.0 for j in range(50)]),
    "eta": 0.1,
}
GRAD_X = [
    *(43, -11, -12, 57, -21, 30, 16, -24, 92, -65, 25, 11, -29, 87, -44, 7, 45),
    *(-21, 30, 16, -24, 92, -65, 25, 11, -29, 87, -44, 7, 45, -21, 30, 16, -24),
    *(92, -65, 25, 11, -29, 87, -44, 7, 45, -21, 30, 16, -22, 83, -50, 8),
]
GRAD_W = [16, -22, 51, -7, -33, -3, -13, 16, -32]


def check_answer(submission, key, given, right):
    problem = submission.answer_problems.get(key) or submission.answer_problems.get("")
    if problem and key not in submission.answers:
        raise Mismatch(problem)
    judge(submission.answers.get(key), [given], [right])


@number("7.1")
@weight(1)
def test_value_of_grad_x(submission):
    """The formula for ∇_x E, for one signal, kernel and ∇_z E."""
    check_answer(submission, "grad_x", GIVEN, GRAD_X)


@number("7.2")
@weight(1)
def test_value_of_grad_w(submission):
    """The formula for ∇_w E, for one signal, kernel and ∇_z E."""
    check_answer(submission, "grad_w", GIVEN, GRAD_W)


@number("7.3")
@weight(1)
def test_value_of_grad_b(submission):
    """The formula for ∂E/∂b, for one ∇_z E."""
    check_answer(submission, "grad_b", GIVEN, 101.0)


@number("7.4")
@weight(1)
def test_value_of_w_new(submission):
    """The formula for the new kernel, for one kernel and its gradient."""
    right = [0.4, 1.2, -2.1, 1.7, -0.7, 5.3, -0.7, 2.4, 0.2]
    check_answer(submission, "w_new", {**GIVEN, "grad_w": np.array(GRAD_W, dtype=float)}, right)
