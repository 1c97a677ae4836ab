"""A convolution under a boundary mode, judged for what is the mode's.

A function that convolves under several boundary modes is judged for the zero boundary in one
question and for the other modes in another. Where it makes a mistake in both, only the first one
charges for it; the second one compares the function with itself:

- A convolution of `x` under any mode is the middle of a convolution of `x` extended by that mode,
  whatever lies beyond. So what a function makes of the extended signal under the zero boundary says
  what it should make of the signal under the mode.
- What is right but for its form (a list, a column, a lower precision, parts in another order)
  under the zero boundary may have that form under the mode.
- Entries that are wrong under the zero boundary are left out, if half of them are right, and some
  of these tell the modes apart.
- Where one gradient is wrong under the zero boundary, the other one tells.
- What fails for some sizes under the zero boundary is judged at the sizes of the assignment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import permutations
from typing import Any

import numpy as np

from autograder.testing.arrays import same_array
from autograder.testing.attempts import first_that_holds
from autograder.testing.boundaries import extended, origin, right_forward, right_gradient
from autograder.testing.errors import Mismatch, StudentError
from autograder.testing.results import Array, as_array, is_finite, unpack

NAMES = ("grad_x", "grad_w", "grad_b")
SIZES = (50, 9)  # of the assignment's own signal and kernel

_AGREES = 1e-6
_FORMLESS = 1e-4  # what float32 agrees to
_SHARE = 0.5  # of the entries that must be right under the zero boundary


def check_forward_mode(
    convolve: Callable[..., Any], x: Array, w: Array, mode: str, expected: Any
) -> None:
    """Judge a convolution under a boundary mode other than zero.

    Parameters
    ----------
    convolve
        The submission's ``conv1d_forward``.
    x, w, mode
        Its arguments; the bias is zero.
    expected
        What it should return.

    Raises
    ------
    Mismatch, StudentError
        If the result is wrong in a way in which it is not wrong under the zero boundary.
    """
    try:
        same_array(convolve(x, w, 0.0, mode), expected, "z", (x, w))
    except (Mismatch, StudentError):
        if _forward_is_right(convolve, x, w):
            raise
        ways = (_forward_extended, _forward_in_its_form, _forward_at_sizes)
        if not _any_holds(*(partial(way, convolve, x, w, mode) for way in ways)):
            raise


def check_backward_mode(
    backward: Callable[..., Any],
    grad_z: Array,
    x: Array,
    w: Array,
    mode: str,
    name: str,
    judge: Callable[[Any], None],
) -> None:
    """Judge a convolution's gradient under a boundary mode other than zero.

    Parameters
    ----------
    backward
        The submission's ``conv1d_backward``.
    grad_z, x, w, mode
        Its arguments.
    name
        ``grad_x`` or ``grad_w``.
    judge
        Judges this gradient.

    Raises
    ------
    Mismatch, StudentError
        If the result is wrong in a way in which it is not wrong under the zero boundary.
    """
    try:
        judge(_part(backward(grad_z, x, w, boundary=mode), name))
    except (Mismatch, StudentError):
        if _backward_is_right(backward, grad_z, x, w, name):
            raise
        ways = (
            _backward_extended,
            _backward_in_its_form,
            _backward_of_the_other,
            _backward_at_sizes,
        )
        if not _any_holds(*(partial(way, backward, grad_z, x, w, mode, name) for way in ways)):
            raise


def _any_holds(*judgements: Callable[[], object]) -> bool:
    for judge in judgements:
        try:
            judge()
        except (Mismatch, StudentError):
            continue
        return True
    return False


def _part(grads: Any, name: str) -> Any:
    return unpack(grads, *NAMES)[NAMES.index(name)]


def _numbers(value: Any) -> Array:
    """Return the numbers in an array or a list, whatever its shape and dtype."""
    if isinstance(value, (tuple, list)) and all(
        isinstance(v, (int, float, np.number)) for v in value
    ):
        value = np.array(value)
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiu" and is_finite(value):
        return value.astype(float).ravel()
    raise Mismatch("The result is no array.")


def _alike_but_for_form(plain: Array, plain_right: Array, got: Array, right: Array) -> None:
    """Judge a result by those of its numbers that are right under the zero boundary."""
    if not got.size == plain.size == right.size:
        raise Mismatch("The result has the wrong size.")
    scale = float(np.abs(plain_right).max())
    sound = np.abs(plain - plain_right) <= _FORMLESS * scale
    telling = np.abs(right - plain_right) > 10 * _FORMLESS * scale
    if sound.sum() < _SHARE * sound.size or not (sound & telling).any():
        raise Mismatch("The result is wrong under the zero boundary too.")
    if np.abs(got - right)[sound].max() > _FORMLESS * scale:
        raise Mismatch("The result does not follow the boundary mode.")


def _changes(own: Array, plain: Array) -> None:
    scale = float(np.abs(own).max(initial=0.0))
    if own.size == plain.size and np.abs(own - plain).max() <= _AGREES * scale:
        raise Mismatch("The result does not depend on what lies beyond the ends of the signal.")


def _own_sizes(mode: str) -> tuple[Array, Array, Array]:
    rng = np.random.default_rng(len(mode))
    n, k = SIZES
    return rng.normal(size=n), rng.normal(size=n), rng.normal(size=k)


# ------------------------------------------------------------------------------ forward


def _forward_is_right(convolve: Callable[..., Any], x: Array, w: Array) -> bool:
    return _any_holds(
        lambda: same_array(convolve(x, w, 0.0), right_forward(x, w, "zero"), "z", (x, w))
    )


def _forward_extended(convolve: Callable[..., Any], x: Array, w: Array, mode: str) -> None:
    margin = 2 * len(w)
    wide = extended(x, margin, margin, mode)
    own = as_array(convolve(wide, w, 0.0), "z", wide.shape, (x, w))[margin:-margin]
    _changes(own, _numbers(convolve(x, w, 0.0)))
    same_array(convolve(x, w, 0.0, mode), own, "z", (x, w))


def _forward_in_its_form(convolve: Callable[..., Any], x: Array, w: Array, mode: str) -> None:
    plain, got = _numbers(convolve(x, w, 0.0)), _numbers(convolve(x, w, 0.0, mode))
    _alike_but_for_form(plain, right_forward(x, w, "zero"), got, right_forward(x, w, mode))


def _forward_at_sizes(convolve: Callable[..., Any], x: Array, w: Array, mode: str) -> None:
    _, x, w = _own_sizes(mode)
    _forward_in_its_form(convolve, x, w, mode)


# ----------------------------------------------------------------------------- backward


def _backward_is_right(
    backward: Callable[..., Any], grad_z: Array, x: Array, w: Array, name: str
) -> bool:
    right = right_gradient(grad_z, x, w, "zero", name)
    return _any_holds(
        lambda: same_array(_part(backward(grad_z, x, w), name), right, name, (grad_z, x, w))
    )


def _backward_extended(
    backward: Callable[..., Any], grad_z: Array, x: Array, w: Array, mode: str, name: str
) -> None:
    """Compare with the gradients for the extended signal, carried back to the signal."""
    n, margin = len(x), 2 * len(w)
    source = origin(n, margin, margin, mode)
    given = (grad_z, x, w)
    wide = _part(backward(np.pad(grad_z, margin), x[source], w), name)
    if name == "grad_w":
        own = as_array(wide, name, w.shape, given)
    else:
        own = np.zeros(n)
        np.add.at(own, source, as_array(wide, name, source.shape, given))
    _changes(own, _numbers(_part(backward(grad_z, x, w), name)))
    # A mean over the signal, in place of a sum, is one over more places here.
    readings = (own, own * (len(source) / n))
    got = _part(backward(grad_z, x, w, boundary=mode), name)
    first_that_holds(*(partial(same_array, got, r, name, given) for r in readings))


def _backward_in_its_form(
    backward: Callable[..., Any], grad_z: Array, x: Array, w: Array, mode: str, name: str
) -> None:
    """Look for an order of the parts in which they are right under the zero boundary."""
    plain_right = right_gradient(grad_z, x, w, "zero", name)
    right = right_gradient(grad_z, x, w, mode, name)
    plain = unpack(backward(grad_z, x, w), *NAMES)
    got = unpack(backward(grad_z, x, w, boundary=mode), *NAMES)

    def readings() -> Iterator[Callable[[], None]]:
        for order in permutations(range(len(NAMES))):
            place = order[NAMES.index(name)]
            yield lambda place=place: _alike_but_for_form(  # type: ignore[misc]
                _numbers(plain[place]), plain_right, _numbers(got[place]), right
            )

    first_that_holds(*readings())


def _backward_of_the_other(
    backward: Callable[..., Any], grad_z: Array, x: Array, w: Array, mode: str, name: str
) -> None:
    other = "grad_w" if name == "grad_x" else "grad_x"
    right = right_gradient(grad_z, x, w, mode, other)
    got = _part(backward(grad_z, x, w, boundary=mode), other)
    same_array(got, right, other, (grad_z, x, w))


def _backward_at_sizes(
    backward: Callable[..., Any], grad_z: Array, x: Array, w: Array, mode: str, name: str
) -> None:
    grad_z, x, w = _own_sizes(mode)
    _backward_in_its_form(backward, grad_z, x, w, mode, name)
