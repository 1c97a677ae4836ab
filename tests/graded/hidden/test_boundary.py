from __future__ import annotations

from functools import partial

import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.testing import (
    LAYOUTS,
    cases_with,
    check_adjoint,
    check_vjp,
    column_major,
    raises_value_error,
    same_array,
    whole_numbers,
)

MODES = ["zero", "edge", "reflect", "wrap"]
WIDTHS = [(2, 3), (3, 1), (0, 2), (3, 0)]
LIMITS = [  # mode, N, before, after: as wide as the mode allows, or wider than the signal
    ("reflect", 4, 3, 3),
    ("reflect", 2, 1, 0),
    ("reflect", 3, 1, 2),
    ("wrap", 4, 4, 4),
    ("wrap", 1, 1, 1),
    ("wrap", 3, 3, 1),
    ("zero", 2, 5, 4),
    ("edge", 1, 3, 2),
    ("edge", 2, 3, 5),
]
REFUSED = {  # case: N, before, after, mode
    "an unknown mode": (4, 1, 2, "mirror"),
    "an unknown mode with nothing to add": (4, 0, 0, "symmetric"),
    "a negative width in front": (4, -1, 3, "edge"),
    "a negative width behind": (4, 3, -1, "wrap"),
    "a negative width in front under zero": (4, -1, 2, "zero"),
    "a negative width behind under reflect": (4, 2, -1, "reflect"),
    "reflect by N in front": (4, 4, 1, "reflect"),
    "reflect by N behind": (4, 0, 4, "reflect"),
    "reflect of a single element": (1, 1, 0, "reflect"),
    "wrap by N + 1 in front": (3, 4, 0, "wrap"),
    "wrap by N + 1 behind": (3, 2, 4, "wrap"),
}
DTYPES = ["int64", "uint8", "float32"]


def numbers(rng, shape, dtype):
    return (
        rng.normal(size=shape).astype(dtype)
        if dtype == "float32"
        else whole_numbers(rng, shape, dtype)
    )


def check_pad(submission, reference, x, before, after, mode):
    padded = submission.boundary.pad(x, before, after, mode)
    same_array(padded, reference.boundary.pad(x, before, after, mode), "padded", (x,))


def check_pad_backward(submission, reference, grad_padded, before, after, mode):
    grad_x = submission.boundary.pad_backward(grad_padded, before, after, mode)
    expected = reference.boundary.pad_backward(grad_padded.astype(float), before, after, mode)
    same_array(grad_x, expected, "grad_x", (grad_padded,))


def check_gradient(submission, reference, rng, n, before, after, mode):
    x, grad_padded = rng.normal(size=n), rng.normal(size=before + n + after)
    grad_x = submission.boundary.pad_backward(grad_padded, before, after, mode)

    def pad(v):
        return reference.boundary.pad(v, before, after, mode)

    check_vjp(pad, grad_x, (x,), grad_padded, ("grad_x",))


@number("2.1")
@cases_with("the mode {mode}")
@weight(6)
@pytest.mark.parametrize(("before", "after"), WIDTHS)
@pytest.mark.parametrize("mode", MODES)
def test_pad_widths(submission, reference, rng, mode, before, after):
    """Each mode takes what it adds from the right places, also on one side only."""
    check_pad(submission, reference, rng.normal(size=6), before, after, mode)


@number("2.1")
@cases_with("the mode {mode}")
@weight(4)
@pytest.mark.parametrize(("mode", "n", "before", "after"), LIMITS)
def test_pad_limits(submission, reference, rng, mode, n, before, after):
    """Widths up to what a mode allows: N - 1 for reflect, N for wrap, any for zero and edge."""
    check_pad(submission, reference, rng.normal(size=n), before, after, mode)


@number("2.1")
@cases_with("the mode {mode}")
@cases_with("arrays with several axes")
@weight(3)
@pytest.mark.parametrize("mode", MODES)
def test_pad_last_axis(submission, reference, rng, mode):
    """Of an array with several axes, only the last one is padded."""
    check_pad(submission, reference, rng.normal(size=(2, 3, 4)), 1, 2, mode)
    check_pad(submission, reference, column_major(rng.normal(size=(3, 5))), 2, 0, mode)


@number("2.1")
@cases_with("the mode {mode}")
@weight(1)
@pytest.mark.parametrize("mode", MODES)
def test_pad_by_nothing(submission, reference, rng, mode):
    """With both widths 0 the signal stays as it is."""
    x = rng.normal(size=5)
    check_pad(submission, reference, x, 1, 1, mode)
    check_pad(submission, reference, x, 0, 0, mode)


@number("2.1")
@cases_with("the mode {mode}")
@cases_with("arrays of integers", lambda dtype: dtype != "float32")
@weight(2)
@pytest.mark.parametrize("mode", ["zero", "reflect"])
@pytest.mark.parametrize("dtype", DTYPES)
def test_pad_dtypes(submission, reference, rng, mode, dtype):
    """Integers are padded to a floating-point result, float32 may stay."""
    check_pad(submission, reference, numbers(rng, 5, dtype), 2, 1, mode)


@number("2.1")
@cases_with("the mode {mode}")
@cases_with("arrays with several axes")
@weight(1)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_pad_layouts(submission, reference, rng, layout, mode):
    """The memory layout does not matter, and the signal itself stays as it was."""
    x = LAYOUTS[layout](rng.normal(size=(2, 5)))
    with submission.inputs_unchanged():
        check_pad(submission, reference, x, 2, 3, mode)


