from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

quick = settings(max_examples=40, derandomize=True, deadline=None, database=None)


def slow_forward(x, w, b, stride, padding):
    batch, c_in, rows, columns = x.shape
    c_out, _, height, width = w.shape
    out = np.zeros(
        (
            batch,
            c_out,
            1 + (rows + 2 * padding - height) // stride,
            1 + (columns + 2 * padding - width) // stride,
        )
    )
    for n, o, m, l in np.ndindex(out.shape):  # noqa: E741
        z = b[o]
        for c, i, j in np.ndindex(c_in, height, width):
            row, column = m * stride + i - padding, l * stride + j - padding
            if 0 <= row < rows and 0 <= column < columns:
                z += w[o, c, i, j] * x[n, c, row, column]
        out[n, o, m, l] = z
    return out


@st.composite
def problems(draw):
    padding = draw(st.integers(0, 2))
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    height = draw(st.integers(1, min(4, rows + 2 * padding)))
    width = draw(st.integers(1, min(4, columns + 2 * padding)))
    batch, c_in, c_out = (draw(st.integers(1, 2)) for _ in range(3))
    shapes = (batch, c_in, rows, columns), (c_out, c_in, height, width)
    return *shapes, draw(st.integers(1, 3)), padding, draw(st.integers(0, 2**32 - 1))


@quick
@given(problem=problems())
def test_forward_and_backward_are_the_formula_and_its_gradient(reference, slope, problem):
    x_shape, w_shape, stride, padding, seed = problem
    rng = np.random.default_rng(seed)
    x, w, b = rng.normal(size=x_shape), rng.normal(size=w_shape), rng.normal(size=w_shape[0])

    out, cache = reference.conv2d.conv2d_forward(x, w, b, stride, padding)
    grad_out = rng.normal(size=out.shape)
    grads = reference.conv2d.conv2d_backward(grad_out, cache)

    def forward(x=x, w=w, b=b):
        return slow_forward(x, w, b, stride, padding)

    assert out.dtype == np.float64
    np.testing.assert_allclose(out, forward(), rtol=0, atol=1e-12)
    # The output is linear in each argument, so that large steps are exact.
    wanted = (
        slope(lambda v: forward(x=v), x, grad_out, 1.0),
        slope(lambda v: forward(w=v), w, grad_out, 1.0),
        slope(lambda v: forward(b=v), b, grad_out, 1.0),
    )
    for got, right in zip(grads, wanted, strict=True):
        assert got.dtype == np.float64
        np.testing.assert_allclose(got, right, rtol=0, atol=1e-12)


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int64", "float32"])
def test_any_dtype_and_layout(reference, awkward, dtype):
    rng = np.random.default_rng(5)
    x, w, b, grad_out = (
        awkward(rng.integers(0, 127, size=shape).astype(dtype))
        for shape in [(2, 3, 4, 3), (2, 3, 2, 2), (2,), (2, 2, 3, 2)]
    )
    results = []
    for convert in (lambda v: v, lambda v: v.astype(float)):
        out, cache = reference.conv2d.conv2d_forward(convert(x), convert(w), convert(b))
        results.append([out, *reference.conv2d.conv2d_backward(convert(grad_out), cache)])
    for got, wanted in zip(*results, strict=True):
        np.testing.assert_array_equal(got, wanted)


def test_caches_are_independent_of_later_changes_and_can_be_used_again(reference):
    rng = np.random.default_rng(6)
    x, w, b = rng.normal(size=(1, 2, 3, 3)), rng.normal(size=(2, 2, 2, 2)), np.zeros(2)
    grad_out = rng.normal(size=(1, 2, 2, 2))
    _, cache = reference.conv2d.conv2d_forward(x, w, b)
    first = reference.conv2d.conv2d_backward(grad_out, cache)
    x[:], w[:] = 0.0, 0.0
    reference.conv2d.conv2d_forward(x, w, b)
    again = reference.conv2d.conv2d_backward(grad_out, cache)
    for one, two in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize(
    ("w_shape", "stride", "padding", "says"),
    [
        ((1, 2, 4, 1), 1, 0, "kernel of 4 × 1 exceeds the padded input of 3 × 4"),
        ((1, 2, 1, 7), 1, 1, "kernel of 1 × 7 exceeds the padded input of 5 × 6"),
        ((1, 2, 2, 2), 0, 0, "stride should be at least 1"),
        ((1, 2, 2, 2), 1, -1, "padding should be at least 0"),
        ((1, 3, 2, 2), 1, 0, "x has 2 channels, w has 3"),
    ],
)
def test_what_cannot_be_computed_is_refused(reference, w_shape, stride, padding, says):
    with pytest.raises(ValueError, match=says):
        reference.conv2d.conv2d_forward(
            np.ones((1, 2, 3, 4)), np.ones(w_shape), np.ones(1), stride, padding
        )
