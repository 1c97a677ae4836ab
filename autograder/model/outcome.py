"""What came of running checks on a submission."""

from __future__ import annotations

from enum import Enum

from autograder.records import dataclass


class Outcome(str, Enum):
    """How a case ended. The order is from good to what staff must see first."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not_run"
    CRASHED = "crashed"
    OVER_LIMIT = "over_limit"
    TIMED_OUT = "timed_out"
    FORBIDDEN = "forbidden"
    GRADER_ERROR = "grader_error"

    @property
    def severity(self) -> int:
        """0 for passed, and more the worse it is."""
        return _SEVERITY[self]


_SEVERITY = {outcome: number for number, outcome in enumerate(Outcome)}


@dataclass(frozen=True)
class Difference:
    """Which entries of an array are wrong, and the values; all in C order.

    Parameters
    ----------
    name
        What the assignment calls the array.
    shape
        Its shape.
    wrong
        The places of the wrong entries, counted from 0 through the whole array.
    got, expected
        Every entry, finite: for public checks and staff.
    """

    name: str
    shape: tuple[int, ...]
    wrong: tuple[int, ...]
    got: tuple[float, ...]
    expected: tuple[float, ...]


@dataclass(frozen=True)
class CaseResult:
    """One case of a check (a check without parameters has one).

    Parameters
    ----------
    check
        The check's id.
    case
        The case's id within the check, or an empty string.
    outcome
        How it ended.
    message
        What went wrong, safe to show to the student.
    detail
        Values, exception texts and tracebacks: for public checks and staff.
    printed
        What the submission printed, cut.
    difference
        Where in an array it went wrong: for public checks and staff.
    """

    check: str
    case: str
    outcome: Outcome
    message: str = ""
    detail: str = ""
    printed: str = ""
    difference: Difference | None = None
