from __future__ import annotations

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.testing import (
    LAYOUTS,
    cases_with,
    check_adjoint,
    check_vjp,
    remembered,
    same_array,
    same_scalar,
    unpack,
    whole_numbers,
)

NAMES = ("grad_x", "grad_w", "grad_b")
ODD = [(50, 9), (11, 3), (6, 1)]  # the signal's length and the kernel's
EVEN = [(7, 4), (8, 2), (12, 6)]
LONG = [(3, 8), (2, 7), (1, 5), (1, 4), (1, 1), (1, 2), (4, 5), (4, 6)]
DTYPES = ["int64", "int8", "uint8", "float32"]


def numbers(rng, shape, dtype):
    return (
        rng.normal(size=shape).astype(dtype)
        if dtype == "float32"
        else whole_numbers(rng, shape, dtype)
    )


@remembered
def right_forward(reference, *args):
    return reference.conv1d.conv1d_forward(*args)


@remembered
def right_backward(reference, *args):
    return reference.conv1d.conv1d_backward(*args)


def check_forward(submission, reference, x, w, b):
    z = submission.conv1d.conv1d_forward(x, w, b)
    same_array(z, right_forward(reference, x, w, b), "z", (x, w))


def check_backward(submission, reference, grad_z, x, w):
    grads = unpack(submission.conv1d.conv1d_backward(grad_z, x, w), *NAMES)
    right = right_backward(reference, grad_z, x, w)
    given = (grad_z, x, w)
    same_array(grads[0], right[0], "grad_x", given)
    same_array(grads[1], right[1], "grad_w", given)
    same_scalar(grads[2], right[2], "grad_b", given, magnitude=np.abs(grad_z.astype(float)).sum())


@number("1.1")
@cases_with("kernels of even length", lambda k: k % 2 == 0)
@weight(5)
@pytest.mark.parametrize(("n", "k"), ODD)
def test_forward_odd(submission, reference, rng, n, k):
    """z = b + w ⊛ x for kernels of odd length, the assignment's own among them."""
    check_forward(submission, reference, rng.normal(size=n), rng.normal(size=k), rng.normal())


@number("1.1")
@cases_with("kernels of even length", lambda k: k % 2 == 0)
@weight(4)
@pytest.mark.parametrize(("n", "k"), EVEN)
def test_forward_even(submission, reference, rng, n, k):
    """A kernel of even length reaches one place further to the right than to the left."""
    check_forward(submission, reference, rng.normal(size=n), rng.normal(size=k), rng.normal())


@number("1.1")
@cases_with("kernels of even length", lambda k: k % 2 == 0)
@cases_with("kernels longer than the signal", lambda n, k: k > n)
@weight(3)
@pytest.mark.parametrize(("n", "k"), LONG)
def test_forward_long_kernel(submission, reference, rng, n, k):
    """The kernel may be longer than the signal, and the signal a single element."""
    check_forward(submission, reference, rng.normal(size=n), rng.normal(size=k), rng.normal())


@number("1.1")
@cases_with("arrays of integers", lambda dtype: dtype != "float32")
@weight(3)
@pytest.mark.parametrize("dtype", DTYPES)
def test_forward_dtypes(submission, reference, rng, dtype):
    """Integers of any width, and float32, give a floating-point result without overflow."""
    x, w = numbers(rng, 9, dtype), numbers(rng, 5, dtype)
    z = submission.conv1d.conv1d_forward(x, w, 0.25)
    right = right_forward(reference, x.astype(float), w.astype(float), 0.25)
    same_array(z, right, "z", (x, w))


@number("1.1")
@weight(1)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_forward_layouts(submission, reference, rng, layout):
    """The arrays' memory layout does not matter, nor that they cannot be written to."""
    x, w = LAYOUTS[layout](rng.normal(size=8)), LAYOUTS[layout](rng.normal(size=3))
    check_forward(submission, reference, x, w, rng.normal())


@number("1.1")
@cases_with("kernels of even length", lambda k: k % 2 == 0)
@weight(1)
@pytest.mark.parametrize(("n", "k"), [(8, 3), (5, 4)])
def test_forward_leaves_no_trace(submission, reference, rng, n, k):
    """The inputs stay as they were, and a call does not depend on the calls before it."""
    first = rng.normal(size=n), rng.normal(size=k), rng.normal()
    second = rng.normal(size=n), rng.normal(size=k), rng.normal()
    with submission.inputs_unchanged():
        for x, w, b in (first, second, first):
            check_forward(submission, reference, x, w, b)


