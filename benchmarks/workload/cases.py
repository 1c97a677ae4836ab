"""The two convolutions whose gradients are judged in several ways; NumPy only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from workload.checks import reference

Array = np.ndarray


@dataclass(frozen=True)
class Case:
    """A forward pass, and its gradient in the first input.

    Parameters
    ----------
    name
        For the table.
    shapes
        Of the inputs, and last of the upstream gradient.
    forward
        Of the inputs.
    linear
        The same without the bias.
    gradient
        Of the upstream gradient and the inputs: the right gradient in the first input.
    """

    name: str
    shapes: tuple[tuple[int, ...], ...]
    forward: Callable[..., Array]
    linear: Callable[..., Array]
    gradient: Callable[..., Array]


def draw(case: Case, seed: int) -> tuple[tuple[Array, ...], Array]:
    """Draw the inputs and the upstream gradient."""
    rng = np.random.default_rng(seed)
    *inputs, upstream = (rng.normal(size=shape) for shape in case.shapes)
    return tuple(inputs), upstream


with reference() as _modules:
    _conv1d, _conv2d = _modules["conv1d"], _modules["conv2d"]


def _forward2d(x: Array, w: Array, b: Array) -> Array:
    return _conv2d.conv2d_forward(x, w, b, 2, 1)[0]  # type: ignore[no-any-return]


def _gradient2d(upstream: Array, x: Array, w: Array, b: Array) -> Array:
    _, cache = _conv2d.conv2d_forward(x, w, b, 2, 1)
    return _conv2d.conv2d_backward(upstream, cache)[0].copy()  # type: ignore[no-any-return]


CASES = (
    Case(
        "conv1d, 50 entries",
        ((50,), (9,), (), (50,)),
        lambda x, w, b: _conv1d.conv1d_forward(x, w, float(b)),
        lambda x, w, b: _conv1d.conv1d_forward(x, w, 0.0),
        lambda upstream, x, w, b: _conv1d.conv1d_backward(upstream, x, w)[0],
    ),
    Case(
        "conv2d, 378 entries",
        ((2, 3, 9, 7), (4, 3, 3, 3), (4,), (2, 4, 5, 4)),
        _forward2d,
        lambda x, w, b: _forward2d(x, w, 0 * b),
        _gradient2d,
    ),
)
