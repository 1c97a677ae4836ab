"""How close a result has to be, and which floating-point types it may have.

A result is compared relative to its scale, the largest magnitude of what is expected. A right
result differs from the expected one by rounding alone: summing n products in floating point with
unit roundoff u is off by at most about n·u times the sum of the magnitudes of the terms (N. J.
Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., §3.1), and a transform by FFT by
about log2(n)·u times the norm. At the sizes used in checks that is below 1e-13 in float64 and
1e-5 in float32, unless the terms cancel; where they may, a comparison takes their `magnitude`
and adds `ROUNDING` units of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np

from autograder.records import dataclass

ROUNDING = 64.0
_ROUNDING_SINGLE = ROUNDING * float(np.finfo(np.float32).eps)
_ROUNDING_DOUBLE = ROUNDING * float(np.finfo(np.float64).eps)

# What float32 holds exactly, so that a computation in float32 loses nothing of its inputs.
_HELD_BY_FLOAT32 = frozenset(
    np.dtype(name) for name in ("float32", "float16", "int8", "uint8", "int16", "uint16")
)


@dataclass(frozen=True)
class Tolerances:
    """Bounds on errors, each relative to the largest magnitude of what is expected.

    Parameters
    ----------
    float64
        For a float64 result from inputs of float64 or integers.
    float32
        Where the result, or one of the inputs, is float32.
    gradient
        Where the expected gradient comes from finite differences.
    """

    float64: float = 1e-9
    float32: float = 1e-4
    gradient: float = 1e-6


_current: ContextVar[Tolerances] = ContextVar("tolerances", default=Tolerances())  # noqa: B039


def current() -> Tolerances:
    """Return the tolerances in force."""
    return _current.get()


@contextmanager
def using(tolerances: Tolerances) -> Iterator[None]:
    """Put other tolerances in force, for as long as the context lasts."""
    token = _current.set(tolerances)
    try:
        yield
    finally:
        _current.reset(token)


def input_dtypes(inputs: Sequence[Any]) -> list[np.dtype[Any]]:
    """Return the dtypes of the arrays among `inputs`; those of NumPy scalars if there are none."""
    arrays = [value.dtype for value in inputs if isinstance(value, np.ndarray) and value.ndim]
    return arrays or [v.dtype for v in inputs if isinstance(v, (np.ndarray, np.generic))]


def float32_suffices(inputs: Sequence[Any]) -> bool:
    """Tell whether a float32 result is right: every array given is float32, or fits into it."""
    dtypes = input_dtypes(inputs)
    return bool(dtypes) and all(dtype in _HELD_BY_FLOAT32 for dtype in dtypes)


def bounds(dtype: np.dtype[Any], inputs: Sequence[Any]) -> tuple[float, float]:
    """Return how far off a result of `dtype` may be that was computed from `inputs`.

    Returns
    -------
    relative : float
        The tolerance, relative to the largest magnitude of what is expected.
    rounding : float
        The rounding error to allow for, relative to the magnitude of the terms summed.
    """
    if any(d.kind == "f" and d.itemsize < 8 for d in (dtype, *input_dtypes(inputs))):
        return current().float32, _ROUNDING_SINGLE
    return current().float64, _ROUNDING_DOUBLE
