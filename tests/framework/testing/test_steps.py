from __future__ import annotations

import numpy as np
import pytest

from autograder.testing import Mismatch, check_step

BEFORE = np.array([1.0, -2.0, 0.5])
GRADIENT = np.array([4.0, 1.0, -2.0])
AFTER = BEFORE - 0.1 * GRADIENT


def test_a_step_down_its_own_gradient():
    check_step(AFTER, BEFORE, GRADIENT, 0.1, "bias")


@pytest.mark.parametrize("shape", [(3, 1), (1, 3), (1, 3, 1)])
def test_a_gradient_of_another_shape_may_be_reshaped_or_broadcast(shape):
    check_step(AFTER, BEFORE, GRADIENT.reshape(shape), 0.1, "bias")
    check_step(BEFORE - 0.1 * GRADIENT.reshape(shape), BEFORE, GRADIENT.reshape(shape), 0.1, "bias")


@pytest.mark.parametrize(
    "got",
    [BEFORE, BEFORE + 0.1 * GRADIENT, BEFORE - GRADIENT, -0.1 * GRADIENT, AFTER + 1e-6, None, 1.0],
)
def test_any_other_step_is_wrong(got):
    with pytest.raises(Mismatch, match="bias"):
        check_step(got, BEFORE, GRADIENT, 0.1, "bias")


@pytest.mark.parametrize(
    "gradient",
    [0 * GRADIENT, None, 1.0, (1.0, 2.0), np.full(3, np.nan), np.ones((2, 5)), 1j * AFTER],
)
def test_no_usable_gradient_earns_nothing(gradient):
    with pytest.raises(Mismatch, match="grad_bias"):
        check_step(BEFORE, BEFORE, gradient, 0.1, "bias")
