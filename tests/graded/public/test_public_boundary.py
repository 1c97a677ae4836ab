from __future__ import annotations

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.testing import (
    backward_by_extension,
    first_that_holds,
    forward_by_extension,
    same_array,
    unpack,
)

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
@weight(6)
@pytest.mark.parametrize("mode", PADDED)
def test_pad_four_elements(submission, mode):
    """Four elements, padded by three in front and one behind."""
    x = np.array([10.0, 20.0, 30.0, 40.0])

    padded = submission.boundary.pad(x, 3, 1, mode)

    same_array(padded, PADDED[mode], "padded", (x,))


@number("2.2")
@weight(6)
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
    convolve = submission.conv1d.conv1d_forward

    z = convolve(x, w, 0.0, mode)

    # A mistake that the function also makes with the zero boundary is charged in question 1.
    first_that_holds(
        lambda: same_array(z, Z[mode], "z", (x, w)),
        lambda: same_array(z, forward_by_extension(convolve, x, w, mode), "z", (x, w)),
    )


@number("2.3")
@weight(2)
@pytest.mark.parametrize(("name", "mode"), GRADIENTS)
def test_gradients_of_five_elements(submission, name, mode):
    """The gradients of signal and kernel, under each boundary mode."""
    x = np.array([1.0, 2.0, -1.0, 3.0, 5.0])
    w = np.array([2.0, 1.0, -1.0])
    grad_z = np.array([1.0, -2.0, 3.0, 1.0, 2.0])
    backward = submission.conv1d.conv1d_backward
    names = ("grad_x", "grad_w", "grad_b")

    grads = unpack(backward(grad_z, x, w, mode), *names)

    got, given = grads[names.index(name)], (grad_z, x, w)

    def as_with_zeros(reading):
        right = backward_by_extension(backward, grad_z, x, w, mode, name)[reading]
        same_array(got, right, name, given)

    first_that_holds(
        lambda: same_array(got, GRADIENTS[name, mode], name, given),
        lambda: as_with_zeros(0),
        lambda: as_with_zeros(1),
    )
