from __future__ import annotations

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.testing import (
    LAYOUTS,
    cases_with,
    check_adjoint,
    check_vjp,
    column_major,
    first_that_holds,
    gradient_through_own,
    raises_value_error,
    remembered,
    same_array,
    unpack,
    upstream_where_right,
    whole_numbers,
)

NAMES = ("grad_x", "grad_w", "grad_b")
PLAIN = [  # B, C_in, C_out, H, W, KH, KW, with stride 1 and no padding
    (2, 2, 3, 4, 5, 2, 2),
    (1, 3, 2, 5, 4, 3, 2),
    (3, 1, 1, 3, 4, 1, 3),
    (1, 2, 2, 3, 2, 3, 2),
]
STRIDED = [  # …, stride: with and without a tail
    (2, 1, 2, 5, 6, 2, 2, 2),
    (1, 2, 3, 6, 7, 3, 2, 3),
    (2, 2, 1, 7, 4, 1, 1, 2),
]
PADDED = [  # …, stride, padding
    (2, 2, 1, 3, 4, 3, 3, 1, 1),
    (1, 1, 2, 4, 3, 2, 3, 2, 1),
    (1, 2, 2, 2, 3, 1, 2, 1, 2),
    (1, 1, 2, 1, 2, 4, 3, 1, 2),
]
DTYPES = ["int64", "uint8", "float32"]


def drawn(rng, batch, c_in, c_out, rows, columns, height, width):
    """Draw an input, kernels and biases."""
    return (
        rng.normal(size=(batch, c_in, rows, columns)),
        rng.normal(size=(c_out, c_in, height, width)),
        rng.normal(size=c_out),
    )


def numbers(rng, shape, dtype):
    return (
        rng.normal(size=shape).astype(dtype)
        if dtype == "float32"
        else whole_numbers(rng, shape, dtype)
    )


@remembered
def right_forward(reference, x, w, b, *args, **options):
    return reference.conv2d.conv2d_forward(x, w, b, *args, **options)[0]


@remembered
def right_gradients(reference, x, w, b, grad_out, *options):
    wide = (v.astype(float) for v in (x, w, b))
    _, cache = reference.conv2d.conv2d_forward(*wide, *options)
    return reference.conv2d.conv2d_backward(grad_out.astype(float), cache)


def check_forward(submission, reference, x, w, b, stride, padding):
    out, _ = unpack(submission.conv2d.conv2d_forward(x, w, b, stride, padding), "out", "cache")
    wide = (v.astype(float) for v in (x, w, b))
    expected = right_forward(reference, *wide, stride, padding)
    same_array(out, expected, "out", (x, w, b))


def check_backward(submission, reference, rng, sizes, name, stride=1, padding=0):
    x, w, b = drawn(rng, *sizes)
    own, cache = unpack(submission.conv2d.conv2d_forward(x, w, b, stride, padding), "out", "cache")
    expected = right_forward(reference, x, w, b, stride, padding)
    up = upstream_where_right(own, expected, rng.normal(size=expected.shape))
    grads = submission.conv2d.conv2d_backward(up.handed, cache)

    def forward(x, w, b):
        return right_forward(reference, x, w, b, stride, padding)

    def judge(name):
        check_vjp(forward, grads, (x, w, b), up.judged, NAMES, only=name)

    check_with_own_forward(submission, judge, (x, w, b, stride, padding), up, grads, name)


def check_with_own_forward(submission, judge, args, up, grads, name):
    """Judge a gradient; that of the kernels may also be right for what a wrong forward pass left.

    Where the gradient of the input is wrong too, both passes are, and may merely agree.
    """
    x, w, b, stride, padding = args

    def own_forward(kernels):
        calls = [(x, moved, b, stride, padding) for moved in kernels]
        results = submission.conv2d.conv2d_forward.many(calls)
        return [unpack(result, "out", "cache")[0] for result in results]

    def by_own_forward():
        judge("grad_x")
        right = gradient_through_own(own_forward, w, up.judged, "out")
        got = unpack(grads, *NAMES)[NAMES.index(name)]
        same_array(got, right, name, (x, w, b), relative=1e-5)

    by_cache = [by_own_forward] * (name == "grad_w" and not up.forward_is_right)
    first_that_holds(lambda: judge(name), *by_cache)


def sum_as_floats(got):
    """Return a bias's gradient: a sum of integers has no fraction to lose, and may stay whole."""
    is_whole = isinstance(got, np.ndarray) and got.dtype.kind in "iu"
    return got.astype(float) if is_whole else got


