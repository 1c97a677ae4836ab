"""What a student may see at once, for platforms that show all they are given.

Gradescope keeps a hidden check's result to itself until its time has come. Other platforms cannot,
so they are given the visible checks alone, and a score out of these; `feedback: {hidden: visible}`
in `config.yaml` makes all of them visible.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from autograder.model.outcome import Outcome
from autograder.model.report import CheckResult, QuestionResult, Report
from autograder.records import dataclass
from autograder.reporting.text import MAX_TEXT

UNJUDGED = frozenset({Outcome.NOT_RUN, Outcome.GRADER_ERROR})


@dataclass(frozen=True)
class AtOnce:
    """The part of a report that may be shown at once.

    Parameters
    ----------
    questions
        Those that have visible checks, each with these alone.
    notes
        A sentence for each kind of thing that is not here, and the remarks.
    """

    questions: tuple[QuestionResult, ...]
    notes: tuple[str, ...]

    @property
    def checks(self) -> tuple[CheckResult, ...]:
        """The visible checks."""
        return tuple(check for question in self.questions for check in question.checks)

    @property
    def score(self) -> float:
        """The points that the visible checks earned."""
        return round(math.fsum(check.score for check in self.checks), 6)

    @property
    def max_score(self) -> float:
        """The points that the visible checks stand for."""
        return round(math.fsum(check.max_score for check in self.checks), 6)

    @property
    def anything_ran(self) -> bool:
        """Whether any visible case was run to its end, or to the submission's own."""
        return any(case.outcome not in UNJUDGED for check in self.checks for case in check.cases)


def at_once(report: Report) -> AtOnce:
    """Return what may be shown at once of a report."""
    shown = []
    later: list[CheckResult] = []
    for question in report.questions:
        visible = tuple(one for one in question.checks if one.check.visibility == "visible")
        later.extend(one for one in question.checks if one.check.visibility != "visible")
        if visible:
            score, points = (
                round(math.fsum(figures), 6)
                for figures in zip(*((one.score, one.max_score) for one in visible), strict=True)
            )
            shown.append(QuestionResult(question.question, visible, score, points))
    return AtOnce(tuple(shown), tuple(_notes(report, later)))


def _notes(report: Report, later: list[CheckResult]) -> list[str]:
    notes = []
    if later:
        points = math.fsum(one.max_score for one in later)
        notes.append(
            f"{len(later)} more checks, worth {points:g} points, are shown later; "
            "they do not count here."
        )
    if report.manual:
        points = math.fsum(float(answer.question.points) for answer in report.manual)
        notes.append(f"{points:g} more points are awarded by a person.")
    if report.needs_staff:
        notes.append(
            "A part could not be graded through no fault of yours; staff look at it, "
            "and this is not final."
        )
    return [*notes, *report.remarks]


def within(size: int, write: Callable[[int], bytes]) -> bytes:
    """Return what `write` makes with the longest texts with which it has at most `size` bytes.

    Parameters
    ----------
    size
        Bytes that the platform takes.
    write
        Makes the file; given how many characters a text may have.
    """
    characters = MAX_TEXT
    while len(data := write(characters)) > size and characters > 1:
        characters //= 2
    return data
