from __future__ import annotations

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.testing import attribute, check_step, first_that_holds, same_array

WEIGHT = np.array([[[1.0, 2.0], [0.0, -1.0]], [[3.0, -1.0], [0.5, 2.0]]])
BIAS = np.array([0.5, -1.0])
X = np.array([[[1.0, 2.0, 3.0, -1.0], [4.0, 0.0, -2.0, 1.0]]])
GRAD_OUT = np.array([[[1.0, -1.0, 2.0], [0.5, 3.0, -2.0]]])


@number("3.1")
@weight(5)
def test_forward_of_two_channels(submission):
    """Two channels in, two out."""
    layer = submission.conv_layer.ConvLayer1d.new(WEIGHT, BIAS)

    out = layer.forward(X)

    same_array(out, [[[5.5, 10.5, 0.5], [2.0, -2.0, 10.0]]], "out", (WEIGHT, BIAS, X))


@number("3.1")
@weight(2)
def test_forward_with_everything(submission):
    """A stride of two, one place padded in front, and relu."""
    layer = submission.conv_layer.ConvLayer1d.new(
        WEIGHT, BIAS, stride=2, padding=(1, 0), boundary="edge", activation="relu"
    )

    out = layer.forward(X)

    same_array(out, [[[0.0, 10.5], [11.0, 0.0]]], "out", (WEIGHT, BIAS, X))


@number("3.2")
@weight(8)
@pytest.mark.parametrize("part", ["grad_x", "grad_weight", "grad_bias"])
def test_backward_of_two_channels(submission, part):
    """Two channels in, two out: the gradients of the input, the kernels and the biases."""
    layer = submission.conv_layer.ConvLayer1d.new(WEIGHT, BIAS, stride=1, padding=0)
    layer.forward(X)

    grad_x = layer.backward(GRAD_OUT)

    right = {
        "grad_x": [[[2.5, 9.5, -9.0, 6.0], [0.25, 1.5, 6.0, -6.0]]],
        "grad_weight": [[[5.0, -3.0], [0.0, 4.0]], [[0.5, 12.0], [6.0, -8.0]]],
        "grad_bias": [2.0, 1.5],
    }
    set_by_it = attribute(layer, part, ["grad_weight", "grad_bias"])
    got = grad_x if part == "grad_x" else set_by_it
    same_array(got, right[part], part, (WEIGHT, BIAS, X, GRAD_OUT))


@number("3.3")
@weight(2)
@pytest.mark.parametrize("part", ["weight", "bias"])
def test_step_of_two_channels(submission, part):
    """One step from the gradients that the layer itself has found."""
    layer = submission.conv_layer.ConvLayer1d.new(WEIGHT, BIAS, stride=1, padding=0)
    layer.forward(X)
    layer.backward(GRAD_OUT)
    before = {"weight": WEIGHT, "bias": BIAS}[part]
    right = {
        "weight": [[[0.5, 2.3], [0.0, -1.4]], [[2.95, -2.2], [-0.1, 2.8]]],
        "bias": [0.3, -1.15],
    }[part]
    gradient = attribute(layer, f"grad_{part}", ["grad_weight", "grad_bias"])

    layer.step(0.1)

    got = attribute(layer, part, ["weight", "bias"])
    # Where a gradient is wrong, that is charged in question 3.2.
    first_that_holds(
        lambda: same_array(got, right, part, (before,)),
        lambda: check_step(got, before, gradient, 0.1, part),
    )
