"""Where an array went wrong, as lines of marks: a mark an entry, or a mark for several."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.model.outcome import Difference
from autograder.records import dataclass

RIGHT, WRONG = "·", "✗"
MOST_ROWS = 12
NARROWEST = 8


@dataclass(frozen=True)
class Row:
    """One row of an array: its last axis.

    Parameters
    ----------
    label
        The indices along the other axes, such as `[0, 1]`; empty for a vector.
    wrong
        For each entry, whether it is wrong.
    """

    label: str
    wrong: tuple[bool, ...]


def rows_of(difference: Difference) -> list[Row]:
    """Return an array row by row."""
    *lead, length = difference.shape
    wrong = set(difference.wrong)
    rows = []
    for number in range(_product(lead)):
        start = number * length
        entries = tuple(start + place in wrong for place in range(length))
        rows.append(Row(_label(number, lead), entries))
    return rows


def marks(difference: Difference, width: int = 80) -> list[str]:
    """Draw where an array is wrong; nothing where all of it is.

    Parameters
    ----------
    difference
        Its places; no value is shown.
    width
        Characters that a line should have at most.

    Returns
    -------
    list of str
        A line a row of the array, or, where it has many rows, a line a row that has something
        wrong. The words come last, on the same line if there is one line and room on it.
    """
    size = _product(difference.shape)
    if not size or len(difference.wrong) == size:
        return []
    rows = rows_of(difference)
    shown = rows if len(rows) <= MOST_ROWS else [row for row in rows if any(row.wrong)]
    left_out = max(len(shown) - MOST_ROWS, 0)
    shown = shown[:MOST_ROWS]
    labels = max(len(row.label) for row in shown)
    margin = len(difference.name) + 2 + (labels + 2 if labels else 0)
    room = max(width - margin, NARROWEST)
    each = -(-difference.shape[-1] // room)
    lines = []
    for number, row in enumerate(shown):
        name = difference.name if not number else ""
        label = f"{row.label:<{labels}}  " if labels else ""
        lines.append(f"{name:<{len(difference.name)}}  {label}{_drawn(row.wrong, each)}")
    words = in_words(difference)
    if each > 1:
        words += f"; a mark stands for {each}"
    if left_out:
        words += f"; {left_out} more rows have some"
    if len(lines) == 1 and len(lines[0]) + 2 + len(words) <= width:
        return [f"{lines[0]}  {words}"]
    return [*lines, " " * (len(difference.name) + 2) + words]


def in_words(difference: Difference) -> str:
    """Say how many entries are wrong, and whether they are near the ends of the last axis."""
    count, size = len(difference.wrong), _product(difference.shape)
    words = f"{count} of {size} entries {'is' if count == 1 else 'are'} wrong"
    length = difference.shape[-1]
    reach = max(min(place % length, length - 1 - place % length) for place in difference.wrong) + 1
    if reach * 4 > length:
        return words
    if reach == 1:
        return f"{words}, {'at an end' if count == 1 else 'all at the ends'}"
    return f"{words}, all within {reach} of the ends"


def _drawn(wrong: Sequence[bool], each: int) -> str:
    bins = (wrong[start : start + each] for start in range(0, len(wrong), each))
    return "".join(WRONG if any(part) else RIGHT for part in bins)


def _label(number: int, lead: Sequence[int]) -> str:
    if not lead:
        return ""
    index = []
    for length in reversed(lead):
        number, place = divmod(number, length)
        index.append(str(place))
    return f"[{', '.join(reversed(index))}]"


def _product(shape: Sequence[int]) -> int:
    size = 1
    for length in shape:
        size *= length
    return size
