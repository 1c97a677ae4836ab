from __future__ import annotations

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.testing import (
    LAYOUTS,
    cases_with,
    raises_value_error,
    remembered,
    same_array,
    whole_numbers,
)

DENSE = [  # B, C_in, C_out, N, K, with stride 1 and no padding
    (2, 3, 2, 7, 3),
    (1, 1, 1, 6, 4),
    (3, 1, 2, 5, 1),
    (2, 2, 1, 4, 4),
]
STRIDED = [  # …, stride: with and without a tail that no window reaches
    (2, 2, 3, 8, 3, 2),
    (1, 3, 2, 9, 2, 3),
    (2, 1, 2, 7, 3, 2),
    (2, 2, 2, 8, 1, 3),
]
PADDED = [  # …, stride, padding
    (2, 2, 3, 5, 3, 1, 1),
    (1, 2, 2, 6, 4, 1, (1, 2)),
    (2, 3, 1, 5, 3, 2, (0, 3)),
    (2, 1, 2, 6, 3, 2, (2, 0)),
    (2, 2, 2, 3, 6, 1, (3, 1)),
]
MODES = [("edge", (2, 1)), ("reflect", (1, 3)), ("wrap", (4, 2)), ("reflect", 2)]
DTYPES = ["int64", "uint8", "float32"]


def drawn(rng, batch, c_in, c_out, n, k):
    """Draw a weight, a bias and an input."""
    return (
        rng.normal(size=(c_out, c_in, k)),
        rng.normal(size=c_out),
        rng.normal(size=(batch, c_in, n)),
    )


def numbers(rng, shape, dtype):
    return (
        rng.normal(size=shape).astype(dtype)
        if dtype == "float32"
        else whole_numbers(rng, shape, dtype)
    )


@remembered
def right_forward(reference, x, weight, bias, **options):
    return reference.conv_layer.ConvLayer1d(weight, bias, **options).forward(x)


def check_forward(submission, reference, weight, bias, x, **options):
    layer = submission.conv_layer.ConvLayer1d.new(weight, bias, **options)
    expected = right_forward(reference, x, weight, bias, **options)
    same_array(layer.forward(x), expected, "out", (weight, bias, x))


@number("3.1")
@weight(4)
@pytest.mark.parametrize(("batch", "c_in", "c_out", "n", "k"), DENSE)
def test_forward_dense(submission, reference, rng, batch, c_in, c_out, n, k):
    """Each output channel is its bias and the sum over all input channels, at every window."""
    weight, bias, x = drawn(rng, batch, c_in, c_out, n, k)
    check_forward(submission, reference, weight, bias, x)


@number("3.1")
@cases_with("a stride above 1")
@weight(3)
@pytest.mark.parametrize(("batch", "c_in", "c_out", "n", "k", "stride"), STRIDED)
def test_forward_stride(submission, reference, rng, batch, c_in, c_out, n, k, stride):
    """Windows are `stride` apart, and only those that fit count."""
    weight, bias, x = drawn(rng, batch, c_in, c_out, n, k)
    check_forward(submission, reference, weight, bias, x, stride=stride)


@number("3.1")
@cases_with("padding")
@weight(3)
@pytest.mark.parametrize(("batch", "c_in", "c_out", "n", "k", "stride", "padding"), PADDED)
def test_forward_padding(submission, reference, rng, batch, c_in, c_out, n, k, stride, padding):
    """The padding is one number for both sides, or a pair, one of which may be 0."""
    weight, bias, x = drawn(rng, batch, c_in, c_out, n, k)
    check_forward(submission, reference, weight, bias, x, stride=stride, padding=padding)


@number("3.1")
@cases_with("the boundary {boundary}")
@weight(2)
@pytest.mark.parametrize(("boundary", "padding"), MODES)
def test_forward_boundary(submission, reference, rng, boundary, padding):
    """What is padded comes from the boundary mode."""
    weight, bias, x = drawn(rng, 2, 2, 3, 5, 3)
    check_forward(submission, reference, weight, bias, x, padding=padding, boundary=boundary)


@number("3.1")
@cases_with("the activation {activation}")
@weight(3)
@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("c_out", [3, 1])
def test_forward_activation(submission, reference, rng, activation, c_out):
    """The activation is applied to the sum, bias included."""
    weight, bias, x = drawn(rng, 2, 2, c_out, 9, 3)
    check_forward(submission, reference, 0.4 * weight, bias, x, padding=1, activation=activation)