@number("1.1")
@weight(1)
@pytest.mark.parametrize("size", [1e-8, 1e8])
def test_forward_scales(submission, reference, rng, size):
    """Values are right relative to their size, however small or large it is."""
    x, w, b = size * rng.normal(size=10), rng.normal(size=5), size * rng.normal()
    check_forward(submission, reference, x, w, b)


@number("1.1")
@weight(1)
def test_forward_by_name(submission, reference, rng):
    """The parameters have the names of the assignment."""
    x, w, b = rng.normal(size=7), rng.normal(size=3), rng.normal()
    z = submission.conv1d.conv1d_forward(boundary="zero", b=b, w=w, x=x)
    same_array(z, right_forward(reference, x, w, b), "z", (x, w))


def check_one_gradient(submission, reference, rng, n, k, name):
    x, w, b = rng.normal(size=n), rng.normal(size=k), rng.normal()
    grad_z = rng.normal(size=n)
    grads = submission.conv1d.conv1d_backward(grad_z, x, w)
    check_vjp(reference.conv1d.conv1d_forward, grads, (x, w, b), grad_z, NAMES, only=name)


@number("1.2")
@cases_with("kernels of even length", lambda k: k % 2 == 0)
@weight(6)
@pytest.mark.parametrize("part", ["grad_x", "grad_w"])
@pytest.mark.parametrize(("n", "k"), ODD)
def test_backward_odd(submission, reference, rng, n, k, part):
    """The gradients of signal and kernel agree with finite differences, also at the borders."""
    check_one_gradient(submission, reference, rng, n, k, part)


@number("1.2")
@cases_with("kernels of even length", lambda k: k % 2 == 0)
@weight(4)
@pytest.mark.parametrize("part", ["grad_x", "grad_w"])
@pytest.mark.parametrize(("n", "k"), EVEN)
def test_backward_even(submission, reference, rng, n, k, part):
    """The gradients agree with finite differences for kernels of even length."""
    check_one_gradient(submission, reference, rng, n, k, part)


@number("1.2")
@cases_with("kernels of even length", lambda k: k % 2 == 0)
@cases_with("kernels longer than the signal", lambda n, k: k > n)
@weight(4)
@pytest.mark.parametrize("part", ["grad_x", "grad_w"])
@pytest.mark.parametrize(("n", "k"), LONG)
def test_backward_long_kernel(submission, reference, rng, n, k, part):
    """The gradients agree with finite differences where the kernel is longer than the signal."""
    check_one_gradient(submission, reference, rng, n, k, part)


@number("1.2")
@cases_with("kernels of even length", lambda k: k % 2 == 0)
@cases_with("kernels longer than the signal", lambda n, k: k > n)
@weight(2)
@pytest.mark.parametrize(("n", "k"), [(9, 3), (4, 6)])
def test_backward_bias(submission, reference, rng, n, k):
    """The gradient of the bias agrees with finite differences, and is a scalar."""
    check_one_gradient(submission, reference, rng, n, k, "grad_b")


@number("1.2")
@cases_with("kernels of even length")
@weight(2)
@pytest.mark.parametrize("part", ["grad_x", "grad_w"])
def test_backward_is_the_adjoint(submission, reference, rng, part):
    """On a long signal the gradients are those of a linear map, to full precision."""
    x, w, grad_z = rng.normal(size=200), rng.normal(size=20), rng.normal(size=200)
    grads = dict(
        zip(NAMES, unpack(submission.conv1d.conv1d_backward(grad_z, x, w), *NAMES), strict=True)
    )

    def of_x(v):
        return right_forward(reference, v, w, 0.0)

    def of_w(v):
        return right_forward(reference, x, v, 0.0)

    linear, shape = (of_x, x.shape) if part == "grad_x" else (of_w, w.shape)
    check_adjoint(linear, grads[part], grad_z, shape, part, rng, (x, w))


@number("1.2")
@cases_with("arrays of integers", lambda dtype: dtype != "float32")
@weight(3)
@pytest.mark.parametrize("dtype", DTYPES)
def test_backward_dtypes(submission, reference, rng, dtype):
    """Integers of any width, and float32, give floating-point gradients without overflow."""
    grad_z, x, w = numbers(rng, 9, dtype), numbers(rng, 9, dtype), numbers(rng, 5, dtype)
    grads = unpack(submission.conv1d.conv1d_backward(grad_z, x, w), *NAMES)
    right = right_backward(reference, *(v.astype(float) for v in (grad_z, x, w)))
    given = (grad_z, x, w)
    same_array(grads[0], right[0], "grad_x", given)
    same_array(grads[1], right[1], "grad_w", given)
    same_scalar(grads[2], right[2], "grad_b", given, magnitude=np.abs(grad_z.astype(float)).sum())


