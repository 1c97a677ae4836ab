from __future__ import annotations

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.testing import check_backward_mode, check_forward_mode, same_array

PADDED = {
    "zero": [0, 0, 0, 10, 20, 30, 40, 0],
    "edge": [10, 10, 10, 10, 20, 30, 40, 40],
    "reflect": [40, 30, 20, 10, 20, 30, 40, 30],
    "wrap": [20, 30, 40, 10, 20, 30, 40, 10],
}
CARRIED_BACK = {
    "zero": [8, 16, 32, 64],
    "edge": [15, 16, 32, 192],
    "reflect": [8, 20, 162, 65],
    "wrap": [136, 17, 34, 68],
}
Z = {
    "edge": [1, 5, 0, -4, 6],
    "reflect": [3, 5, 0, -4, 8],
    "wrap": [9, 5, 0, -4, 10],
}
GRADIENTS = {
    ("grad_x", "edge"): [-1, 3, 7, 2, -1],
    ("grad_x", "reflect"): [-3, 5, 7, 0, 1],
    ("grad_x", "wrap"): [-5, 3, 7, 2, 3],
    ("grad_w", "edge"): [10, 7, 28],
    ("grad_w", "reflect"): [11, 7, 24],
    ("grad_w", "wrap"): [14, 7, 20],
}


@number("2.1")
@weight(7)
@pytest.mark.parametrize("mode", PADDED)
def test_pad_four_elements(submission, mode):
    """Four elements, padded by three in front and one behind."""
    x = np.array([10.0, 20.0, 30.0, 40.0])

    padded = submission.boundary.pad(x, 3, 1, mode)

    same_array(padded, PADDED[mode], "padded", (x,))


@number("2.2")
@weight(7)
@pytest.mark.parametrize("mode", CARRIED_BACK)
def test_pad_backward_to_four_elements(submission, mode):
    """A gradient of eight, of which three belong in front and one behind."""
    grad_padded = np.array([1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0])

    grad_x = submission.boundary.pad_backward(grad_padded, 3, 1, mode)

    same_array(grad_x, CARRIED_BACK[mode], "grad_x", (grad_padded,))


@number("2.3")
@weight(2)
@pytest.mark.parametrize("mode", Z)
def test_convolution_of_five_elements(submission, mode):
    """A kernel of three over five elements, under each boundary mode."""
    x = np.array([1.0, 2.0, -1.0, 3.0, 5.0])
    w = np.array([2.0, 1.0, -1.0])

    # Compares z, for a bias of zero, with Z; what is wrong for any boundary, question 1.1 charges.
    check_forward_mode(submission.conv1d.conv1d_forward, x, w, mode, Z[mode])


@number("2.3")
@weight(2)
@pytest.mark.parametrize(("name", "mode"), GRADIENTS)
def test_gradients_of_five_elements(submission, name, mode):
    """The gradients of signal and kernel, under each boundary mode."""
    x = np.array([1.0, 2.0, -1.0, 3.0, 5.0])
    w = np.array([2.0, 1.0, -1.0])
    grad_z = np.array([1.0, -2.0, 3.0, 1.0, 2.0])

    def judge(gradient):
        same_array(gradient, GRADIENTS[name, mode], name, (grad_z, x, w))

    # What is wrong for any boundary, question 1.2 charges.
    check_backward_mode(submission.conv1d.conv1d_backward, grad_z, x, w, mode, name, judge)
