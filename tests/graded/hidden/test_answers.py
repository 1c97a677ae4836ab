from __future__ import annotations

import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.testing import Mismatch
from autograder.testing.formula import judge

DRAWS = 3
MISTAKES = {
    "grad_x": {
        "w ⊛ grad_z": "The kernel is not turned round: z[k] took x[j] by w[j - k + 4].",
        "flip(w) ⊛ x": "It is the gradient of z that is to be carried back, not the signal.",
        "sum(grad_z[k] * w[j - k] for k in range(50))": "The kernel's offset p = 4 is missing.",
        "sum(grad_z[k] * w[k - j] for k in range(50))": (
            "The kernel's offset p = 4 is missing, and the kernel is not turned round."
        ),
    },
    "grad_w": {
        "grad_w[i] = dot(grad_z, shift(x, i))": "The kernel's offset p = 4 is missing.",
        "grad_w[i] = dot(grad_z, shift(x, 4 - i))": "The taps are in reverse order.",
        "grad_w[i] = (grad_z ⊛ x)[i]": (
            "⊛ gives a vector of 50, and the nine entries that belong to w are not its first ones."
        ),
        "grad_w[i] = sum(grad_z[j] * x[j - 4 + i] for j in range(50)) / 50": (
            "The loss's gradient is a sum over all outputs, not their mean."
        ),
    },
    "grad_b": {
        "sum(grad_z) / 50": "The loss's gradient is a sum over all outputs, not their mean.",
        "50": "Each output moves by 1 with b; how much that moves E, grad_z says.",
        "1": "Each output moves by 1 with b; how much that moves E, grad_z says.",
        "sum(x)": "It is the gradient of z that counts, not the signal.",
    },
    "w_new": {
        "w + eta * grad_w": "That step goes uphill.",
        "w - grad_w": "The learning rate is missing.",
        "eta * grad_w": "That is the step's size; the kernel after it is wanted.",
        "-eta * grad_w": "That is the step itself; the kernel after it is wanted.",
    },
}


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
    judge(submission.answers.get(key), environments, expected, mistakes=MISTAKES[key])


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
