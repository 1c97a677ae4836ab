"""From a formula's tree and the values of its variables to the formula's value.

Every index is an axis: inside a sum, and under a free index, all terms are worked out at once. The
value of a part that stands inside d indices has d axes (of length 1 where it does not depend on
that index), and one more, the last, where it is a vector.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.testing.formula.errors import FormulaError
from autograder.testing.formula.machine import Machine
from autograder.testing.formula.tree import Formula, Listing
from autograder.testing.formula.value import Scope, Value, describe_shape


def evaluate(
    formula: Formula, environment: Mapping[str, ArrayLike], shape: tuple[int, ...]
) -> NDArray[np.float64]:
    """Work out a formula's value.

    Parameters
    ----------
    formula
        What `parse` returned.
    environment
        The values of the variables: finite numbers, and vectors of one axis.
    shape
        The shape that the value must have: ``()`` for a number, ``(n,)`` for a vector.
        A free index runs over 0 … n - 1.

    Returns
    -------
    ndarray of float64
        Of the wanted shape, and finite.

    Raises
    ------
    FormulaError
        Where the value has another shape, is not finite, or asks for too much work.
    """
    wanted = describe_shape(shape)
    if isinstance(formula.body, Listing):
        count = "several" if formula.body.count is None else formula.body.count
        entries = "entry" if count == 1 else "entries"
        raise FormulaError(
            f"Wrong shape: the formula is a list of {count} {entries} with commas between them; "
            f"{wanted} is wanted."
        )
    machine = Machine(formula.text, environment)
    scope = Scope()
    index = formula.index
    named_only = index is not None and not formula.uses_index  # on the left side alone
    if named_only and shape == ():
        index = None
    if index is not None:
        if shape == ():
            raise FormulaError(
                f"Wrong shape: the formula has a free index, `{index}`, "
                f"and so is a vector; {wanted} is wanted."
            )
        scope = scope.with_index(index, np.arange(shape[0], dtype=np.float64))
    try:
        with np.errstate(all="ignore"):
            value = machine.value(formula.body, scope)
            if named_only and value.is_vector:  # `y[j] = flip(x) ⊛ w` means the vector
                index = None
                value = machine.value(formula.body, Scope())
    except RecursionError:
        raise FormulaError("Too much work: the formula is nested too deeply.") from None
    return _of_shape(value, index, shape, wanted)


def _of_shape(
    value: Value, index: str | None, shape: tuple[int, ...], wanted: str
) -> NDArray[np.float64]:
    if index is not None:
        if value.is_vector:
            raise FormulaError(
                f"Wrong shape: with `{index}` as its index the formula should give one number for "
                f"each {index}, but gives {value.describe()}; pick an entry with [ ], or leave "
                "the index out on the left."
            )
        result = np.array(np.broadcast_to(value.data, shape))
    else:
        if value.data.shape != shape:
            hint = " By components, an index picks entries." if value.is_vector and shape else ""
            raise FormulaError(
                f"Wrong shape: the formula is {value.describe()}; {wanted} is wanted.{hint}",
                np.array(value.data),
            )
        result = np.array(value.data)
    if not np.isfinite(result).all():
        raise FormulaError("The formula's value is not finite: its numbers grow too large.")
    return result
