"""Texts and numbers as cells of a CSV file that a spreadsheet, or another system, opens."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from autograder.reporting import csv_gradebook
from autograder.reporting.text import printable

MAX_CELL = 1_000
BYTE_ORDER_MARK = "\ufeff"
_NUMBER = re.compile(r"[+-]?\d+", re.ASCII)


def harmless(text: str) -> str:
    """Return a text that a spreadsheet does not read as a formula.

    A sign and digits alone, which some student numbers are, stay as they are.
    """
    return text if _NUMBER.fullmatch(text) else csv_gradebook.harmless(text)


def one_line(text: str) -> str:
    """Return a text as a harmless cell without line ends, of at most `MAX_CELL` characters."""
    return harmless(" ".join(printable(text).split())[:MAX_CELL])


def decimal(number: float, places: int) -> str:
    """Return a number with at most so many decimals, a point before them, and none in vain."""
    text = f"{number:.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def table(rows: Iterable[Sequence[str]], *, mark: bool = False) -> bytes:
    """Return a CSV file's bytes: UTF-8, comma-separated, LF, in quotes what needs them.

    Parameters
    ----------
    rows
        Of cells, the header first.
    mark
        Whether the file begins with a byte order mark, by which Excel knows UTF-8.
    """
    out = io.StringIO()
    if mark:
        out.write(BYTE_ORDER_MARK)
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()
