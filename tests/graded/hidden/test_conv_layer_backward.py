from __future__ import annotations

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.testing import (
    LAYOUTS,
    Mismatch,
    as_array,
    attribute,
    cases_with,
    check_adjoint,
    check_vjp,
    first_that_holds,
    gradient_through_own,
    remembered,
    same_array,
    upstream_where_right,
    whole_numbers,
)

SHORTER = [  # B, C_in, C_out, N, K, with stride 1 and no padding
    (2, 3, 2, 7, 3),
    (1, 1, 1, 6, 4),
    (3, 1, 2, 5, 1),
    (2, 2, 1, 6, 4),
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
]
MODES = [("edge", (2, 1)), ("reflect", (1, 3)), ("wrap", (4, 2)), ("reflect", 2)]
PARTS = ["grad_x", "grad_weight", "grad_bias"]
DTYPES = ["int64", "uint8", "float32"]
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


def numbers(rng, shape, dtype):
    return (
        rng.normal(size=shape).astype(dtype)
        if dtype == "float32"
        else whole_numbers(rng, shape, dtype)
    )


@remembered
def right_forward(reference, x, weight, bias, **options):
    return reference.conv_layer.ConvLayer1d(weight, bias, **options).forward(x)


def slope_of(activation, out):
    return {"identity": np.ones_like(out), "relu": (out > 0) * 1.0, "tanh": 1 - out**2}[activation]


@remembered
def linear_gradients(reference, weight, bias, x, grad_z, **options):
    """Return the gradients of the layer without its activation."""
    linear = reference.conv_layer.ConvLayer1d(weight, bias, **options)
    linear.forward(x)
    grad_x = linear.backward(grad_z)
    return {"grad_x": grad_x, "grad_weight": linear.grad_weight, "grad_bias": linear.grad_bias}


def own_slope(own, expected, activation):
    """Return the activation's derivative where the student's own forward pass ended up."""
    out = as_array(own, "out", expected.shape)
    slope = slope_of(activation, out)
    if np.count_nonzero(slope) < out.size / 8 or np.ptp(out) < 1e-3:
        raise Mismatch("out is constant, or hardly anywhere positive.")
    return slope


def check_with_slopes(judge, own, reference, weight, bias, x, **options):
    """Judge by the activation's derivative where the forward pass is, or where it ended up."""
    activation = options["activation"]
    right = right_forward(reference, x, weight, bias, **options)
    readings = [lambda: judge(slope_of(activation, right))]
    if not upstream_where_right(own, right, right).forward_is_right:
        without_bias = right_forward(reference, x, weight, 0 * bias, **options)
        readings.append(lambda: judge(own_slope(own, right, activation)))
        readings.append(lambda: judge(slope_of(activation, without_bias)))
    first_that_holds(*readings)


def gradient_of(layer, grad_x, part):
    """Return one of the gradients that a backward pass has returned or set."""
    found = attribute(layer, part, PARTS[1:])
    return grad_x if part == "grad_x" else found