@number("2.1")
@weight(1)
@pytest.mark.parametrize("mode", [None, "edge"])
def test_pad_by_name(submission, reference, rng, mode):
    """The parameters have the names of the assignment, and zero is the default mode."""
    x = rng.normal(size=5)
    named = {} if mode is None else {"mode": mode}
    padded = submission.boundary.pad(after=1, before=2, x=x, **named)
    same_array(padded, reference.boundary.pad(x, 2, 1, mode or "zero"), "padded", (x,))


@number("2.1")
@cases_with("what should raise ValueError")
@weight(6)
@pytest.mark.parametrize("case", REFUSED)
def test_pad_refuses(submission, reference, rng, case):
    """What no mode can do raises ValueError."""
    n, before, after, mode = REFUSED[case]
    check_pad(submission, reference, rng.normal(size=4), 1, 2, "zero")
    with raises_value_error(case):
        submission.boundary.pad(rng.normal(size=n), before, after, mode)


@number("2.2")
@cases_with("the mode {mode}")
@weight(6)
@pytest.mark.parametrize(("before", "after"), WIDTHS)
@pytest.mark.parametrize("mode", MODES)
def test_pad_backward_widths(submission, reference, rng, mode, before, after):
    """The gradient agrees with finite differences, also where one side only was padded."""
    check_gradient(submission, reference, rng, 6, before, after, mode)


@number("2.2")
@cases_with("the mode {mode}")
@weight(4)
@pytest.mark.parametrize(("mode", "n", "before", "after"), LIMITS)
def test_pad_backward_limits(submission, reference, rng, mode, n, before, after):
    """An element that was copied to both ends gets all of its gradients added up."""
    check_gradient(submission, reference, rng, n, before, after, mode)


@number("2.2")
@cases_with("the mode {mode}")
@cases_with("arrays with several axes")
@weight(3)
@pytest.mark.parametrize("mode", MODES)
def test_pad_backward_last_axis(submission, reference, rng, mode):
    """Of an array with several axes, only the last one was padded."""
    for shape, before, after in (((2, 3, 4), 1, 2), ((3, 5), 2, 0)):
        grad_padded = rng.normal(size=(*shape[:-1], shape[-1] + before + after))
        grad_x = submission.boundary.pad_backward(grad_padded, before, after, mode)
        padding = partial(reference.boundary.pad, before=before, after=after, mode=mode)
        check_adjoint(padding, grad_x, grad_padded, shape, "grad_x", rng)


@number("2.2")
@cases_with("the mode {mode}")
@weight(1)
@pytest.mark.parametrize("mode", MODES)
def test_pad_backward_by_nothing(submission, reference, rng, mode):
    """With both widths 0 the gradient stays as it is."""
    check_pad_backward(submission, reference, rng.normal(size=6), 1, 1, mode)
    check_pad_backward(submission, reference, rng.normal(size=6), 0, 0, mode)


@number("2.2")
@cases_with("the mode {mode}")
@cases_with("arrays of integers", lambda dtype: dtype != "float32")
@weight(2)
@pytest.mark.parametrize("mode", ["zero", "reflect", "wrap"])
@pytest.mark.parametrize("dtype", DTYPES)
def test_pad_backward_dtypes(submission, reference, rng, mode, dtype):
    """Integer gradients are added up to floating-point ones, without overflow."""
    check_pad_backward(submission, reference, numbers(rng, 10, dtype), 3, 3, mode)


@number("2.2")
@cases_with("the mode {mode}")
@cases_with("arrays with several axes")
@weight(2)
@pytest.mark.parametrize("mode", MODES)
def test_pad_backward_leaves_no_trace(submission, reference, rng, mode):
    """The given gradient stays as it was, whatever its memory layout."""
    grad_padded = rng.normal(size=(2, 9))
    with submission.inputs_unchanged():
        check_pad_backward(submission, reference, grad_padded, 2, 3, mode)
    for laid_out in LAYOUTS.values():
        check_pad_backward(submission, reference, laid_out(grad_padded), 2, 3, mode)


@number("2.2")
@weight(1)
@pytest.mark.parametrize("mode", [None, "edge"])
def test_pad_backward_by_name(submission, reference, rng, mode):
    """The parameters have the names of the assignment, and zero is the default mode."""
    grad_padded = rng.normal(size=8)
    named = {} if mode is None else {"mode": mode}
    grad_x = submission.boundary.pad_backward(after=1, before=2, grad_padded=grad_padded, **named)
    expected = reference.boundary.pad_backward(grad_padded, 2, 1, mode or "zero")
    same_array(grad_x, expected, "grad_x", (grad_padded,))


@number("2.2")
@cases_with("what should raise ValueError")
@weight(6)
@pytest.mark.parametrize("case", REFUSED)
def test_pad_backward_refuses(submission, reference, rng, case):
    """What `pad` refuses raises ValueError, N being what is left without the padding."""
    n, before, after, mode = REFUSED[case]
    check_pad_backward(submission, reference, rng.normal(size=7), 1, 2, "zero")
    with raises_value_error(case):
        submission.boundary.pad_backward(rng.normal(size=before + n + after), before, after, mode)
