"""What is said of a formula that cannot be read or evaluated."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_EXCERPT = 40


class FormulaError(ValueError):
    """A formula that does not parse or has no value of the wanted shape.

    Parameters
    ----------
    message
        What is wrong and where, for the student who wrote the formula. It quotes the formula
        and nothing else.
    value
        What the formula comes to, where only its shape is wrong.
    """

    def __init__(self, message: str, value: NDArray[np.float64] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.value = value


def place(text: str, offset: int) -> str:
    """Say where in `text` the character number `offset` (from 0) stands.

    Returns
    -------
    str
        ``column 3``, or ``line 2, column 3`` where the text has several lines; both from 1.
    """
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    several_lines = len(text.strip().splitlines()) > 1
    return f"line {line}, column {column}" if several_lines else f"column {column}"


def excerpt(text: str, start: int, end: int) -> str:
    """Quote a part of `text` on one line, shortened in its middle."""
    part = " ".join(text[start:end].split())
    if len(part) > _EXCERPT:
        half = (_EXCERPT - 3) // 2
        part = f"{part[:half]} … {part[-half:]}"
    return f"`{part}`"


def unparsable(text: str, offset: int, reason: str) -> FormulaError:
    """Make the error of a formula that does not parse at `offset`."""
    return FormulaError(f"The formula does not parse at {place(text, offset)}: {reason}.")
