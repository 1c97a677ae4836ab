from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

quick = settings(max_examples=60, derandomize=True, deadline=None, database=None)


def slow_pool1d(x, window, padding, grad_out):
    """The maxima, and the gradient that goes to the first maximum of each window."""
    out, grad_x = [], np.zeros(len(x))
    for m, grad in enumerate(grad_out):
        inside = [i for i in range(m - padding, m - padding + window) if 0 <= i < len(x)]
        winner = max(inside, key=lambda i: x[i])
        out.append(x[winner])
        grad_x[winner] += grad
    return out, grad_x


def slow_pool2d(x, window, stride, padding, grad_out):
    out, grad_x = np.zeros(grad_out.shape), np.zeros(x.shape)
    rows, columns = x.shape[2:]
    for b, c, m, n in np.ndindex(out.shape):
        top, left = m * stride - padding, n * stride - padding
        inside = [
            (b, c, i, j)
            for i in range(top, top + window[0])
            for j in range(left, left + window[1])
            if 0 <= i < rows and 0 <= j < columns
        ]
        winner = max(inside, key=lambda place: x[place])
        out[b, c, m, n] = x[winner]
        grad_x[winner] += grad_out[b, c, m, n]
    return out, grad_x


@st.composite
def pools1d(draw):
    n, window = draw(st.integers(1, 8)), draw(st.integers(1, 9))
    fits = max(0, -((n - window) // 2))
    return n, window, draw(st.integers(min(fits, window - 1), window - 1))


@st.composite
def pools2d(draw):
    window = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    padding = draw(st.integers(0, min(window) - 1))
    rows, columns = (draw(st.integers(max(1, side - 2 * padding), 6)) for side in window)
    shape = draw(st.integers(1, 2)), draw(st.integers(1, 2)), rows, columns
    return shape, window, draw(st.integers(1, 4)), padding


@quick
@given(pool=pools1d(), seed=st.integers(0, 2**32 - 1), ties=st.booleans())
def test_pool1d_takes_and_rewards_the_maximum(reference, pool, seed, ties):
    n, window, padding = pool
    rng = np.random.default_rng(seed)
    x = rng.integers(-3, 0, n).astype(float) if ties else rng.normal(size=n) - 5.0
    grad_out = rng.normal(size=n + 2 * padding - window + 1)

    out, cache = reference.pool.maxpool1d_forward(x, window, padding)
    grad_x = reference.pool.maxpool1d_backward(grad_out, cache)

    wanted_out, wanted_grad = slow_pool1d(x, window, padding, grad_out)
    assert (out.dtype, grad_x.dtype) == (np.float64, np.float64)
    np.testing.assert_array_equal(out, wanted_out)
    np.testing.assert_allclose(grad_x, wanted_grad, rtol=0, atol=1e-14)


@quick
@given(pool=pools2d(), seed=st.integers(0, 2**32 - 1), ties=st.booleans())
def test_pool2d_takes_and_rewards_the_maximum(reference, pool, seed, ties):
    shape, window, stride, padding = pool
    rng = np.random.default_rng(seed)
    x = rng.integers(-3, 0, shape).astype(float) if ties else rng.normal(size=shape) - 5.0
    rows, columns = (
        1 + (size + 2 * padding - side) // stride
        for size, side in zip(shape[2:], window, strict=True)
    )
    grad_out = rng.normal(size=(*shape[:2], rows, columns))

    out, cache = reference.pool.maxpool2d_forward(x, window, stride, padding)
    grad_x = reference.pool.maxpool2d_backward(grad_out, cache)

    wanted_out, wanted_grad = slow_pool2d(x, window, stride, padding, grad_out)
    assert (out.dtype, grad_x.dtype) == (np.float64, np.float64)
    np.testing.assert_array_equal(out, wanted_out)
    np.testing.assert_allclose(grad_x, wanted_grad, rtol=0, atol=1e-14)


@quick
@given(pool=pools2d(), seed=st.integers(0, 2**32 - 1))
def test_pool2d_agrees_with_central_differences(reference, slope, pool, seed):
    shape, window, stride, padding = pool
    rng = np.random.default_rng(seed)
    x = rng.permutation(np.arange(np.prod(shape), dtype=float)).reshape(shape)

    out, cache = reference.pool.maxpool2d_forward(x, window, stride, padding)
    grad_out = rng.normal(size=out.shape)
    grad_x = reference.pool.maxpool2d_backward(grad_out, cache)

    wanted = slope(
        lambda v: reference.pool.maxpool2d_forward(v, window, stride, padding)[0], x, grad_out, 0.25
    )
    np.testing.assert_allclose(grad_x, wanted, rtol=0, atol=1e-12)


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int64", "float32"])
def test_any_dtype_and_layout(reference, awkward, dtype):
    x = awkward(np.array([[[[120, 3], [100, 127], [90, 3]]]], dtype=dtype))
    grad_out = awkward(np.array([[[[120, 120, 120]] * 4]], dtype=dtype))
    out, cache = reference.pool.maxpool2d_forward(x, (2, 2), padding=1)
    assert out[0, 0].tolist() == [[120, 120, 3], [120, 127, 127], [100, 127, 127], [90, 90, 3]]
    grad_x = reference.pool.maxpool2d_backward(grad_out, cache)
    assert grad_x[0, 0].tolist() == [[360, 120], [120, 480], [240, 120]]

    line, grad_line = x[0, 0, :, 0], grad_out[0, 0, :2, 0]
    out, cache = reference.pool.maxpool1d_forward(line, 2)
    assert out.tolist() == [120, 100]
    assert reference.pool.maxpool1d_backward(grad_line, cache).tolist() == [120, 120, 0]


def test_caches_are_independent_and_can_be_used_again(reference):
    x = np.array([1.0, 5.0, 2.0])
    _, first = reference.pool.maxpool1d_forward(x, 2)
    _, second = reference.pool.maxpool1d_forward(-x, 2)
    x[:] = 0.0
    for _ in range(2):
        assert reference.pool.maxpool1d_backward(np.ones(2), first).tolist() == [0, 2, 0]
        assert reference.pool.maxpool1d_backward(np.ones(2), second).tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    ("n", "window", "padding", "says"),
    [
        (3, 0, 0, "window should be at least 1"),
        (3, -1, 0, "window should be at least 1"),
        (3, 4, 0, "window of 4 exceeds the padded input of 3"),
        (1, 4, 1, "window of 4 exceeds the padded input of 3"),
        (3, 2, -1, "padding should be from 0 to 1"),
        (3, 2, 2, "padding should be from 0 to 1"),
    ],
)
def test_pool1d_refuses(reference, n, window, padding, says):
    with pytest.raises(ValueError, match=says):
        reference.pool.maxpool1d_forward(np.ones(n), window, padding)


@pytest.mark.parametrize(
    ("window", "stride", "padding", "says"),
    [
        ((0, 2), 1, 0, "sides should be at least 1"),
        ((2, -1), 1, 0, "sides should be at least 1"),
        ((4, 1), 1, 0, "exceeds the padded input of 3 × 4"),
        ((1, 5), 1, 0, "exceeds the padded input of 3 × 4"),
        ((2, 2), 0, 0, "stride should be at least 1"),
        ((2, 2), 1, -1, "padding should be 0 or more"),
        ((3, 2), 1, 2, "less than either side"),
        ((2, 3), 1, 2, "less than either side"),
    ],
)
def test_pool2d_refuses(reference, window, stride, padding, says):
    with pytest.raises(ValueError, match=says):
        reference.pool.maxpool2d_forward(np.ones((1, 1, 3, 4)), window, stride, padding)