def check_backward(submission, reference, weight, bias, x, grad_out, part, **options):
    """Judge one gradient of a layer, with what its own forward pass has left in it."""
    given = (weight, bias, x, grad_out)
    activation = options.get("activation", "identity")
    linear = {key: value for key, value in options.items() if key != "activation"}
    expected_out = right_forward(reference, x, weight, bias, **options)

    layer = submission.conv_layer.ConvLayer1d.new(weight, bias, **options)
    own = layer.forward(x)
    up = upstream_where_right(own, expected_out, grad_out)
    grad_x = layer.backward(up.handed)
    got = gradient_of(layer, grad_x, part)

    def by_differences(part=part, got=got):
        def forward(*moved):
            weight_, bias_, x_ = moved
            return right_forward(reference, x_, weight_, bias_, **options)

        place = {"grad_weight": 0, "grad_bias": 1, "grad_x": 2}[part]

        def of_part(value):
            return forward(*(value if i == place else v for i, v in enumerate((weight, bias, x))))

        value = (weight, bias, x)[place]
        as_array(got, part, value.shape, given)
        check_vjp(of_part, got, (value,), up.judged, (part,))

    def by_slopes(part=part, got=got):
        def judge(slope):
            right = linear_gradients(reference, weight, bias, x, up.judged * slope, **linear)
            same_array(got, right[part], part, given)

        check_with_slopes(judge, own, reference, weight, bias, x, **options)

    def own_forward(weights):
        news = [{"weight": moved, "bias": bias, **options} for moved in weights]
        return [one.forward(x) for one in submission.conv_layer.ConvLayer1d.many(news)]

    def by_own_forward():
        of_the_input = [lambda: by_differences("grad_x", grad_x)]
        if activation != "identity":
            of_the_input.append(lambda: by_slopes("grad_x", grad_x))
        first_that_holds(*of_the_input)  # else both passes are wrong, and may merely agree
        right = gradient_through_own(own_forward, weight, up.judged, "out")
        same_array(got, right, part, given, relative=1e-5)

    readings = [by_differences]
    if not up.forward_is_right:
        readings += [by_slopes] * (activation != "identity")
        readings += [by_own_forward] * (part == "grad_weight")
    first_that_holds(*readings)


def check_drawn_backward(submission, reference, rng, sizes, part, **options):
    weight, bias, x = drawn(rng, *sizes)
    options = {**PLAIN, **options}
    shape = right_forward(reference, x, weight, bias, **options).shape
    check_backward(submission, reference, weight, bias, x, rng.normal(size=shape), part, **options)


@number("3.2")
@weight(4)
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("sizes", SHORTER)
def test_backward_dense(submission, reference, rng, sizes, part):
    """Each gradient agrees with finite differences, summed over channels and batch."""
    check_drawn_backward(submission, reference, rng, sizes, part)


@number("3.2")
@cases_with("a stride above 1")
@weight(3)
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("sizes", STRIDED)
def test_backward_stride(submission, reference, rng, sizes, part):
    """The gradients are right for windows that are apart, and zero for a tail."""
    check_drawn_backward(submission, reference, rng, sizes[:5], part, stride=sizes[5])


@number("3.2")
@cases_with("padding")
@weight(3)
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("sizes", PADDED)
def test_backward_padding(submission, reference, rng, sizes, part):
    """The gradients are right where padding is added on both sides or on one."""
    stride, padding = sizes[5:]
    check_drawn_backward(
        submission, reference, rng, sizes[:5], part, stride=stride, padding=padding
    )


@number("3.2")
@cases_with("the boundary {boundary}")
@weight(3)
@pytest.mark.parametrize("part", ["grad_x", "grad_weight"])
@pytest.mark.parametrize(("boundary", "padding"), MODES)
def test_backward_boundary(submission, reference, rng, boundary, padding, part):
    """What was copied out by the boundary mode is added back, and counts for the kernels."""
    check_drawn_backward(
        submission, reference, rng, (2, 2, 3, 5, 3), part, padding=padding, boundary=boundary
    )


@number("3.2")
@cases_with("the activation {activation}")
@weight(4)
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_backward_activation(submission, reference, rng, activation, part):
    """The gradients pass through the activation's derivative."""
    weight, bias, x = drawn(rng, 2, 2, 3, 9, 3)
    bias *= 0.3  # so that relu lets enough through
    options = {**PLAIN, "padding": 1, "activation": activation}
    grad_out = rng.normal(size=(2, 3, 9))
    check_backward(submission, reference, weight, bias, x, grad_out, part, **options)


