from __future__ import annotations

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.testing import (
    check_pooling_backward,
    check_pooling_ties,
    same_array,
    unpack,
)


@number("4.1")
@weight(3)
def test_forward_of_six_elements(submission):
    """The maximum of every three neighbours."""
    x = np.array([1.0, 4.0, 2.0, 6.0, 3.0, 5.0])

    out, _ = unpack(submission.pool.maxpool1d_forward(x, 3), "out", "cache")

    same_array(out, [4.0, 6.0, 6.0, 6.0], "out", (x,))


@number("4.1")
@weight(3)
def test_forward_of_negative_elements(submission):
    """With padding, of which no place is ever the maximum."""
    x = np.array([-3.0, -1.0, -4.0, -2.0])

    out, _ = unpack(submission.pool.maxpool1d_forward(x, 3, 1), "out", "cache")

    same_array(out, [-1.0, -1.0, -1.0, -2.0], "out", (x,))


@number("4.2")
@weight(4)
@pytest.mark.parametrize("padding", [0, 1])
def test_backward_of_six_elements(submission, padding):
    """An element that is the maximum of several windows gets the sum of their gradients."""
    x = np.array([1.0, 4.0, 2.0, 6.0, 3.0, 5.0])
    grad_out = np.array([0.5, 1.0, -2.0, 4.0, 3.0, 7.0])[: 4 + 2 * padding]

    out, cache = unpack(submission.pool.maxpool1d_forward(x, 3, padding), "out", "cache")

    # Without padding [0, 0.5, 0, 3, 0, 0], with it [0, 1.5, 0, 5, 0, 7].
    check_pooling_backward(
        out,
        lambda g: submission.pool.maxpool1d_backward(g, cache),
        x,
        3,
        grad_out,
        padding=padding,
    )


@number("4.2")
@weight(2)
def test_backward_of_equal_elements(submission):
    """Equal maxima share their window's gradient in any way, but only once."""
    x = np.array([2.0, 5.0, 5.0, 1.0, 5.0])
    grad_out = np.array([1.0, 2.0, 4.0])

    out, cache = unpack(submission.pool.maxpool1d_forward(x, 3, 0), "out", "cache")

    # The first window gives 1 to its two fives, the second 2, the third 4 to the second and third.
    check_pooling_ties(out, lambda g: submission.pool.maxpool1d_backward(g, cache), x, 3, grad_out)


IMAGE = np.array([[[[1.0, 3.0, 2.0, 4.0], [8.0, 5.0, 7.0, 6.0], [9.0, 12.0, 10.0, 11.0]]]])


@number("5.1")
@weight(5)
@pytest.mark.parametrize(
    ("window", "stride", "sign", "padding", "right"),
    [
        ((2, 3), 1, 1, 0, [[8.0, 7.0], [12.0, 12.0]]),
        ((2, 2), 2, 1, 0, [[8.0, 7.0]]),
        ((2, 2), 2, -1, 1, [[-1.0, -2.0, -4.0], [-8.0, -5.0, -6.0]]),
    ],
)
def test_forward_of_an_image(submission, window, stride, sign, padding, right):
    """Windows over one image of three rows and four columns."""
    x = sign * IMAGE

    out, _ = unpack(submission.pool.maxpool2d_forward(x, window, stride, padding), "out", "cache")

    same_array(out, [[right]], "out", (x,))


@number("5.2")
@weight(6)
@pytest.mark.parametrize(
    ("window", "stride", "grad_out"),
    [((2, 3), 1, [[1.0, 2.0], [4.0, -3.0]]), ((2, 2), 2, [[5.0, -1.0]])],
)
def test_backward_of_an_image(submission, window, stride, grad_out):
    """The gradients go to the maxima, and add up where windows share one."""
    result = submission.pool.maxpool2d_forward(IMAGE, window, stride, 0)
    out, cache = unpack(result, "out", "cache")

    check_pooling_backward(
        out,
        lambda g: submission.pool.maxpool2d_backward(g, cache),
        IMAGE,
        window,
        np.array([[grad_out]]),
        stride,
    )
