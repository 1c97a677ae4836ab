from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

quick = settings(max_examples=60, derandomize=True, deadline=None, database=None)


@st.composite
def problems(draw):
    """Sizes and a boundary that can reach as far as the kernel does."""
    n, k = draw(st.integers(1, 9)), draw(st.integers(1, 12))
    right = k - 1 - (k - 1) // 2
    modes = ["zero", "edge"] + ["reflect"] * (right <= n - 1) + ["wrap"] * (right <= n)
    return n, k, draw(st.sampled_from(modes)), draw(st.integers(0, 2**32 - 1))


@pytest.fixture(scope="module")
def slow_forward(outside):
    def forward(x, w, b, boundary):
        p = (len(w) - 1) // 2
        return np.array(
            [
                b + sum(w[i] * outside(x, j - p + i, boundary) for i in range(len(w)))
                for j in range(len(x))
            ]
        )

    return forward


@quick
@given(problem=problems())
def test_forward_is_the_formula(reference, slow_forward, problem):
    n, k, boundary, seed = problem
    rng = np.random.default_rng(seed)
    x, w, b = rng.normal(size=n), rng.normal(size=k), rng.normal()

    z = reference.conv1d.conv1d_forward(x, w, b, boundary)

    assert z.dtype == np.float64
    np.testing.assert_allclose(z, slow_forward(x, w, b, boundary), rtol=0, atol=1e-13)


@quick
@given(problem=problems())
def test_backward_is_the_transpose_of_the_formula(reference, slow_forward, problem):
    n, k, boundary, seed = problem
    rng = np.random.default_rng(seed)
    x, w, grad_z = rng.normal(size=n), rng.normal(size=k), rng.normal(size=n)

    grad_x, grad_w, grad_b = reference.conv1d.conv1d_backward(grad_z, x, w, boundary)

    # z is linear in x and in w, so that its derivatives are its values at unit vectors.
    wanted_x = [grad_z @ slow_forward(unit, w, 0.0, boundary) for unit in np.eye(n)]
    wanted_w = [grad_z @ slow_forward(x, unit, 0.0, boundary) for unit in np.eye(k)]
    assert (grad_x.dtype, grad_w.dtype, type(grad_b)) == (np.float64, np.float64, float)
    np.testing.assert_allclose(grad_x, wanted_x, rtol=0, atol=1e-13)
    np.testing.assert_allclose(grad_w, wanted_w, rtol=0, atol=1e-13)
    assert grad_b == pytest.approx(sum(grad_z), abs=1e-13)


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int64", "float16", "float32"])
def test_any_dtype_and_layout(reference, awkward, dtype):
    x, w, grad_z = (
        awkward(np.array(v, dtype=dtype))
        for v in ([120, 90, 3, 127], [100, 7, 120], [9, 120, 0, 5])
    )
    exact = [v.astype(float) for v in (x, w, grad_z)]
    for b in (3, np.array(3, dtype=dtype), np.array([3], dtype=dtype)[0]):
        z = reference.conv1d.conv1d_forward(x, w, b)
        assert z.tolist() == reference.conv1d.conv1d_forward(exact[0], exact[1], 3.0).tolist()
    grads = reference.conv1d.conv1d_backward(grad_z, x, w)
    wanted = reference.conv1d.conv1d_backward(exact[2], exact[0], exact[1])
    for got, right in zip(grads, wanted, strict=True):
        np.testing.assert_array_equal(got, right)


def test_inputs_stay_as_they_were(reference):
    x, w, grad_z = np.arange(4.0), np.arange(3.0), np.arange(4.0)
    reference.conv1d.conv1d_forward(x, w, 1.0, boundary="wrap")
    reference.conv1d.conv1d_backward(grad_z, x, w, boundary="wrap")
    assert (x.tolist(), w.tolist(), grad_z.tolist()) == ([0, 1, 2, 3], [0, 1, 2], [0, 1, 2, 3])


@pytest.mark.parametrize(
    ("n", "k", "boundary", "says"),
    [
        (5, 3, "mirror", "mode should be one of"),
        (2, 4, "reflect", "at most 1"),  # an even kernel reaches 1 to the left and 2 to the right
        (1, 2, "reflect", "at most 0"),
        (2, 6, "wrap", "at most 2"),
    ],
)
def test_a_boundary_that_cannot_reach_is_refused(reference, n, k, boundary, says):
    x, w = np.ones(n), np.ones(k)
    with pytest.raises(ValueError, match=says):
        reference.conv1d.conv1d_forward(x, w, 0.0, boundary)
    with pytest.raises(ValueError, match=says):
        reference.conv1d.conv1d_backward(x, x, w, boundary)


@pytest.mark.parametrize(
    ("n", "k", "boundary"), [(3, 4, "reflect"), (2, 4, "wrap"), (2, 5, "wrap")]
)
def test_a_boundary_that_just_reaches_is_not(reference, slow_forward, n, k, boundary):
    x, w = np.arange(1.0, n + 1), np.arange(1.0, k + 1)
    z = reference.conv1d.conv1d_forward(x, w, 0.0, boundary)
    assert z.tolist() == slow_forward(x, w, 0.0, boundary).tolist()


@pytest.mark.parametrize("shape", [(), (3,), (2, 1, 3)])
def test_sgd_step_keeps_shape_and_arguments(reference, shape):
    rng = np.random.default_rng(1)
    param, grad = rng.normal(size=shape), rng.normal(size=shape)
    before = np.copy(param), np.copy(grad)

    updated = reference.conv1d.sgd_step(param, grad, 0.5)

    assert np.shape(updated) == shape
    np.testing.assert_array_equal(updated, before[0] - 0.5 * before[1])
    np.testing.assert_array_equal(param, before[0])
    np.testing.assert_array_equal(grad, before[1])


def test_sgd_step_does_not_wrap_small_integers(reference):
    updated = reference.conv1d.sgd_step(
        np.array([1, 250], "uint8"), np.array([200, 200], "uint8"), 2
    )
    assert updated.tolist() == [-399, -150]
    assert reference.conv1d.sgd_step(3, 4, 2) == -5