@number("3.2")
@weight(2)
@pytest.mark.parametrize("part", ["grad_x", "grad_bias"])
def test_backward_relu_at_zero(submission, reference, rng, part):
    """The derivative of relu is 0 where its argument is exactly 0."""
    weight, bias, x = drawn(rng, 5, 2, 3, 6, 3)  # enough to see by how a forward pass is wrong
    bias[:] = 0.0, 0.0, rng.uniform(1, 2)
    x[0] = 0.0  # and so are these sums, however they are computed, but for the last bias
    layer = plain_layer(submission, weight, bias, "relu")
    own = layer.forward(x)
    expected = right_forward(reference, x, weight, bias, activation="relu")
    up = upstream_where_right(own, expected, rng.normal(size=expected.shape))
    grad_x = layer.backward(up.handed)
    got = gradient_of(layer, grad_x, part)

    def with_slope(slope):
        right = linear_gradients(reference, weight, bias, x, up.judged * slope)
        same_array(got, right[part], part, (weight, bias, x))

    check_with_slopes(with_slope, own, reference, weight, bias, x, activation="relu")


@number("3.2")
@weight(1)
@pytest.mark.parametrize("part", ["grad_x", "grad_weight"])
def test_backward_is_the_adjoint(submission, reference, rng, part):
    """On a longer signal the gradients are those of a linear map, to full precision."""
    weight, bias, x = drawn(rng, 3, 4, 5, 40, 6)
    options = {"stride": 3, "padding": (4, 1)}
    none = np.zeros(5)
    expected = right_forward(reference, x, weight, bias, **options)
    new = submission.conv_layer.ConvLayer1d.new
    layer = new(weight, bias, **options)
    up = upstream_where_right(layer.forward(x), expected, rng.normal(size=expected.shape))
    grad_x = layer.backward(up.handed)
    got = gradient_of(layer, grad_x, part)
    given = (weight, bias, x)

    def of_x(v):
        return right_forward(reference, v, weight, none, **options)

    def of_weight(v):
        return right_forward(reference, x, v, none, **options)

    def judge(part, got):
        linear, shape = (of_x, x.shape) if part == "grad_x" else (of_weight, weight.shape)
        check_adjoint(linear, got, up.judged, shape, part, rng, given)

    def own_forward(weights):
        news = [{"weight": moved, "bias": bias, **options} for moved in weights]
        return [one.forward(x) for one in submission.conv_layer.ConvLayer1d.many(news)]

    def by_own_forward():
        judge("grad_x", grad_x)
        own = gradient_through_own(own_forward, weight, up.judged, "out")
        same_array(got, own, part, given, relative=1e-5)

    readings = [lambda: judge(part, got)]
    if part == "grad_weight" and not up.forward_is_right:
        readings.append(by_own_forward)
    first_that_holds(*readings)


def sum_as_floats(got):
    """Return a bias's gradient: a sum of integers has no fraction to lose, and may stay whole."""
    is_whole = isinstance(got, np.ndarray) and got.dtype.kind in "iu"
    return got.astype(float) if is_whole else got


def check_all_parts(layer, grad_x, right, given):
    same_array(grad_x, right["grad_x"], "grad_x", given)
    same_array(layer.grad_weight, right["grad_weight"], "grad_weight", given)
    same_array(sum_as_floats(layer.grad_bias), right["grad_bias"], "grad_bias", given)


def judge_all_parts(reference, layer, own, grad_x, activation, given):
    """Judge all gradients of a layer whose forward pass on `given` returned `own`."""
    weight, bias, x, grad_out = given

    def with_slope(slope):
        right = linear_gradients(reference, weight, bias, x, grad_out * slope)
        check_all_parts(layer, grad_x, right, given)

    check_with_slopes(with_slope, own, reference, weight, bias, x, activation=activation)


@number("3.2")
@weight(2)
@pytest.mark.parametrize("activation", ["identity", "tanh"])
@pytest.mark.parametrize("again", ["forward and backward", "backward"])
def test_backward_replaces(submission, reference, rng, again, activation):
    """A second call replaces the gradients that the first one has set, and adds nothing."""
    weight, bias, x = drawn(rng, 2, 2, 3, 7, 3)
    layer = plain_layer(submission, weight, bias, activation)
    own = layer.forward(x)
    layer.backward(rng.normal(size=(2, 3, 5)))
    if again != "backward":
        own = layer.forward(x)
    grad_out = rng.normal(size=(2, 3, 5))
    with submission.inputs_unchanged():
        grad_x = layer.backward(grad_out)
    judge_all_parts(reference, layer, own, grad_x, activation, (weight, bias, x, grad_out))


