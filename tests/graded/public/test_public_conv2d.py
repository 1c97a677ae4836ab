from __future__ import annotations

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.testing import same_array, unpack

X = np.array([[[[1.0, 2.0, 0.0], [3.0, -1.0, 4.0], [2.0, 1.0, 5.0]]]])
W = np.array([[[[1.0, 2.0], [0.0, -1.0]]], [[[2.0, 0.0], [1.0, 1.0]]]])
B = np.array([0.5, -1.0])


@number("6.1")
@weight(5)
@pytest.mark.parametrize(
    ("stride", "padding", "right"),
    [
        (1, 0, [[[6.5, -1.5], [0.5, 2.5]], [[3.0, 6.0], [8.0, 3.0]]]),
        (2, 1, [[[-0.5, 0.5], [4.5, 2.5]], [[0.0, 1.0], [1.0, 3.0]]]),
    ],
)
def test_forward_of_two_kernels(submission, stride, padding, right):
    """Two kernels of two by two over an image of three by three."""
    result = submission.conv2d.conv2d_forward(X, W, B, stride, padding)

    out, _ = unpack(result, "out", "cache")
    same_array(out, [right], "out", (X, W, B))


@number("6.2")
@weight(6)
@pytest.mark.parametrize("part", ["grad_x", "grad_w", "grad_b"])
def test_backward_of_two_kernels(submission, part):
    """The gradients of the image, the kernels and the biases."""
    grad_out = np.array([[[[1.0, 2.0], [-1.0, 3.0]], [[0.5, 1.0], [2.0, -2.0]]]])
    _, cache = unpack(submission.conv2d.conv2d_forward(X, W, B, 1, 0), "out", "cache")

    grads = unpack(submission.conv2d.conv2d_backward(grad_out, cache), "grad_x", "grad_w", "grad_b")

    right = {
        "grad_x": [[[[2.0, 6.0, 4.0], [3.5, -2.5, 5.0], [2.0, 1.0, -5.0]]]],
        "grad_w": [[[[-1.0, 15.0], [2.0, 21.0]]], [[[10.5, -9.0], [2.5, -4.5]]]],
        "grad_b": [5.0, 1.5],
    }
    got = dict(zip(right, grads, strict=True))[part]
    same_array(got, right[part], part, (X, W, B, grad_out))