def check_all_gradients(grads, reference, x, w, b, grad_out, *options):
    right = right_gradients(reference, x, w, b, grad_out, *options)
    for name, got, expected in zip(NAMES, unpack(grads, *NAMES), right, strict=True):
        judged = sum_as_floats(got) if name == "grad_b" else got
        same_array(judged, expected, name, (x, w, b, grad_out))


@number("6.1")
@weight(4)
@pytest.mark.parametrize("sizes", PLAIN)
def test_forward(submission, reference, rng, sizes):
    """Each output channel is its bias and the sum over all input channels, at every window."""
    check_forward(submission, reference, *drawn(rng, *sizes), 1, 0)


@number("6.1")
@cases_with("a stride above 1")
@weight(3)
@pytest.mark.parametrize("sizes", STRIDED)
def test_forward_stride(submission, reference, rng, sizes):
    """Windows are `stride` apart in both directions, and only those that fit count."""
    check_forward(submission, reference, *drawn(rng, *sizes[:7]), sizes[7], 0)


@number("6.1")
@cases_with("padding")
@cases_with("a stride above 1", lambda sizes: sizes[7] > 1)
@weight(3)
@pytest.mark.parametrize("sizes", PADDED)
def test_forward_padding(submission, reference, rng, sizes):
    """Zeros are added on all four sides."""
    check_forward(submission, reference, *drawn(rng, *sizes[:7]), *sizes[7:])


@number("6.1")
@cases_with("arrays of integers", lambda dtype: dtype != "float32")
@weight(2)
@pytest.mark.parametrize("dtype", DTYPES)
def test_forward_dtypes(submission, reference, rng, dtype):
    """Integers of any width, and float32, give a floating-point result without overflow."""
    x, w, b = (numbers(rng, s, dtype) for s in ((2, 2, 4, 5), (3, 2, 2, 3), 3))
    check_forward(submission, reference, x, w, b, 1, 1)


@number("6.1")
@weight(1)
@pytest.mark.parametrize("layout", [*LAYOUTS, "column-major"])
def test_forward_layouts(submission, reference, rng, layout):
    """The memory layout does not matter, and the inputs stay as they were."""
    laid_out = {**LAYOUTS, "column-major": column_major}[layout]
    sizes = (2, 2, 3, 4, 5, 2, 3)
    check_forward(submission, reference, *(laid_out(v) for v in drawn(rng, *sizes)), 2, 1)
    with submission.inputs_unchanged():
        check_forward(submission, reference, *drawn(rng, *sizes), 1, 0)


@number("6.1")
@weight(1)
@pytest.mark.parametrize("options", [{}, {"stride": 2}, {"padding": 1}])
def test_forward_by_name(submission, reference, rng, options):
    """The parameters have the names and the defaults of the assignment."""
    x, w, b = drawn(rng, 2, 2, 3, 5, 4, 2, 3)
    result = submission.conv2d.conv2d_forward(b=b, w=w, x=x, **options)
    out, _ = unpack(result, "out", "cache")
    same_array(out, right_forward(reference, x, w, b, **options), "out", (x, w, b))


REFUSED = {  # case: C_in of the input and of the kernel, KH, KW, stride, padding
    "a kernel higher than the padded input": (2, 2, 7, 2, 1, 1),
    "a kernel wider than the padded input": (2, 2, 2, 8, 1, 1),
    "a stride of 0": (2, 2, 2, 2, 0, 0),
    "a negative stride": (2, 2, 2, 2, -1, 0),
    "a negative padding": (2, 2, 2, 2, 1, -1),
    "an input with fewer channels than the kernels": (2, 3, 2, 2, 1, 0),
    "an input with more channels than the kernels": (2, 1, 2, 2, 1, 0),
    "an input with one channel for kernels with two": (1, 2, 2, 2, 1, 0),
}


@number("6.1")
@cases_with("what should raise ValueError")
@weight(4)
@pytest.mark.parametrize("case", REFUSED)
def test_forward_refuses(submission, reference, rng, case):
    """What cannot be computed raises ValueError."""
    channels, c_in, height, width, stride, padding = REFUSED[case]
    x, w, b = drawn(rng, 2, 2, 3, 4, 5, 2, 2)
    check_forward(submission, reference, x, w, b, 1, 0)
    with raises_value_error(case):
        submission.conv2d.conv2d_forward(
            x[:, :channels].copy(), rng.normal(size=(3, c_in, height, width)), b, stride, padding
        )


@number("6.2")
@weight(5)
@pytest.mark.parametrize("part", NAMES)
@pytest.mark.parametrize("sizes", PLAIN)
def test_backward(submission, reference, rng, sizes, part):
    """Each gradient agrees with finite differences, summed over channels and batch."""
    check_backward(submission, reference, rng, sizes, part)