@number("3.2")
@weight(1)
@pytest.mark.parametrize("activation", ["identity", "relu"])
def test_backward_of_the_last_forward(submission, reference, rng, activation):
    """`backward` belongs to the last `forward`, also where the input's shape has changed."""
    weight, bias, x = drawn(rng, 2, 2, 3, 7, 3)
    bias *= 0.3
    layer = plain_layer(submission, weight, bias, activation)
    layer.forward(rng.normal(size=(3, 2, 12)))
    layer.forward(rng.normal(size=x.shape))
    out = layer.forward(x)
    right_out = right_forward(reference, x, weight, bias, activation=activation)
    up = upstream_where_right(out, right_out, rng.normal(size=(2, 3, 5)))
    grad_x = layer.backward(up.handed)
    given = (weight, bias, x, up.handed)

    def with_slope(slope):
        right = linear_gradients(reference, weight, bias, x, up.judged * slope)
        check_all_parts(layer, grad_x, right, given)

    check_with_slopes(with_slope, out, reference, weight, bias, x, activation=activation)


@number("3.2")
@weight(2)
@pytest.mark.parametrize("activation", ["identity", "tanh"])
@pytest.mark.parametrize("first", [0, 1])
def test_backward_of_two_layers(submission, reference, rng, first, activation):
    """Two layers with inputs of their own do not disturb one another."""
    weight, bias, _ = drawn(rng, 2, 2, 3, 7, 3)
    xs = [rng.normal(size=(2, 2, 7)), rng.normal(size=(2, 2, 7))]
    grad_outs = [rng.normal(size=(2, 3, 5)), rng.normal(size=(2, 3, 5))]
    layers = [plain_layer(submission, weight, bias, activation) for _ in xs]
    owns = [layer.forward(x) for layer, x in zip(layers, xs, strict=True)]
    grads = [None, None]
    for i in (first, 1 - first):
        grads[i] = layers[i].backward(grad_outs[i])
    for i, layer in enumerate(layers):
        given = (weight, bias, xs[i], grad_outs[i])
        judge_all_parts(reference, layer, owns[i], grads[i], activation, given)


@number("3.2")
@cases_with("arrays of integers", lambda dtype: dtype != "float32")
@weight(2)
@pytest.mark.parametrize("dtype", DTYPES)
def test_backward_dtypes(submission, reference, rng, dtype):
    """Integers of any width, and float32, give floating-point gradients without overflow."""
    weight, bias, x = (numbers(rng, s, dtype) for s in ((2, 3, 3), 2, (2, 3, 6)))
    grad_out = numbers(rng, (2, 2, 4), dtype)
    layer = plain_layer(submission, weight, bias)
    layer.forward(x)
    grad_x = layer.backward(grad_out)
    wide = [v.astype(float) for v in (weight, bias, x, grad_out)]
    right = linear_gradients(reference, *wide)
    check_all_parts(layer, grad_x, right, (weight, bias, x, grad_out))


@number("3.2")
@weight(1)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_backward_layouts(submission, reference, rng, layout):
    """The given gradient's memory layout does not matter, and it stays as it was."""
    weight, bias, x = drawn(rng, 2, 2, 3, 7, 3)
    grad_out = LAYOUTS[layout](rng.normal(size=(2, 3, 5)))
    layer = plain_layer(submission, weight, bias)
    layer.forward(x)
    with submission.inputs_unchanged():
        grad_x = layer.backward(grad_out=grad_out)
    right = linear_gradients(reference, weight, bias, x, grad_out)
    check_all_parts(layer, grad_x, right, (weight, bias, x, grad_out))
