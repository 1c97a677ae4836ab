"""Where in an array the wrong entries are, and the values there, as data that can be drawn."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.records import dataclass

Array = np.ndarray[Any, np.dtype[Any]]

MOST = 4096
"""Entries of an array beyond which nothing is drawn."""


@dataclass(frozen=True, eq=False)
class Where:
    """Which entries of a result are wrong.

    Parameters
    ----------
    name
        What the assignment calls the result.
    wrong
        True where it is wrong, of the result's shape.
    got, expected
        The values, of the same shape; no part of what a hidden check may say.
    """

    name: str
    wrong: Array
    got: Array
    expected: Array


def where(name: str, wrong: Array, got: Array, expected: Array) -> Where | None:
    """Return where a result is wrong, or `None` for one that is no array or too large to draw.

    Parameters are those of `Where`.
    """
    if not wrong.ndim or not 1 < wrong.size <= MOST:
        return None
    return Where(name, wrong, np.asarray(got, float), np.asarray(expected, float))