@number("1.2")
@weight(1)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_backward_layouts(submission, reference, rng, layout):
    """The arrays' memory layout does not matter, nor that they cannot be written to."""
    laid_out = LAYOUTS[layout]
    check_backward(
        submission,
        reference,
        laid_out(rng.normal(size=8)),
        laid_out(rng.normal(size=8)),
        laid_out(rng.normal(size=3)),
    )


@number("1.2")
@cases_with("kernels of even length", lambda k: k % 2 == 0)
@weight(1)
@pytest.mark.parametrize(("n", "k"), [(8, 3), (5, 4)])
def test_backward_leaves_no_trace(submission, reference, rng, n, k):
    """The inputs stay as they were, and a call does not depend on the calls before it."""
    first = rng.normal(size=n), rng.normal(size=n), rng.normal(size=k)
    second = rng.normal(size=n), rng.normal(size=n), rng.normal(size=k)
    with submission.inputs_unchanged():
        for grad_z, x, w in (first, second, first):
            check_backward(submission, reference, grad_z, x, w)


@number("1.2")
@weight(1)
@pytest.mark.parametrize("size", [1e-8, 1e8])
def test_backward_scales(submission, reference, rng, size):
    """Gradients are right relative to their size, however small or large it is."""
    grad_z, x, w = size * rng.normal(size=10), rng.normal(size=10), rng.normal(size=5)
    check_backward(submission, reference, grad_z, x, w)


@number("1.2")
@weight(1)
@pytest.mark.parametrize("part", NAMES)
def test_backward_by_name(submission, reference, rng, part):
    """The parameters have the names of the assignment."""
    x, w, grad_z = rng.normal(size=7), rng.normal(size=3), rng.normal(size=7)
    grads = submission.conv1d.conv1d_backward(boundary="zero", w=w, x=x, grad_z=grad_z)
    check_vjp(reference.conv1d.conv1d_forward, grads, (x, w, 0.5), grad_z, NAMES, only=part)


@number("1.3")
@weight(3)
@pytest.mark.parametrize("shape", [(5,), (2, 3), (2, 1, 4)])
def test_step_of_arrays(submission, rng, shape):
    """Parameters of any shape take one step against their gradient; the arguments stay."""
    param, grad, lr = rng.normal(size=shape), rng.normal(size=shape), rng.uniform(0.1, 0.9)
    expected = param - lr * grad
    with submission.inputs_unchanged():
        updated = submission.conv1d.sgd_step(param, grad, lr)
    same_array(updated, expected, "the updated parameter", (param, grad))


@number("1.3")
@cases_with("scalars")
@weight(1)
@pytest.mark.parametrize("kind", [float, np.float64, np.array])
def test_step_of_scalars(submission, rng, kind):
    """A scalar parameter takes a step as an array does."""
    param, grad, lr = rng.normal(), rng.normal(), rng.uniform(0.1, 0.9)
    updated = submission.conv1d.sgd_step(param=kind(param), grad=kind(grad), lr=lr)
    same_scalar(
        updated, param - lr * grad, "the updated parameter", magnitude=abs(param) + abs(grad)
    )


@number("1.3")
@cases_with("arrays of integers", lambda dtype: dtype != "float32")
@weight(1)
@pytest.mark.parametrize("dtype", DTYPES)
def test_step_dtypes(submission, rng, dtype):
    """A step from integers is a floating-point number, and nothing overflows."""
    param, grad = numbers(rng, (2, 3), dtype), numbers(rng, (2, 3), dtype)
    updated = submission.conv1d.sgd_step(param, grad, 0.3)
    expected = param.astype(float) - 0.3 * grad.astype(float)
    same_array(updated, expected, "the updated parameter", (param, grad))


@number("1.3")
@weight(1)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_step_layouts(submission, rng, layout):
    """The arrays' memory layout does not matter, nor that they cannot be written to."""
    param, grad = LAYOUTS[layout](rng.normal(size=(2, 3))), LAYOUTS[layout](rng.normal(size=(2, 3)))
    updated = submission.conv1d.sgd_step(param, grad, 0.3)
    same_array(updated, param - 0.3 * grad, "the updated parameter", (param, grad))
