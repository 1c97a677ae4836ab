from __future__ import annotations

import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.testing import Mismatch, any_array, check_step, read_only, same_array

# Backward passes leave nothing to the constructor's defaults, which question 3.1 is about.
PLAIN = {"stride": 1, "padding": 0, "boundary": "zero", "activation": "identity"}


def plain_layer(submission, weight, bias, activation="identity"):
    options = {**PLAIN, "activation": activation}
    return submission.conv_layer.ConvLayer1d.new(weight, bias, **options)


def drawn(rng, batch, c_in, c_out, n, k):
    """Draw a weight, a bias and an input."""
    return (
        rng.normal(size=(c_out, c_in, k)),
        rng.normal(size=c_out),
        rng.normal(size=(batch, c_in, n)),
    )


def step_and_check(layer, lr, **before):
    """Take a step, and judge it by the gradients that the layer has set itself."""
    gradients = {name: any_array(getattr(layer, f"grad_{name}"), f"grad_{name}") for name in before}
    layer.step(lr)
    for name, parameter in before.items():
        check_step(getattr(layer, name), parameter, gradients[name], lr, name)


def layer_after_backward(submission, rng, weight, bias):
    """Return a layer with gradients to step by."""
    layer = plain_layer(submission, weight, bias)
    c_out, c_in, k = weight.shape
    layer.forward(rng.normal(size=(2, c_in, 8)))
    layer.backward(rng.normal(size=(2, c_out, 8 - k + 1)))
    return layer


@number("3.3")
@weight(3)
@pytest.mark.parametrize("part", ["weight", "bias"])
@pytest.mark.parametrize("lr", [0.1, 2.0])
def test_step(submission, rng, part, lr):
    """`step` moves each parameter by the learning rate times its gradient, downhill."""
    weight, bias, _ = drawn(rng, 2, 2, 3, 8, 3)
    layer = layer_after_backward(submission, rng, weight, bias)
    step_and_check(layer, lr, **{part: {"weight": weight, "bias": bias}[part]})


@number("3.3")
@weight(2)
@pytest.mark.parametrize("part", ["weight", "bias"])
def test_step_leaves_the_given_arrays(submission, rng, part):
    """`step` does not write to the arrays that the constructor was given (read-only here)."""
    weight, bias, _ = drawn(rng, 2, 2, 3, 8, 3)
    given = {"weight": weight, "bias": bias}
    given[part] = read_only(given[part])
    layer = layer_after_backward(submission, rng, **given)
    step_and_check(layer, 0.3, **{part: given[part]})


@number("3.3")
@weight(1)
@pytest.mark.parametrize("part", ["weight", "bias"])
def test_step_of_integers(submission, rng, part):
    """A layer made from integers takes a step as any other."""
    given = {"weight": rng.integers(1, 9, size=(3, 2, 3)), "bias": rng.integers(1, 9, size=3)}
    layer = layer_after_backward(submission, rng, **given)
    step_and_check(layer, 0.3, **{part: given[part]})


@number("3.3")
@weight(1)
def test_two_steps(submission, rng):
    """A second round moves the kernels on from where the first one has left them."""
    weight, bias, _ = drawn(rng, 2, 2, 3, 8, 3)
    layer = layer_after_backward(submission, rng, weight, bias)
    for lr in (0.2, 0.05):
        fits = any_array(layer.grad_bias, "grad_bias").shape == bias.shape
        step_and_check(layer, lr, weight=weight)
        if not fits:  # another question's mistake, and the layer is of no more use
            return
        weight = any_array(layer.weight, "weight")
        layer.forward(rng.normal(size=(1, 2, 6)))
        layer.backward(rng.normal(size=(1, 3, 4)))


@number("3.3")
@weight(1)
def test_step_changes_the_layer(submission, rng):
    """After a step `forward` computes with the moved parameters."""
    weight, bias, x = drawn(rng, 2, 2, 3, 8, 3)
    layer = layer_after_backward(submission, rng, weight, bias)
    fits = any_array(layer.grad_bias, "grad_bias").shape == bias.shape
    step_and_check(layer, 0.5, weight=weight)
    if not fits:  # another question's mistake, and the layer is of no more use
        return
    moved = {"weight": layer.weight, "bias": layer.bias}
    for name, parameter in moved.items():
        any_array(parameter, name)
    out = layer.forward(x)
    fresh = plain_layer(submission, **moved)
    expected = any_array(fresh.forward(x), "out")
    if not expected.any():
        raise Mismatch("out is zero everywhere.")
    same_array(out, expected, "out", (weight, bias, x))
