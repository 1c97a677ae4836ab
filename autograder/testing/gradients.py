"""Gradients checked against the forward pass itself: by finite differences, and by adjointness.

Finite differences. The derivative of E = ⟨upstream, forward(…)⟩ in each element of each input is
approximated by central differences d(h) = (E(x + h) - E(x - h)) / 2h for the steps h and h/2, and
Richardson's extrapolation (4 d(h/2) - d(h)) / 3, which removes the error's h² term (L. F.
Richardson and J. A. Gaunt, Phil. Trans. R. Soc. A 226, 1927; W. H. Press et al., Numerical
Recipes, 3rd ed., §5.7). With h = 2⁻¹⁰ s, where s is the scale of the input, what remains is

    truncation   |E⁽⁵⁾| h⁴ / 480, that is 2e-15 · s⁴|E⁽⁵⁾|, and nothing for a polynomial up to x⁴;
    rounding     about 3 u |E| / h, that is 3e-13 · |E| / s, with u = 1.1e-16, which is allowed for,

so that a gradient whose entries are of the order |E| / s is known to about 1e-12 of its scale, and
the tolerance of 1e-6 is far above the noise and far below the error of any wrong term.

Kinks. At a kink (a maximum that changes hands, a rectifier's 0) differences are meaningless. Of a
smooth function the curvature (E(x + h) - 2 E(x) + E(x - h)) / h halves when h does, and d(h) and
d(h/2) agree; a bend by c at the distance r·h, in one output, leaves c |1/2 - 3r/2| in the one and
c·r/2 in the other (for r up to 1/2, and more beyond). Unless both are below 1e-7 of the terms, the
step is made smaller, and where no step helps, the point itself is on a kink and the check is at
fault, not the submission.

Adjointness. For a linear map L, a backward pass is Lᵀ, and ⟨u, L v⟩ = ⟨Lᵀu, v⟩ holds to rounding
for every v: the dot-product test (J. F. Claerbout, Earth Soundings Analysis, 1992, ch. 5). One
probe v with entries away from 0 sees an error in any single entry.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.testing import tolerances
from autograder.testing.arrays import same_array, same_scalar
from autograder.testing.memory import recall
from autograder.testing.projections import agrees
from autograder.testing.results import Array, as_array, unpack

STEP = 2.0**-10
_SMALLER = 2.0**-5
_ATTEMPTS = 5
_LINEAR = 1e-7
_PROBES = 3
_ROUNDING = 64 * float(np.finfo(float).eps)


def check_vjp(
    forward: Callable[..., Any],
    grads: Any,
    inputs: Sequence[Any],
    upstream: Any,
    names: Sequence[str],
    only: str = "",
) -> None:
    """Judge the gradients of ⟨upstream, forward(*inputs)⟩ by finite differences.

    A gradient that is right in a few random directions is right (see `projections`); of any other
    every element is judged.

    Parameters
    ----------
    forward
        The right forward pass, of float64 arrays and scalars, returning one array; the
        reference's, for what comes of it is kept for the next submission.
    grads
        What the submission's backward pass returned: one array where there is one name, else a
        tuple, one part for each name.
    inputs
        The inputs that the gradients belong to, in the order of `names`; arrays or scalars.
    upstream
        The gradient that was handed to the backward pass, of the shape of the forward's result.
    names
        What the assignment calls the gradients.
    only
        The one to judge, if the others are judged elsewhere.

    Raises
    ------
    Mismatch
        If a gradient is not as it should be: in kind, dtype, shape or value.
    ValueError
        If `forward` has a kink at `inputs`, so that there is no gradient.
    """
    parts = (grads,) if len(names) == 1 else unpack(grads, *names)
    given = (*inputs, upstream)
    for place, (name, got) in enumerate(zip(names, parts, strict=True)):
        if only and name != only:
            continue
        if np.ndim(inputs[place]):
            gradient = as_array(got, name, np.shape(inputs[place]), given)

            def along(directions: Array, place: int = place) -> list[float]:
                return derivatives(forward, inputs, upstream, place, directions)

            if agrees(along, gradient, forward, inputs, upstream, place):
                continue
        expected, magnitude = recall(
            forward,
            (*inputs, upstream, place),
            lambda place=place: vjp_by_differences(forward, inputs, upstream, place),  # type: ignore[misc]
        )
        judge = same_array if expected.ndim else same_scalar
        judge(got, expected, name, given, magnitude, relative=tolerances.current().gradient)


def vjp_by_differences(
    forward: Callable[..., Any], inputs: Sequence[Any], upstream: Any, place: int
) -> tuple[Array, float]:
    """Return the gradient of ⟨upstream, forward(*inputs)⟩ in ``inputs[place]``.

    Returns
    -------
    gradient : np.ndarray
        Of the input's shape, float64.
    magnitude : float
        To which its rounding error is relative: the largest sum of magnitudes of the terms of an
        entry, ⟨|upstream|, |∂forward|⟩, and what the differences add to it.
    """
    path = _Path(forward, inputs, upstream, place)
    gradient = np.zeros(path.start.shape)
    magnitude = 0.0
    for entry in range(gradient.size):
        unit = np.zeros(gradient.shape)
        unit.flat[entry] = 1.0
        slope, step = path.slope(unit)
        gradient.flat[entry] = (path.weights * slope).sum()
        terms = float(np.abs(path.weights * slope).sum())
        differences = float(np.abs(path.weights * path.base).sum()) / (8 * step)
        magnitude = max(magnitude, terms + differences)
    return gradient, magnitude


def derivatives(
    forward: Callable[..., Any], inputs: Sequence[Any], upstream: Any, place: int, directions: Array
) -> list[float]:
    """Return the derivatives of ⟨upstream, forward(*inputs)⟩ in directions of ``inputs[place]``.

    Raises
    ------
    ValueError
        If `forward` has a kink on the way.
    """
    path = _Path(forward, inputs, upstream, place)
    return [float((path.weights * path.slope(one)[0]).sum()) for one in directions]


class _Path:
    """The outputs of a forward pass as one of its inputs moves away from where it is."""

    def __init__(
        self, forward: Callable[..., Any], inputs: Sequence[Any], upstream: Any, place: int
    ) -> None:
        self._forward = forward
        self._inputs = [np.array(value, dtype=float) for value in inputs]
        self._place = place
        self.start = self._inputs[place]
        self.weights = np.asarray(upstream, dtype=float)
        self.base = self._outputs(self.start)
        self._scale = float(np.abs(self.start).max(initial=0.0)) or 1.0
        if self.base.shape != self.weights.shape:
            shapes = f"{self.weights.shape}, forward returns {self.base.shape}"
            raise ValueError(f"upstream has the shape {shapes}")

    def _outputs(self, moved: Array) -> Array:
        before, after = self._inputs[: self._place], self._inputs[self._place + 1 :]
        return np.asarray(self._forward(*before, moved, *after), dtype=float)

    def slope(self, direction: Array) -> tuple[Array, float]:
        """Return the derivative of each output in a direction, and the step it was found with."""
        return _slope(
            lambda step: self._outputs(self.start + step * direction),
            self.base,
            self.weights,
            self._scale * STEP,
        )


def _slope(
    outputs: Callable[[float], Array], base: Array, weights: Array, step: float
) -> tuple[Array, float]:
    """Return the derivative of each output at 0, and the step, one that reaches no kink."""
    for _ in range(_ATTEMPTS):
        (below, above), (near_below, near_above) = (
            (outputs(-h), outputs(h)) for h in (step, step / 2)
        )
        wide = (above - below) / (2 * step)
        narrow = (near_above - near_below) / step
        bend = weights * (above - 2 * base + below) / step
        near_bend = weights * (near_above - 2 * base + near_below) / (step / 2)
        noise = _LINEAR * float(np.abs(weights * wide).sum()) + _rounding(weights, base, step)
        halves = np.abs(near_bend - bend / 2) <= noise + 0.1 * np.abs(bend)
        agree = np.abs(weights * (wide - narrow)) <= noise
        if (halves & agree).all():
            return (4 * narrow - wide) / 3, step
        step *= _SMALLER
    raise ValueError("the forward pass has a kink at this input: it has no gradient there")


def _rounding(weights: Array, base: Array, step: float) -> float:
    return _ROUNDING * float(np.abs(weights * base).max(initial=0.0)) / step


def check_adjoint(
    linear: Callable[[Any], Any],
    gradient: Any,
    upstream: Any,
    shape: tuple[int, ...],
    name: str,
    rng: np.random.Generator,
    inputs: tuple[Any, ...] = (),
) -> None:
    """Judge a backward pass of a linear map by ⟨upstream, linear(v)⟩ = ⟨gradient, v⟩.

    Needs a few calls of `linear` where finite differences need several for each element.

    Parameters
    ----------
    linear
        The right forward pass as a linear function of the one input: no bias.
    gradient
        What the backward pass returned for that input.
    upstream
        What the backward pass was given, of the shape of `linear`'s result.
    shape
        The input's shape.
    name
        What the assignment calls the gradient.
    rng
        Draws the probes v.
    inputs
        What the gradient was computed from, which decides whether float32 will do.

    Raises
    ------
    Mismatch
        If `gradient` is not the adjoint applied to `upstream`.
    """
    result = as_array(gradient, name, shape, (*inputs, upstream))
    weights = np.asarray(upstream, dtype=float)
    usual, rounding = tolerances.bounds(result.dtype, (*inputs, upstream))
    for _ in range(_PROBES):
        probe = rng.uniform(0.5, 1.5, size=shape) * rng.choice([-1.0, 1.0], size=shape)
        there = weights * np.asarray(linear(probe), dtype=float)
        back = result * probe
        allowed = usual * np.abs(result).max() + rounding * (
            np.abs(there).sum() + np.abs(back).sum()
        )
        if abs(there.sum() - back.sum()) > allowed:
            same_array(gradient, _by_basis(linear, weights, shape), name, (*inputs, upstream))


def _by_basis(linear: Callable[[Any], Any], weights: Array, shape: tuple[int, ...]) -> Array:
    """Return the adjoint applied to `weights`, element by element."""
    expected = np.zeros(shape)
    for entry in range(expected.size):
        unit = np.zeros(shape)
        unit.flat[entry] = 1.0
        expected.flat[entry] = (weights * np.asarray(linear(unit), dtype=float)).sum()
    return expected
