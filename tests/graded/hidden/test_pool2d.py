from __future__ import annotations

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.testing import (
    LAYOUTS,
    cases_with,
    check_pooling_backward,
    check_pooling_ties,
    column_major,
    distinct_values,
    raises_value_error,
    remembered,
    same_array,
    unpack,
    whole_numbers,
)

PLAIN = [  # shape of x, window, stride 1, no padding
    ((2, 3, 4, 5), (2, 2)),
    ((1, 2, 5, 4), (3, 2)),
    ((3, 1, 4, 6), (1, 3)),
    ((1, 1, 3, 4), (3, 4)),
]
STRIDED = [  # …, stride: with and without a tail, and wider than the window
    ((2, 3, 4, 6), (2, 2), 2),
    ((1, 2, 6, 5), (2, 3), 2),
    ((2, 1, 8, 7), (2, 2), 3),
    ((1, 2, 5, 8), (3, 1), 2),
]
PADDED = [  # …, stride, padding
    ((2, 2, 4, 5), (2, 2), 1, 1),
    ((1, 3, 5, 4), (3, 3), 2, 2),
    ((2, 1, 3, 6), (2, 4), 2, 1),
    ((1, 2, 2, 3), (4, 5), 1, 1),
    ((1, 1, 1, 1), (3, 2), 1, 1),
]
MILD = [  # for the backward pass
    ((2, 2, 4, 5), (2, 3), 1, 1),
    ((1, 3, 5, 6), (3, 2), 2, 1),
    ((2, 1, 4, 6), (2, 4), 2, 1),
]
TIES = {  # an image, window, stride
    "all equal": (np.full((3, 4), 2), (2, 2), 1),
    "plateaus": ([[1, 3, 3, 1], [3, 3, 2, 2], [1, 1, 2, 5]], (2, 3), 1),
    "apart": ([[4, 4, 1, 1], [4, 2, 1, 1], [3, 3, 9, 9], [1, 3, 9, 2]], (2, 2), 2),
    "negative": (np.full((4, 3), -1), (3, 2), 1),
}
DTYPES = ["int64", "int8", "uint8", "float32"]


def numbers(rng, shape, dtype):
    if dtype == "float32":
        return distinct_values(rng, shape).astype(dtype)
    return whole_numbers(rng, shape, dtype)


def pooled(submission, *args, **options):
    return unpack(submission.pool.maxpool2d_forward(*args, **options), "out", "cache")


@remembered
def right_forward(reference, x, *args, **options):
    return reference.pool.maxpool2d_forward(x.astype(float), *args, **options)[0]


def check_forward(submission, reference, x, window, stride, padding):
    out, _ = pooled(submission, x, window, stride, padding)
    same_array(out, right_forward(reference, x, window, stride, padding), "out", (x,))


def size_of(shape, window, stride, padding):
    sides = (
        1 + (n + 2 * padding - side) // stride for n, side in zip(shape[2:], window, strict=True)
    )
    return (*shape[:2], *sides)


def check_backward(submission, x, window, stride, padding, grad_out):
    own, cache = pooled(submission, x, window, stride, padding)
    check_pooling_backward(
        own,
        lambda g: submission.pool.maxpool2d_backward(g, cache),
        x,
        window,
        grad_out,
        stride,
        padding,
    )


def check_ties(submission, case, images, upstream):
    image, window, stride = TIES[case]
    x = np.array([[image, np.flip(image)][:images]], dtype=float)
    own, cache = pooled(submission, x, window, stride, 0)
    shape = size_of(x.shape, window, stride, 0)
    for one in upstream(int(np.prod(shape))):
        check_pooling_ties(
            own,
            lambda g: submission.pool.maxpool2d_backward(g, cache),
            x,
            window,
            one.reshape(shape),
            stride,
        )


@number("5.1")
@weight(4)
@pytest.mark.parametrize(("shape", "window"), PLAIN)
def test_forward(submission, reference, rng, shape, window):
    """Each output is its window's maximum, in each image and channel by itself."""
    check_forward(submission, reference, distinct_values(rng, shape), window, 1, 0)


@number("5.1")
@cases_with("a stride above 1")
@weight(4)
@pytest.mark.parametrize(("shape", "window", "stride"), STRIDED)
def test_forward_stride(submission, reference, rng, shape, window, stride):
    """Windows are `stride` apart in both directions, and only those that fit count."""
    check_forward(submission, reference, distinct_values(rng, shape), window, stride, 0)