@number("6.2")
@cases_with("a stride above 1")
@weight(4)
@pytest.mark.parametrize("part", NAMES)
@pytest.mark.parametrize("sizes", STRIDED)
def test_backward_stride(submission, reference, rng, sizes, part):
    """The gradients are right where windows are apart, and zero where none reaches."""
    check_backward(submission, reference, rng, sizes[:7], part, sizes[7])


@number("6.2")
@cases_with("padding")
@cases_with("a stride above 1", lambda sizes: sizes[7] > 1)
@weight(4)
@pytest.mark.parametrize("part", NAMES)
@pytest.mark.parametrize("sizes", PADDED[:3])
def test_backward_padding(submission, reference, rng, sizes, part):
    """The gradients are right where zeros were added on all four sides."""
    check_backward(submission, reference, rng, sizes[:7], part, *sizes[7:])


@number("6.2")
@cases_with("a stride above 1")
@cases_with("padding")
@weight(2)
@pytest.mark.parametrize("part", ["grad_x", "grad_w"])
def test_backward_is_the_adjoint(submission, reference, rng, part):
    """On a larger input the gradients are those of a linear map, to full precision."""
    x, w, b = drawn(rng, 2, 3, 4, 11, 9, 3, 2)
    options, none = (2, 1), np.zeros(4)
    own, cache = unpack(submission.conv2d.conv2d_forward(x, w, b, *options), "out", "cache")
    expected = right_forward(reference, x, w, b, *options)
    up = upstream_where_right(own, expected, rng.normal(size=expected.shape))
    grads = submission.conv2d.conv2d_backward(up.handed, cache)

    def of_x(v):
        return right_forward(reference, v, w, none, *options)

    def of_w(v):
        return right_forward(reference, x, v, none, *options)

    def judge(part):
        linear, shape = (of_x, x.shape) if part == "grad_x" else (of_w, w.shape)
        got = unpack(grads, *NAMES)[NAMES.index(part)]
        check_adjoint(linear, got, up.judged, shape, part, rng, (x, w, b))

    check_with_own_forward(submission, judge, (x, w, b, *options), up, grads, part)


@number("6.2")
@weight(2)
@pytest.mark.parametrize("order", [(0, 1, 0), (1, 0, 1)])
def test_backward_again(submission, reference, rng, order):
    """Caches are independent, serve more than once, and the given gradients stay."""
    inputs = [drawn(rng, 2, 2, 3, 4, 5, 2, 3) for _ in range(2)]
    passes = [unpack(submission.conv2d.conv2d_forward(*v, 1, 0), "out", "cache") for v in inputs]
    with submission.inputs_unchanged():
        for i in order:
            grad_out = rng.normal(size=(2, 3, 3, 3))
            grads = submission.conv2d.conv2d_backward(grad_out, passes[i][1])
            check_all_gradients(grads, reference, *inputs[i], grad_out)


@number("6.2")
@cases_with("arrays of integers", lambda dtype: dtype != "float32")
@weight(2)
@pytest.mark.parametrize("dtype", DTYPES)
def test_backward_dtypes(submission, reference, rng, dtype):
    """Integers of any width, and float32, give floating-point gradients without overflow."""
    x, w, b = (numbers(rng, s, dtype) for s in ((2, 2, 4, 5), (3, 2, 2, 3), 3))
    grad_out = numbers(rng, (2, 3, 3, 3), dtype)
    _, cache = unpack(submission.conv2d.conv2d_forward(x, w, b, 1, 0), "out", "cache")
    grads = submission.conv2d.conv2d_backward(grad_out, cache)
    check_all_gradients(grads, reference, x, w, b, grad_out)


@number("6.2")
@weight(1)
@pytest.mark.parametrize("layout", [*LAYOUTS, "column-major"])
def test_backward_layouts(submission, reference, rng, layout):
    """The given gradient's memory layout does not matter, nor that it cannot be written to."""
    laid_out = {**LAYOUTS, "column-major": column_major}[layout]
    x, w, b = drawn(rng, 2, 2, 3, 4, 5, 2, 3)
    grad_out = laid_out(rng.normal(size=(2, 3, 3, 3)))
    _, cache = unpack(submission.conv2d.conv2d_forward(x, w, b, 1, 0), "out", "cache")
    grads = submission.conv2d.conv2d_backward(cache=cache, grad_out=grad_out)
    check_all_gradients(grads, reference, x, w, b, grad_out)