@number("3.1")
@cases_with("arrays of integers", lambda dtype: dtype != "float32")
@weight(2)
@pytest.mark.parametrize("dtype", DTYPES)
def test_forward_dtypes(submission, reference, rng, dtype):
    """Integers of any width, and float32, give a floating-point result without overflow."""
    weight, bias, x = numbers(rng, (2, 3, 3), dtype), numbers(rng, 2, dtype), None
    x = numbers(rng, (2, 3, 6), dtype)
    layer = submission.conv_layer.ConvLayer1d.new(weight, bias, padding=1, activation="relu")
    wide = [v.astype(float) for v in (x, weight, bias)]
    expected = right_forward(reference, *wide, padding=1, activation="relu")
    same_array(layer.forward(x), expected, "out", (weight, bias, x))


@number("3.1")
@weight(1)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_forward_layouts(submission, reference, rng, layout):
    """The arrays' memory layout does not matter, nor that they cannot be written to."""
    weight, bias, x = (LAYOUTS[layout](v) for v in drawn(rng, 2, 2, 3, 7, 3))
    check_forward(submission, reference, weight, bias, x, stride=2, padding=(1, 0))


@number("3.1")
@weight(1)
@pytest.mark.parametrize("activation", ["identity", "relu"])
def test_forward_leaves_no_trace(submission, reference, rng, activation):
    """Inputs stay as they were, and layers and calls do not depend on one another."""
    weight, bias, x = drawn(rng, 2, 2, 3, 7, 3)
    other_weight, other_bias, other_x = drawn(rng, 3, 1, 2, 5, 2)
    expected = right_forward(reference, x, weight, bias, padding=1, activation=activation)
    new = submission.conv_layer.ConvLayer1d.new
    with submission.inputs_unchanged():
        layer = new(weight, bias, padding=1, activation=activation)
        other = new(other_weight, other_bias, stride=2)
        same_array(layer.forward(x), expected, "out", (weight, bias, x))
        other.forward(other_x)
        longer = np.concatenate([x, x[..., ::-1]], axis=-1)[:1]
        layer.forward(longer)
        same_array(layer.forward(x), expected, "out", (weight, bias, x))


@number("3.1")
@weight(1)
@pytest.mark.parametrize("by_name", [True, False])
def test_forward_by_name(submission, reference, rng, by_name):
    """The parameters have the names and the order of the assignment."""
    weight, bias, x = drawn(rng, 2, 2, 3, 7, 3)
    options = {"stride": 2, "padding": (1, 2), "boundary": "edge", "activation": "tanh"}
    new = submission.conv_layer.ConvLayer1d.new
    if by_name:
        out = new(bias=bias, weight=weight, **options).forward(x=x)
    else:
        out = new(weight, bias, *options.values()).forward(x)
    same_array(out, right_forward(reference, x, weight, bias, **options), "out", (weight, bias, x))


REFUSED = {  # case: C_in of the input and of the weight, K, options
    "a kernel longer than the input": (2, 2, 6, {}),
    "a kernel longer than the padded input": (2, 2, 9, {"padding": (1, 2)}),
    "a stride of 0": (2, 2, 3, {"stride": 0}),
    "a negative stride": (2, 2, 3, {"stride": -1}),
    "an unknown boundary": (2, 2, 3, {"boundary": "mirror", "padding": 1}),
    "an unknown boundary without padding": (2, 2, 3, {"boundary": "symmetric"}),
    "an unknown activation": (2, 2, 3, {"activation": "sigmoid"}),
    "an input with fewer channels than the weight": (2, 3, 3, {}),
    "an input with more channels than the weight": (2, 1, 3, {}),
    "an input with one channel for a weight with two": (1, 2, 3, {}),
}


@number("3.1")
@cases_with("what should raise ValueError")
@weight(5)
@pytest.mark.parametrize("case", REFUSED)
def test_layer_refuses(submission, reference, rng, case):
    """What cannot be computed raises ValueError, in the constructor or in `forward`."""
    channels, c_in, k, options = REFUSED[case]
    weight, bias, x = drawn(rng, 2, 2, 3, 5, 3)
    check_forward(submission, reference, weight, bias, x)
    with raises_value_error(case):
        other = rng.normal(size=(3, c_in, k))
        given = x[:, :channels].copy()
        submission.conv_layer.ConvLayer1d.new(other, bias, **options).forward(given)
