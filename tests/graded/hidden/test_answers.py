from __future__ import annotations

import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.testing import Mismatch
from autograder.testing.formula import judge

DRAWS = 3


def draw(reference, rng):
    """Draw the network's variables, and return them with the right answers."""
    drawn = {
        "x": rng.normal(size=50),
        "w": rng.normal(size=9),
        "b": rng.normal(),
        "grad_z": rng.normal(size=50),
        "eta": rng.uniform(0.1, 0.9),
    }
    grads = reference.conv1d.conv1d_backward(drawn["grad_z"], drawn["x"], drawn["w"])
    right = dict(zip(("grad_x", "grad_w", "grad_b"), grads, strict=True))
    right["w_new"] = drawn["w"] - drawn["eta"] * right["grad_w"]
    return drawn, right


def check_answer(submission, reference, rng, key):
    problem = submission.answer_problems.get(key) or submission.answer_problems.get("")
    if problem and key not in submission.answers:
        raise Mismatch(problem)
    draws = [draw(reference, rng) for _ in range(DRAWS)]
    given = ("grad_w",) if key == "w_new" else ()
    environments = [{**drawn, **{name: right[name] for name in given}} for drawn, right in draws]
    expected = [right[key] for _, right in draws]
    judge(submission.answers.get(key), environments, expected)


@number("7.1")
@weight(4)
@pytest.mark.parametrize("key", ["grad_x"])
def test_formula_of_grad_x(submission, reference, rng, key):
    """The formula for ∇_x E has the right value, whatever x, w, b and ∇_z E are."""
    check_answer(submission, reference, rng, key)


@number("7.2")
@weight(4)
@pytest.mark.parametrize("key", ["grad_w"])
def test_formula_of_grad_w(submission, reference, rng, key):
    """The formula for ∇_w E has the right value, whatever x, w, b and ∇_z E are."""
    check_answer(submission, reference, rng, key)


@number("7.3")
@weight(4)
@pytest.mark.parametrize("key", ["grad_b"])
def test_formula_of_grad_b(submission, reference, rng, key):
    """The formula for ∂E/∂b has the right value, whatever x, w, b and ∇_z E are."""
    check_answer(submission, reference, rng, key)


@number("7.4")
@weight(4)
@pytest.mark.parametrize("key", ["w_new"])
def test_formula_of_w_new(submission, reference, rng, key):
    """The formula for the new kernel has the right value, whatever the learning rate is."""
    check_answer(submission, reference, rng, key)