@number("5.1")
@cases_with("padding")
@cases_with("a stride above 1", lambda stride: stride > 1)
@cases_with("inputs that are all negative", lambda sign: sign < 0)
@weight(4)
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("shape", "window", "stride", "padding"), PADDED)
def test_forward_padding(submission, reference, rng, shape, window, stride, padding, sign):
    """Padding adds places on all four sides that are never the maximum."""
    x = sign * np.abs(distinct_values(rng, shape)) * 1e10
    check_forward(submission, reference, x, window, stride, padding)


@number("5.1")
@cases_with("arrays of integers", lambda dtype: dtype != "float32")
@weight(2)
@pytest.mark.parametrize("dtype", DTYPES)
def test_forward_dtypes(submission, reference, rng, dtype):
    """Integers of any width, and float32, give a floating-point result, also with padding."""
    check_forward(submission, reference, numbers(rng, (2, 2, 4, 5), dtype), (2, 3), 1, 1)


@number("5.1")
@weight(1)
@pytest.mark.parametrize("layout", [*LAYOUTS, "column-major"])
def test_forward_layouts(submission, reference, rng, layout):
    """The memory layout does not matter, and the images themselves stay as they were."""
    laid_out = {**LAYOUTS, "column-major": column_major}[layout]
    x = laid_out(distinct_values(rng, (2, 3, 4, 5)))
    check_forward(submission, reference, x, (2, 3), 1, 1)
    with submission.inputs_unchanged():
        check_forward(submission, reference, distinct_values(rng, (2, 3, 4, 5)), (3, 2), 1, 1)


@number("5.1")
@weight(1)
@pytest.mark.parametrize("options", [{}, {"stride": 2}, {"padding": 1}])
def test_forward_by_name(submission, reference, rng, options):
    """The parameters have the names and the defaults of the assignment."""
    x = distinct_values(rng, (2, 2, 5, 4))
    out, _ = pooled(submission, window=(2, 3), x=x, **options)
    same_array(out, right_forward(reference, x, (2, 3), **options), "out", (x,))


REFUSED = {  # case: H, W, window, stride, padding
    "a window of height 0": (4, 5, (0, 2), 1, 0),
    "a window of width 0": (4, 5, (2, 0), 1, 0),
    "a window higher than the padded image": (2, 9, (5, 2), 1, 1),
    "a window wider than the padded image": (9, 2, (2, 5), 1, 1),
    "a negative padding": (6, 6, (2, 2), 1, -1),
    "a padding as wide as the window is high": (6, 6, (2, 3), 1, 2),
    "a padding as wide as the window": (6, 6, (3, 2), 1, 2),
    "a padding wider than the window is high": (6, 6, (2, 5), 1, 3),
    "a padding wider than the window": (6, 6, (5, 2), 1, 3),
    "a stride of 0": (4, 5, (2, 2), 0, 0),
    "a negative stride": (4, 5, (2, 2), -1, 0),
}


@number("5.1")
@cases_with("what should raise ValueError")
@weight(4)
@pytest.mark.parametrize("case", REFUSED)
def test_forward_refuses(submission, reference, rng, case):
    """What cannot be computed raises ValueError."""
    height, width, window, stride, padding = REFUSED[case]
    x = np.abs(distinct_values(rng, (1, 2, height, width)))
    good = np.abs(distinct_values(rng, (2, 2, 4, 5)))
    check_forward(submission, reference, good, (2, 2), 1, 0)
    with raises_value_error(case):
        submission.pool.maxpool2d_forward(x, window, stride, padding)


@number("5.2")
@weight(5)
@pytest.mark.parametrize(("shape", "window"), [*PLAIN[:3], ((1, 1, 4, 5), (3, 4))])
def test_backward(submission, rng, shape, window):
    """Each window's gradient goes to its maximum, and those of overlapping windows add up."""
    grad_out = rng.normal(size=size_of(shape, window, 1, 0))
    check_backward(submission, distinct_values(rng, shape), window, 1, 0, grad_out)


