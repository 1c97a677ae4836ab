"""What a call returned, judged by its kind before anything is done with it."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.testing.errors import Mismatch
from autograder.testing.tolerances import float32_suffices

Array = np.ndarray[Any, np.dtype[Any]]

LARGEST = 1e150  # beyond it a result is taken for an overflow: its square must have room in float64


def kind_of(value: Any) -> str:
    """Return words for what a value is, without its contents."""
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}" if _is_near(value.shape, ()) else "an array"
    if value is None:
        return "None"
    if isinstance(value, (bool, np.bool_)):
        return "a truth value"
    if isinstance(value, (complex, np.complexfloating)) and not isinstance(value, float):
        return "a complex number"
    if isinstance(value, (int, float, np.number)):
        return "a number"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, (tuple, list)):
        return f"a tuple or list of {len(value)}"
    describe = getattr(value, "describe", None)
    return str(describe()) if callable(describe) else "an object of another kind"


def unpack(result: Any, *names: str) -> tuple[Any, ...]:
    """Take a result apart that should be a tuple (or list, or named tuple) with these parts.

    Raises
    ------
    Mismatch
        If it is something else, or has another number of parts.
    """
    wanted = f"({', '.join(names)})"
    if not isinstance(result, (tuple, list)):
        raise Mismatch(f"The function should return {wanted}, but returned {kind_of(result)}.")
    if len(result) != len(names):
        raise Mismatch(
            f"The function should return {wanted}, {len(names)} results, "
            f"but returned {len(result)}."
        )
    return tuple(result)


def as_array(got: Any, name: str, shape: tuple[int, ...], inputs: tuple[Any, ...] = ()) -> Array:
    """Judge a result's kind, dtype, shape and finiteness, in this order.

    Parameters
    ----------
    got
        The result; anything.
    name
        What the assignment calls it.
    shape
        The shape it should have, of at least one dimension.
    inputs
        What it was computed from, which decides whether float32 will do.

    Returns
    -------
    np.ndarray
        `got`, now known to be a finite array of floating-point numbers of that shape.

    Raises
    ------
    Mismatch
        If it is not.
    """
    if not isinstance(got, np.ndarray):
        raise Mismatch(f"{name} should be an array of shape {shape}, but is {kind_of(got)}.")
    _judge_dtype(got.dtype, name, inputs)
    if got.shape != shape:
        has = str(got.shape) if _is_near(got.shape, shape) else "one that is far from it"
        raise Mismatch(f"{name} should have the shape {shape}, but has {has}.")
    _judge_finite(got, name)
    return got


def as_scalar(got: Any, name: str, inputs: tuple[Any, ...] = ()) -> float:
    """Judge a result that should be a scalar: a Python number, a NumPy scalar or a 0-d array.

    Integers will do, unlike in arrays. An array with one element is no scalar.

    Raises
    ------
    Mismatch
        If it is anything else, or not finite.
    """
    is_array = isinstance(got, np.ndarray)
    if (is_array and got.ndim) or not (is_array or isinstance(got, (int, float, np.number))):
        raise Mismatch(f"{name} should be a scalar, but is {kind_of(got)}.")
    value = np.asarray(got)
    if value.dtype.kind not in "iu":
        _judge_dtype(value.dtype, name, inputs)
    _judge_finite(value, name)
    return float(value)


def _is_near(shape: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    """Tell whether a shape may be told: one that is far from any mistake can hold hidden inputs."""
    longest = 2 * max(wanted, default=0) + 100
    return len(shape) <= max(len(wanted) + 1, 2) and max(shape, default=0) <= longest


def _judge_dtype(dtype: np.dtype[Any], name: str, inputs: tuple[Any, ...]) -> None:
    if dtype == np.float64 or (dtype == np.float32 and float32_suffices(inputs)):
        return
    if dtype == np.float32:
        why = "float32 will do only where every array given is float32"
    elif dtype.kind in "iub":
        why = "whatever the inputs' dtype, results are floating point, lest fractions be cut off"
    elif dtype.kind == "c":
        why = "results are real; of a complex transform, return the real part"
    else:
        why = "it should be float64"
    raise Mismatch(f"{name} has the dtype {dtype}: {why}.")


def is_finite(values: Array) -> bool:
    """Tell whether all of an array's numbers are finite, and none is near an overflow."""
    return not _count_infinite(values)


def _count_infinite(values: Array) -> int:
    finite = np.abs(values.astype(float, copy=False)) <= LARGEST
    return int(values.size - np.count_nonzero(finite))


def _judge_finite(got: Array, name: str) -> None:
    if bad := _count_infinite(got):
        where = f" in {bad} of {got.size} entries" if got.size > 1 else ""
        raise Mismatch(f"{name} is not finite (NaN, infinity or an overflow){where}.")
