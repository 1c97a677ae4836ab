"""The scored report of one submission, from which every format is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from functools import cached_property
from typing import Literal

from autograder.model.assignment import Question
from autograder.model.check import Check
from autograder.model.outcome import CaseResult, Outcome
from autograder.records import dataclass

_PASSED = Outcome.PASSED  # to look it up in the enumeration takes long before Python 3.12
UNSTEADY = "gave different results for equal calls"
"""What a sign ends with that is said of a function; its name stands before it."""


@dataclass(frozen=True)
class CheckResult:
    """A check's result: the share of its cases that passed, and what the others said.

    Parameters
    ----------
    check
        The check.
    cases
        What came of its cases.
    score, max_score
        The points earned, and those that there are.
    hints
        Of the known mistakes that give the submission's results, if any do.
    seconds
        Wall time that its cases took; two results that differ in it alone are equal.
    """

    check: Check
    cases: tuple[CaseResult, ...]
    score: float
    max_score: float
    hints: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    @cached_property
    def passed(self) -> int:
        """How many cases passed."""
        return sum(case.outcome is _PASSED for case in self.cases)

    @cached_property
    def outcome(self) -> Outcome:
        """The most severe outcome of its cases."""
        return _most_severe(self.cases)


@dataclass(frozen=True)
class QuestionResult:
    """An automatic question's score, out of its points, and the checks it comes from."""

    question: Question
    checks: tuple[CheckResult, ...]
    score: float
    max_score: float

    @cached_property
    def outcome(self) -> Outcome:
        """The most severe outcome of its checks."""
        return _most_severe(self.checks)


def _most_severe(parts: Sequence[CaseResult | CheckResult]) -> Outcome:
    """Return the most severe outcome; quickly where all passed, as they mostly did."""
    outcomes = [one for part in parts if (one := part.outcome) is not _PASSED]
    if outcomes:
        return max(outcomes, key=lambda outcome: outcome.severity)
    if not parts:
        raise ValueError("there is nothing whose outcome could be told")
    return _PASSED


@dataclass(frozen=True)
class ManualAnswer:
    """An answer that waits for a person, and its text (empty if none was handed in)."""

    question: Question
    text: str


@dataclass(frozen=True)
class WrittenAnswer:
    """An answer in words that checks score, such as a formula, as it was handed in.

    Parameters
    ----------
    question
        The question's id.
    key
        Its key in the answers file.
    text
        What was written; empty if nothing was.
    """

    question: str
    key: str
    text: str


@dataclass(frozen=True)
class LeaderboardEntry:
    """A figure that submissions are ranked by, apart from their points.

    Parameters
    ----------
    name
        What it is, with its unit, such as `conv2d, seconds`.
    value
        The figure, finite.
    order
        Whether the smallest leads (`asc`) or the largest (`desc`).
    """

    name: str
    value: float
    order: Literal["asc", "desc"]


@dataclass(frozen=True)
class Report:
    """Everything that is said of one submission.

    Parameters
    ----------
    submission
        The submission's id.
    questions
        The automatic questions, in the assignment's order.
    manual
        The answers that wait for a person.
    seed
        Replays the same inputs when given again.
    remarks
        For the student: renamed files, salvaged answers and the like.
    staff
        For staff only: what a person has to look at.
    seconds
        How long grading took.
    leaderboard
        What the submission is ranked by; it never counts towards the score.
    signs
        For staff only: what may be a sign of cheating, and what may look like one; never counted.
    written
        The written answers that checks score, in the assignment's order.
    """

    submission: str
    questions: tuple[QuestionResult, ...]
    manual: tuple[ManualAnswer, ...]
    seed: int
    remarks: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    seconds: float = 0.0
    leaderboard: tuple[LeaderboardEntry, ...] = ()
    signs: tuple[str, ...] = ()
    written: tuple[WrittenAnswer, ...] = ()

    @property
    def score(self) -> float:
        """The automatic points earned."""
        return round(sum(question.score for question in self.questions), 6)

    @property
    def max_score(self) -> float:
        """The automatic points there are."""
        return round(sum(question.max_score for question in self.questions), 6)

    @property
    def needs_staff(self) -> bool:
        """Whether a fault of the grader kept a part from being judged."""
        return any(question.outcome is Outcome.GRADER_ERROR for question in self.questions)
