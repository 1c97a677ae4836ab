"""Backward passes judged by the student's own forward pass; these checks weigh nothing.

They are run where both questions lost points, and grant the share that `follow_through` in
`config.yaml` says. Kernels have at least three elements, and signals are at least twice as long, so
that a forward pass that does hardly anything cannot pass for one that is merely wrong.
"""

from __future__ import annotations

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number

from autograder.testing import (
    check_follows,
    distinct_values,
    follow_through,
    one_by_one,
    unpack,
)

NAMES = ("grad_x", "grad_w", "grad_b")
MODES = ["zero", "edge", "reflect", "wrap"]


@number("1.2")
@follow_through("1.1")
@pytest.mark.parametrize(("n", "k"), [(12, 5), (11, 3), (10, 4), (14, 6)])
def test_convolution_1d(submission, reference, rng, n, k):
    """Follow-through: the gradients are those of your own forward pass."""
    x, w, b, grad_z = rng.normal(size=n), rng.normal(size=k), rng.normal(), rng.normal(size=n)
    check_follows(
        submission.conv1d.conv1d_forward.many,
        one_by_one(reference.conv1d.conv1d_forward),
        (x, w, b),
        grad_z,
        lambda: submission.conv1d.conv1d_backward(grad_z, x, w),
        NAMES,
        "z",
    )


@number("2.2")
@follow_through("2.1")
@pytest.mark.parametrize(("before", "after"), [(2, 3), (3, 1)])
@pytest.mark.parametrize("mode", MODES)
def test_pad(submission, reference, rng, mode, before, after):
    """Follow-through: the gradient is that of your own `pad`."""
    x, grad_padded = rng.normal(size=6), rng.normal(size=6 + before + after)

    def own(mode):
        return lambda calls: submission.boundary.pad.many(
            [(v, before, after, mode) for (v,) in calls]
        )

    def right(mode):
        return one_by_one(lambda v: reference.boundary.pad(v, before, after, mode))

    check_follows(
        own(mode),
        right(mode),
        (x,),
        grad_padded,
        lambda: submission.boundary.pad_backward(grad_padded, before, after, mode),
        ("grad_x",),
        "padded",
        plain=None if mode == "zero" else (own("zero"), right("zero")),
    )


@number("2.3")
@follow_through("2.3", part=0.5)
@pytest.mark.parametrize("mode", MODES[1:])
@pytest.mark.parametrize(("n", "k"), [(11, 5), (10, 4)])
def test_convolution_modes(submission, reference, rng, n, k, mode):
    """Follow-through: the gradients under a boundary mode are those of your own forward pass."""
    x, w, grad_z = rng.normal(size=n), rng.normal(size=k), rng.normal(size=n)

    def own(mode):
        return lambda calls: submission.conv1d.conv1d_forward.many(
            [(*moved, mode) for moved in calls]
        )

    def right(mode):
        return one_by_one(lambda *moved: reference.conv1d.conv1d_forward(*moved, mode))

    check_follows(
        own(mode),
        right(mode),
        (x, w, 0.5),
        grad_z,
        lambda: submission.conv1d.conv1d_backward(grad_z, x, w, mode),
        NAMES,
        "z",
        plain=(own("zero"), right("zero")),
    )


LAYERS = {  # C_in, C_out, N, K, options, M
    "dense": (2, 3, 9, 3, {}, 7),
    "stride": (2, 2, 10, 4, {"stride": 2, "padding": (1, 2)}, 5),
    "padding": (3, 2, 8, 3, {"padding": 1}, 8),
    "boundary": (2, 2, 8, 4, {"padding": 2, "boundary": "reflect"}, 9),
    "activation": (2, 2, 8, 3, {"activation": "tanh"}, 6),
}


