"""A class's results in short: a row a submission."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from typing import NamedTuple

from autograder.model.outcome import Outcome
from autograder.model.report import Report
from autograder.records import dataclass


class Ending(NamedTuple):
    """How a check ended, and how many seconds it took."""

    outcome: Outcome
    seconds: float


@dataclass(frozen=True)
class Row:
    """What the gradebook keeps of one submission.

    Parameters
    ----------
    submission
        Its id.
    scores
        The automatic points earned, by question.
    score, max_score
        Their sum, and what there is.
    outcomes
        How each question ended, by question.
    staff
        What a person has to look at.
    signs
        The remarks of its report that may be signs of cheating.
    seconds
        How long grading took.
    checks
        How each check ended, by its id.
    hints
        Of the known mistakes that explain its results, and the questions that these cost points in.
    """

    submission: str
    scores: dict[str, float] = field(default_factory=dict)
    score: float = 0.0
    max_score: float = 0.0
    outcomes: dict[str, str] = field(default_factory=dict)
    staff: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    seconds: float = 0.0
    checks: dict[str, Ending] = field(default_factory=dict)
    hints: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, report: Report) -> Row:
        """Shorten a report to its row."""
        checks = [result for question in report.questions for result in question.checks]
        hints: dict[str, dict[str, None]] = {}
        for result in checks:
            for hint in result.hints:
                hints.setdefault(hint, {})[result.check.question] = None
        return cls(
            submission=report.submission,
            scores={result.question.id: result.score for result in report.questions},
            score=report.score,
            max_score=report.max_score,
            outcomes={result.question.id: result.outcome.value for result in report.questions},
            staff=report.staff,
            signs=report.signs,
            seconds=report.seconds,
            checks={one.check.id: Ending(one.outcome, one.seconds) for one in checks},
            hints={hint: tuple(questions) for hint, questions in hints.items()},
        )


NAMED = 3
MOST_NOTES = 50


@dataclass(frozen=True)
class Names:
    """The first few of some submissions, and how many there are."""

    first: tuple[str, ...] = ()
    count: int = 0

    def and_one(self, name: str) -> Names:
        """Return these and one more."""
        return Names((*self.first, name)[:NAMED], self.count + 1)

    def __str__(self) -> str:
        more = f" and {self.count - NAMED} more" if self.count > NAMED else ""
        return ", ".join(self.first) + more


@dataclass(frozen=True)
class Summary:
    """What is said of a class as a whole; it does not grow with the class.

    Parameters
    ----------
    count
        How many submissions there are.
    staff
        Those that a person has to look at before their results can stand.
    notes
        What a person has to look at, and in which; so many at most.
    signs
        Those whose reports hold remarks that may be signs of cheating.
    """

    count: int = 0
    staff: Names = Names()
    notes: dict[str, Names] = field(default_factory=dict)
    signs: Names = Names()

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Summary:
        """Sum up rows."""
        count, staff, signs = 0, Names(), Names()
        notes: dict[str, Names] = {}
        for row in rows:
            count += 1
            staff = staff.and_one(row.submission) if row.staff else staff
            signs = signs.and_one(row.submission) if row.signs else signs
            for note in row.staff:
                if note in notes or len(notes) < MOST_NOTES:
                    notes[note] = notes.get(note, Names()).and_one(row.submission)
        return cls(count, staff, notes, signs)
