from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

quick = settings(max_examples=40, derandomize=True, deadline=None, database=None)
ACTIVATIONS = {"identity": lambda z: z, "relu": lambda z: max(z, 0.0), "tanh": np.tanh}


@st.composite
def layers(draw):
    """A layer's options and the sizes of its arrays; every size is legal."""
    n = draw(st.integers(1, 6))
    boundary = draw(st.sampled_from(["zero", "edge", "reflect", "wrap"]))
    widest = {"reflect": n - 1, "wrap": n}.get(boundary, 4)
    pair = draw(st.integers(0, widest)), draw(st.integers(0, widest))
    padding = draw(st.sampled_from([pair, pair[0]]))
    length = n + sum((padding, padding) if isinstance(padding, int) else padding)
    sizes = {
        "weight": (draw(st.integers(1, 3)), draw(st.integers(1, 2)), draw(st.integers(1, length))),
        "batch": draw(st.integers(1, 2)),
        "n": n,
    }
    options = {
        "stride": draw(st.integers(1, 4)),
        "padding": padding,
        "boundary": boundary,
        "activation": draw(st.sampled_from(sorted(ACTIVATIONS))),
    }
    return sizes, options, draw(st.integers(0, 2**32 - 1))


@pytest.fixture(scope="module")
def slow_forward(outside):
    def forward(x, weight, bias, stride, padding, boundary, activation):
        before, after = (padding, padding) if isinstance(padding, int) else padding
        batch, c_in, n = x.shape
        c_out, _, k = weight.shape
        out = np.zeros((batch, c_out, (n + before + after - k) // stride + 1))
        for b, j, m in np.ndindex(out.shape):
            z = bias[j]
            for c in range(c_in):
                for i in range(k):
                    z += weight[j, c, i] * outside(x[b, c], m * stride + i - before, boundary)
            out[b, j, m] = ACTIVATIONS[activation](z)
        return out

    return forward


@quick
@given(layer=layers())
def test_forward_and_backward_are_the_formula_and_its_gradient(
    reference, slow_forward, slope, layer
):
    sizes, options, seed = layer
    rng = np.random.default_rng(seed)
    weight, bias = rng.normal(size=sizes["weight"]), rng.normal(size=sizes["weight"][0])
    x = rng.normal(size=(sizes["batch"], sizes["weight"][1], sizes["n"]))

    conv = reference.conv_layer.ConvLayer1d(weight, bias, **options)
    out = conv.forward(x)
    grad_out = rng.normal(size=out.shape)
    grad_x = conv.backward(grad_out)

    def forward(x=x, weight=weight, bias=bias):
        return slow_forward(x, weight, bias, **options)

    np.testing.assert_allclose(out, forward(), rtol=0, atol=1e-12)
    assert grad_x.shape == x.shape
    for got, wanted in [
        (grad_x, slope(lambda v: forward(x=v), x, grad_out)),
        (conv.grad_weight, slope(lambda v: forward(weight=v), weight, grad_out)),
        (conv.grad_bias, slope(lambda v: forward(bias=v), bias, grad_out)),
    ]:
        assert got.dtype == np.float64
        np.testing.assert_allclose(got, wanted, rtol=0, atol=1e-7)


def test_relu_has_no_slope_at_zero(reference):
    layer = reference.conv_layer.ConvLayer1d(np.ones((1, 1, 1)), np.zeros(1), activation="relu")
    layer.forward(np.array([[[-1.0, 0.0, 2.0]]]))
    assert layer.backward(np.ones((1, 1, 3))).tolist() == [[[0, 0, 1]]]


def test_backward_again_replaces_and_repeats(reference):
    rng = np.random.default_rng(3)
    layer = reference.conv_layer.ConvLayer1d(rng.normal(size=(2, 1, 3)), np.zeros(2), padding=1)
    out = layer.forward(rng.normal(size=(2, 1, 5)))
    first = layer.backward(np.ones(out.shape)), layer.grad_weight, layer.grad_bias
    layer.backward(rng.normal(size=out.shape))
    again = layer.backward(np.ones(out.shape)), layer.grad_weight, layer.grad_bias
    for one, two in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, two)


def test_backward_is_of_the_input_as_forward_saw_it(reference):
    x = np.array([[[1.0, 2.0, 4.0]]])
    layer = reference.conv_layer.ConvLayer1d(np.ones((1, 1, 1)), np.zeros(1), activation="tanh")
    out = layer.forward(x)
    slope = 1 - out.ravel() ** 2
    grad_weight = (slope * x.ravel()).sum()
    x[:] = 0.0
    out[:] = 0.0
    grad_x = layer.backward(np.ones((1, 1, 3)))
    np.testing.assert_allclose(grad_x.ravel(), slope, rtol=1e-14)
    np.testing.assert_allclose(layer.grad_weight.ravel(), [grad_weight], rtol=1e-14)


def test_step_descends_and_leaves_the_constructors_arrays(reference):
    weight, bias = np.array([[[1.0, 2.0]]]), np.array([3.0])
    layer = reference.conv_layer.ConvLayer1d(weight, bias)
    layer.forward(np.array([[[1.0, 10.0, 100.0]]]))
    layer.backward(np.array([[[1.0, 1.0]]]))
    layer.step(0.5)
    assert layer.weight.tolist() == [[[1 - 0.5 * 11, 2 - 0.5 * 110]]]
    assert layer.bias.tolist() == [3 - 0.5 * 2]
    assert (weight.tolist(), bias.tolist()) == ([[[1, 2]]], [3])


def test_a_layer_keeps_copies(reference):
    weight, bias = np.ones((1, 1, 1)), np.ones(1)
    layer = reference.conv_layer.ConvLayer1d(weight, bias)
    weight[:], bias[:] = 7.0, 7.0
    assert layer.forward(np.ones((1, 1, 1))).tolist() == [[[2]]]


def test_layers_are_independent(reference):
    first, second = (
        reference.conv_layer.ConvLayer1d(np.full((1, 1, 1), w), np.zeros(1)) for w in (2.0, 3.0)
    )
    first.forward(np.array([[[1.0]]]))
    second.forward(np.array([[[10.0, 20.0]]]))
    assert first.backward(np.array([[[1.0]]])).tolist() == [[[2]]]
    assert second.backward(np.array([[[1.0, 1.0]]])).tolist() == [[[3, 3]]]
    assert (first.grad_weight.item(), second.grad_weight.item()) == (1, 30)


@pytest.mark.parametrize("dtype", ["uint8", "int8", "float32"])
def test_any_dtype_and_layout(reference, awkward, dtype):
    rng = np.random.default_rng(5)
    weight, bias, x, grad_out = (
        awkward(rng.integers(0, 127, size=shape).astype(dtype))
        for shape in [(2, 3, 2), (2,), (2, 3, 4), (2, 2, 3)]
    )
    results = []
    for convert in (lambda v: v, lambda v: v.astype(float)):
        layer = reference.conv_layer.ConvLayer1d(convert(weight), convert(bias))
        results.append(
            [
                layer.forward(convert(x)),
                layer.backward(convert(grad_out)),
                layer.grad_weight,
                layer.grad_bias,
            ]
        )
    for got, wanted in zip(*results, strict=True):
        np.testing.assert_array_equal(got, wanted)


@pytest.mark.parametrize(
    ("options", "shape", "says"),
    [
        ({}, (1, 2, 2), "kernel of 3 exceeds the padded input of 2"),
        ({"padding": (1, 0)}, (1, 2, 1), "kernel of 3 exceeds the padded input of 2"),
        ({"stride": 0}, (1, 2, 5), "stride should be at least 1"),
        ({"boundary": "mirror"}, (1, 2, 5), "mode should be one of"),
        ({"activation": "sigmoid"}, (1, 2, 5), "activation should be one of identity, relu, tanh"),
        ({}, (1, 3, 5), "3 channels, the layer's weight has 2"),
        ({"boundary": "reflect", "padding": 5}, (1, 2, 5), "at most 4"),
    ],
)
def test_what_cannot_be_computed_is_refused(reference, options, shape, says):
    with pytest.raises(ValueError, match=says):
        reference.conv_layer.ConvLayer1d(np.ones((4, 2, 3)), np.ones(4), **options).forward(
            np.ones(shape)
        )