@number("3.2")
@follow_through("3.1")
@pytest.mark.parametrize("case", LAYERS)
def test_layer(submission, reference, rng, case):
    """Follow-through: the layer's gradients are those of its own forward pass."""
    c_in, c_out, n, k, given, m = LAYERS[case]
    plain = {"stride": 1, "padding": 0, "boundary": "zero", "activation": "identity"}
    options = {**plain, **given}
    weight, bias = rng.normal(size=(c_out, c_in, k)), rng.normal(size=c_out)
    x, grad_out = rng.normal(size=(2, c_in, n)), rng.normal(size=(2, c_out, m))

    def own(calls):
        layers = submission.conv_layer.ConvLayer1d.many(
            [{"weight": moved, "bias": b, **options} for moved, b, _ in calls]
        )
        return [layer.forward(v) for layer, (_, _, v) in zip(layers, calls, strict=True)]

    def right(moved, b, v):
        return reference.conv_layer.ConvLayer1d(moved, b, **options).forward(v)

    def backward():
        layer = submission.conv_layer.ConvLayer1d.new(weight, bias, **options)
        layer.forward(x)
        grad_x = layer.backward(grad_out)
        return layer.grad_weight, layer.grad_bias, grad_x

    check_follows(
        own,
        one_by_one(right),
        (weight, bias, x),
        grad_out,
        backward,
        ("grad_weight", "grad_bias", "grad_x"),
    )


def outs(results):
    """Return the results of forward passes without their caches."""
    return [unpack(one, "out", "cache")[0] for one in results]


@number("4.2")
@follow_through("4.1")
@pytest.mark.parametrize(("n", "window"), [(14, 4), (12, 5), (16, 6)])
def test_pooling_1d(submission, reference, rng, n, window):
    """Follow-through: the gradient is that of your own pooling, which takes no maxima."""
    x, grad_out = distinct_values(rng, n), rng.normal(size=n - window + 1)
    x = np.roll(x, n // 2 - x.argmax())  # so that no maximum of all before, or after, is right

    def backward():
        _, cache = unpack(submission.pool.maxpool1d_forward(x, window), "out", "cache")
        return submission.pool.maxpool1d_backward(grad_out, cache)

    check_follows(
        lambda calls: outs(submission.pool.maxpool1d_forward.many([(v, window) for (v,) in calls])),
        one_by_one(lambda v: reference.pool.maxpool1d_forward(v, window)[0]),
        (x,),
        grad_out,
        backward,
        ("grad_x",),
        like=one_by_one(lambda v: np.convolve(v, np.ones(window), "valid")),
    )


@number("5.2")
@follow_through("5.1")
@pytest.mark.parametrize(("shape", "window", "stride"), [((5, 6), (2, 3), 1), ((6, 8), (3, 2), 2)])
def test_pooling_2d(submission, reference, rng, shape, window, stride):
    """Follow-through: the gradient is that of your own pooling, which takes no maxima."""
    x = distinct_values(rng, (1, 2, *shape))

    def mean(v):
        windows = np.lib.stride_tricks.sliding_window_view(v, window, axis=(2, 3))
        return windows[:, :, ::stride, ::stride].mean(axis=(4, 5))

    def backward():
        _, cache = unpack(submission.pool.maxpool2d_forward(x, window, stride), "out", "cache")
        return submission.pool.maxpool2d_backward(grad_out, cache)

    grad_out = rng.normal(size=mean(x).shape)
    check_follows(
        lambda calls: outs(
            submission.pool.maxpool2d_forward.many([(v, window, stride) for (v,) in calls])
        ),
        one_by_one(lambda v: reference.pool.maxpool2d_forward(v, window, stride)[0]),
        (x,),
        grad_out,
        backward,
        ("grad_x",),
        like=one_by_one(mean),
    )


@number("6.2")
@follow_through("6.1")
@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1), (1, 1)])
def test_convolution_2d(submission, reference, rng, stride, padding):
    """Follow-through: the gradients are those of your own forward pass."""
    x, w, b = rng.normal(size=(2, 2, 5, 4)), rng.normal(size=(2, 2, 3, 2)), rng.normal(size=2)
    options = stride, padding
    out, _ = reference.conv2d.conv2d_forward(x, w, b, *options)
    grad_out = rng.normal(size=out.shape)

    def backward():
        result = submission.conv2d.conv2d_forward(x, w, b, *options)
        return submission.conv2d.conv2d_backward(grad_out, unpack(result, "out", "cache")[1])

    check_follows(
        lambda calls: outs(submission.conv2d.conv2d_forward.many([(*c, *options) for c in calls])),
        one_by_one(lambda *moved: reference.conv2d.conv2d_forward(*moved, *options)[0]),
        (x, w, b),
        grad_out,
        backward,
        NAMES,
    )
