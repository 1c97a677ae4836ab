from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

quick = settings(max_examples=60, derandomize=True, deadline=None, database=None)
MODES = ("zero", "edge", "reflect", "wrap")


@st.composite
def paddings(draw):
    n = draw(st.integers(1, 6))
    mode = draw(st.sampled_from(MODES))
    widest = {"reflect": n - 1, "wrap": n}.get(mode, 9)
    before, after = draw(st.integers(0, widest)), draw(st.integers(0, widest))
    lead = draw(st.sampled_from([(), (2,), (3, 2), (1, 1)]))
    return (*lead, n), before, after, mode


@pytest.mark.parametrize(
    ("mode", "padded"),
    [
        ("zero", [0, 0, 1, 2, 3, 4, 0, 0]),
        ("edge", [1, 1, 1, 2, 3, 4, 4, 4]),
        ("reflect", [3, 2, 1, 2, 3, 4, 3, 2]),
        ("wrap", [3, 4, 1, 2, 3, 4, 1, 2]),
    ],
)
def test_pad_is_the_picture_of_the_specification(reference, mode, padded):
    assert reference.boundary.pad(np.array([1, 2, 3, 4]), 2, 2, mode).tolist() == padded


@quick
@given(case=paddings(), seed=st.integers(0, 2**32 - 1))
def test_pad_reads_each_place_where_the_mode_says(reference, outside, case, seed):
    shape, before, after, mode = case
    x = np.random.default_rng(seed).normal(size=shape)

    padded = reference.boundary.pad(x, before, after, mode)

    n = shape[-1]
    assert padded.shape == (*shape[:-1], before + n + after)
    assert padded.dtype == np.float64
    for lead in np.ndindex(shape[:-1]):
        wanted = [outside(x[lead], i, mode) for i in range(-before, n + after)]
        assert padded[lead].tolist() == wanted


@quick
@given(case=paddings(), seed=st.integers(0, 2**32 - 1))
def test_pad_backward_is_the_transpose_of_pad(reference, outside, case, seed):
    shape, before, after, mode = case
    n = shape[-1]
    grad_padded = np.random.default_rng(seed).normal(size=(*shape[:-1], before + n + after))
    pad_matrix = np.array(
        [[outside(unit, i, mode) for i in range(-before, n + after)] for unit in np.eye(n)]
    )

    grad_x = reference.boundary.pad_backward(grad_padded, before, after, mode)

    assert grad_x.shape == shape
    assert grad_x.dtype == np.float64
    np.testing.assert_allclose(grad_x, grad_padded @ pad_matrix.T, rtol=0, atol=1e-14)


@pytest.mark.parametrize("mode", MODES)
def test_results_are_new_arrays_even_without_padding(reference, mode):
    x = np.ones(3)
    for function in (reference.boundary.pad, reference.boundary.pad_backward):
        result = function(x, 0, 0, mode)
        assert result.tolist() == [1, 1, 1]
        assert not np.shares_memory(result, x)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("dtype", ["uint8", "int8", "uint64", "float16", "float32"])
def test_narrow_dtypes_do_not_overflow(reference, awkward, mode, dtype):
    x = awkward(np.array([120, 127, 3], dtype=dtype))
    exact = x.astype(float)
    padded = reference.boundary.pad(x, 2, 2, mode)
    assert padded.tolist() == reference.boundary.pad(exact, 2, 2, mode).tolist()
    grad = awkward(padded.astype(dtype))
    grad_x = reference.boundary.pad_backward(grad, 2, 2, mode)
    assert grad_x.tolist() == reference.boundary.pad_backward(padded, 2, 2, mode).tolist()


@pytest.mark.parametrize(
    ("before", "after", "mode", "says"),
    [
        (1, 1, "mirror", "mode should be one of zero, edge, reflect, wrap, not 'mirror'"),
        (-1, 0, "zero", "negative"),
        (0, -1, "edge", "negative"),
        (-1, 4, "wrap", "negative"),
        (3, 0, "reflect", "at most 2"),
        (0, 3, "reflect", "at most 2"),
        (4, 0, "wrap", "at most 3"),
        (0, 4, "wrap", "at most 3"),
    ],
)
def test_what_cannot_be_padded_is_refused(reference, before, after, mode, says):
    with pytest.raises(ValueError, match=says):
        reference.boundary.pad(np.ones(3), before, after, mode)
    with pytest.raises(ValueError, match=says):
        reference.boundary.pad_backward(np.ones(3 + before + after), before, after, mode)


def test_one_element_cannot_be_reflected_but_wrapped_once(reference):
    with pytest.raises(ValueError, match="at most 0"):
        reference.boundary.pad(np.ones(1), 0, 1, "reflect")
    assert reference.boundary.pad(np.array([7]), 1, 1, "wrap").tolist() == [7, 7, 7]
