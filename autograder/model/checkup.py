"""What a student's own run found: how far each question is, and what its public checks said."""

from __future__ import annotations

from enum import Enum

from autograder.model.assignment import Question
from autograder.model.outcome import Outcome
from autograder.model.report import QuestionResult
from autograder.records import dataclass


class Progress(str, Enum):
    """How much of a question is filled in."""

    MISSING = "missing"
    BLANK = "not begun"
    PARTLY = "partly"
    WRITTEN = "filled in"


@dataclass(frozen=True)
class QuestionCheckup:
    """One question.

    Parameters
    ----------
    question
        The question.
    progress
        How much of it is filled in.
    result
        What its public checks said; its scores are of the points that these stand for. `None`
        where there are none.
    hidden_checks
        How many more checks it has.
    """

    question: Question
    progress: Progress
    result: QuestionResult | None = None
    hidden_checks: int = 0

    @property
    def begun(self) -> bool:
        """Whether anything is written, so that there is something to say of it."""
        return self.progress is not Progress.BLANK

    @property
    def passed(self) -> bool:
        """Whether no public check failed."""
        return self.result is None or self.result.outcome is Outcome.PASSED


@dataclass(frozen=True)
class Checkup:
    """A student's own run.

    Parameters
    ----------
    title
        The assignment's.
    subject
        What was checked, in words.
    questions
        Those that were asked for, in the assignment's order.
    remarks
        What else the student should know.
    """

    title: str
    subject: str
    questions: tuple[QuestionCheckup, ...]
    remarks: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether no public check failed."""
        return all(question.passed for question in self.questions)

    @property
    def points(self) -> tuple[float, float]:
        """The points earned by public checks, and those that they stand for."""
        results = [question.result for question in self.questions if question.result is not None]
        return (
            round(sum(result.score for result in results), 6),
            round(sum(result.max_score for result in results), 6),
        )
