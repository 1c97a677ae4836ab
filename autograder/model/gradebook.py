"""A class's results in short: a row a submission."""

from __future__ import annotations

from dataclasses import dataclass, field

from autograder.model.report import Report


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
        How many remarks its report has that may be signs of cheating.
    seconds
        How long grading took.
    """

    submission: str
    scores: dict[str, float] = field(default_factory=dict)
    score: float = 0.0
    max_score: float = 0.0
    outcomes: dict[str, str] = field(default_factory=dict)
    staff: tuple[str, ...] = ()
    signs: int = 0
    seconds: float = 0.0

    @classmethod
    def of(cls, report: Report) -> Row:
        """Shorten a report to its row."""
        return cls(
            submission=report.submission,
            scores={result.question.id: result.score for result in report.questions},
            score=report.score,
            max_score=report.max_score,
            outcomes={result.question.id: result.outcome.value for result in report.questions},
            staff=report.staff,
            signs=len(report.signs),
            seconds=report.seconds,
        )


@dataclass(frozen=True)
class Gradebook:
    """The rows of a class, sorted by submission."""

    questions: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def needs_staff(self) -> bool:
        """Whether any submission needs a person's look before its result can stand."""
        return any(row.staff for row in self.rows)
