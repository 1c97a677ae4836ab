"""The marked regions of a solution: what students do not see.

A region lies between two comments that have a line each, ``# BEGIN SOLUTION 1.1`` (the question
that it answers) and ``# END SOLUTION``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from autograder.errors import ConfigError
from autograder.records import dataclass

_MARKER = re.compile(r"\s*#\s*(BEGIN|END)\s+SOLUTION\b:?\s*(.*?)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Region:
    """A part of a solution that students do not see.

    Parameters
    ----------
    question
        The id of the question that it answers, such as `1.1`.
    begin, end
        The lines of its two markers, counted from 1.
    """

    question: str
    begin: int
    end: int


def find_regions(
    lines: Sequence[str], file: str, questions: Collection[str] | None = None
) -> list[Region]:
    """Return the solution regions of a file, in order.

    Parameters
    ----------
    lines
        The file's lines, without line ends.
    file
        Its name, for errors.
    questions
        The ids that a region may have; by default any.

    Returns
    -------
    list of Region
        At least one; they do not overlap.

    Raises
    ------
    ConfigError
        For an END without a BEGIN or the other way round, a region within another, an id that is
        missing or unknown, text after END, an empty region, or a file without any region.
    """
    regions: list[Region] = []
    opened: tuple[str, int] | None = None
    for number, line in enumerate(lines, start=1):
        marker = _MARKER.fullmatch(line)
        if marker is None:
            continue
        kind, text = marker[1].upper(), marker[2]
        if kind == "BEGIN":
            if opened is not None:
                raise error_at(file, number, f"this region is within that of line {opened[1]}")
            if not text:
                raise error_at(file, number, "BEGIN SOLUTION lacks the id of its question")
            if questions is not None and text not in questions:
                known = ", ".join(sorted(questions))
                raise error_at(file, number, f"there is no question {text!r}; there are {known}")
            opened = text, number
        else:
            if opened is None:
                raise error_at(file, number, "END SOLUTION has no BEGIN SOLUTION before it")
            if text:
                raise error_at(file, number, f"END SOLUTION should stand alone, without {text!r}")
            question, begin = opened
            if not any(is_code(line) for line in lines[begin : number - 1]):
                raise error_at(file, begin, "this solution region is empty")
            regions.append(Region(question, begin, number))
            opened = None
    if opened is not None:
        raise error_at(file, opened[1], "this BEGIN SOLUTION has no END SOLUTION after it")
    if not regions:
        raise ConfigError(f"{file}: no solution region, so the handout would be the solution.")
    return regions


def is_code(line: str) -> bool:
    """Tell whether a line is neither blank nor a comment."""
    return bool(line.strip()) and not line.lstrip().startswith("#")


def error_at(file: str, line: int, what: str) -> ConfigError:
    """Return the error that says what is wrong in a line of a file."""
    return ConfigError(f"{file}, line {line}: {what}.")
