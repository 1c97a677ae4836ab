"""What a part of a formula is worth, and the indices it stands inside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

import numpy as np
from numpy.typing import NDArray

from autograder.records import dataclass

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Value:
    """The value of a part of a formula, for all values of the indices it stands inside.

    Parameters
    ----------
    data
        One axis for each index, of length 1 where the value does not depend on it; then, of a
        vector, its entries.
    is_vector
        Whether the last axis is a vector's.
    """

    data: Floats
    is_vector: bool

    def describe(self) -> str:
        """Say which shape this is: ``a number`` or ``a vector of 9 numbers``."""
        return describe_shape(self.data.shape[-1:] if self.is_vector else ())

    def entries(self) -> Floats:
        """Return the data with an axis for entries, of length 1 for a number."""
        return self.data if self.is_vector else self.data[..., np.newaxis]


@dataclass(frozen=True)
class Scope:
    """The indices that a part of a formula stands inside.

    Parameters
    ----------
    indices
        An index's values, over the axes of the indices bound before it and its own.
    lengths
        The axes' lengths, in the order in which the indices were bound.
    active
        Which combinations of them occur, or None where all do. Others come from sums whose ranges
        differ in length; what is worked out there has no meaning.
    """

    indices: Mapping[str, Floats] = field(default_factory=dict)
    lengths: tuple[int, ...] = ()
    active: NDArray[np.bool_] | None = None

    @property
    def depth(self) -> int:
        """How many indices are bound."""
        return len(self.lengths)

    def with_index(
        self, name: str, values: Floats, active: NDArray[np.bool_] | None = None
    ) -> Scope:
        """Return the scope inside one more index, whose own axis is the last of `values`."""
        lengths = (*self.lengths, values.shape[-1])
        return Scope({**self.indices, name: values}, lengths, active)

    def index(self, name: str) -> Value:
        """Return the value of an index here."""
        values = self.indices[name]
        return Value(values.reshape(values.shape + (1,) * (self.depth - values.ndim)), False)

    def constant(self, value: Floats) -> Value:
        """Return the value, here, of a number (no axis) or a vector (one axis)."""
        return Value(value.reshape((1,) * self.depth + value.shape), value.ndim == 1)

    def any_active(self, condition: NDArray[np.bool_]) -> bool:
        """Tell whether a condition holds for some combination of indices that occurs.

        Parameters
        ----------
        condition
            An axis for each index, and possibly one more for a vector's entries.
        """
        holds = np.asarray(condition.any(axis=-1) if condition.ndim > self.depth else condition)
        return bool((holds if self.active is None else holds & self.active).any())


def describe_shape(shape: tuple[int, ...]) -> str:
    """Say a shape in words."""
    if not shape:
        return "a number"
    return f"a vector of {shape[0]} number{'' if shape[0] == 1 else 's'}"