@number("5.2")
@cases_with("a stride above 1")
@weight(4)
@pytest.mark.parametrize(("shape", "window", "stride"), STRIDED)
def test_backward_stride(submission, rng, shape, window, stride):
    """The gradients are right where windows are apart, and zero where none reaches."""
    grad_out = rng.normal(size=size_of(shape, window, stride, 0))
    check_backward(submission, distinct_values(rng, shape), window, stride, 0, grad_out)


@number("5.2")
@cases_with("padding")
@cases_with("a stride above 1", lambda stride: stride > 1)
@weight(3)
@pytest.mark.parametrize(("shape", "window", "stride", "padding"), MILD)
def test_backward_padding(submission, rng, shape, window, stride, padding):
    """With padding the gradients go to the right elements."""
    x = np.abs(distinct_values(rng, shape))
    grad_out = rng.normal(size=size_of(shape, window, stride, padding))
    check_backward(submission, x, window, stride, padding, grad_out)


@number("5.2")
@cases_with("padding")
@cases_with("inputs that are all negative")
@weight(1)
@pytest.mark.parametrize(
    ("shape", "window", "stride"), [((2, 2, 6, 7), (2, 2), 1), ((1, 2, 9, 8), (2, 3), 2)]
)
def test_backward_negative(submission, rng, shape, window, stride):
    """No gradient is lost to padded places where all of the input is negative."""
    padding = 1
    x = -np.abs(distinct_values(rng, shape))
    grad_out = rng.normal(size=size_of(shape, window, stride, padding))
    check_backward(submission, x, window, stride, padding, grad_out)


@number("5.2")
@cases_with("inputs with ties")
@weight(2)
@pytest.mark.parametrize("case", TIES)
def test_backward_ties_one_window(submission, rng, case):
    """Tied maxima share their window's gradient: non-negative shares that add up to 1."""
    check_ties(submission, case, 1, lambda size: np.eye(size) * rng.uniform(0.5, 2.0))


@number("5.2")
@cases_with("inputs with ties")
@weight(2)
@pytest.mark.parametrize("case", TIES)
def test_backward_ties(submission, rng, case):
    """The shares of tied maxima add up over overlapping windows, images and channels apart."""
    check_ties(submission, case, 2, lambda size: [rng.uniform(0.5, 2.0, size=size)])


@number("5.2")
@weight(2)
@pytest.mark.parametrize("order", [(0, 1, 0), (1, 0, 1)])
def test_backward_again(submission, rng, order):
    """Caches are independent, serve more than once, and the given gradients stay."""
    xs = [distinct_values(rng, (2, 2, 4, 5)), distinct_values(rng, (2, 2, 4, 5))]
    passes = [pooled(submission, x, (2, 3), 1, 0) for x in xs]
    with submission.inputs_unchanged():
        for i in order:
            own, cache = passes[i]
            check_pooling_backward(
                own,
                lambda g, cache=cache: submission.pool.maxpool2d_backward(g, cache),
                xs[i],
                (2, 3),
                rng.normal(size=(2, 2, 3, 3)),
            )


@number("5.2")
@cases_with("arrays of integers", lambda dtype: dtype != "float32")
@weight(2)
@pytest.mark.parametrize("dtype", DTYPES)
def test_backward_dtypes(submission, rng, dtype):
    """Fractions are kept where the images are of integers, and narrow ones do not overflow."""
    x = np.stack([rng.permutation(np.arange(20)) for _ in range(2)]).reshape(1, 2, 4, 5)
    x = (x + 3).astype(dtype)
    grad_out = rng.normal(size=(1, 2, 3, 4)).astype("float32" if dtype == "float32" else float)
    check_backward(submission, x, (2, 2), 1, 0, grad_out)
    check_backward(submission, x, (3, 3), 1, 0, numbers(rng, (1, 2, 2, 3), dtype))


@number("5.2")
@weight(1)
@pytest.mark.parametrize("layout", [*LAYOUTS, "column-major"])
def test_backward_layouts(submission, rng, layout):
    """The given gradient's memory layout does not matter, nor that it cannot be written to."""
    laid_out = {**LAYOUTS, "column-major": column_major}[layout]
    x = distinct_values(rng, (2, 3, 4, 5))
    own, cache = pooled(submission, x, (2, 2), 1, 0)
    check_pooling_backward(
        own,
        lambda g: submission.pool.maxpool2d_backward(cache=cache, grad_out=laid_out(g)),
        x,
        (2, 2),
        rng.normal(size=(2, 3, 3, 4)),
    )
