"""What a page shows of a submission, of whatever its report still holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from autograder.model.outcome import CaseResult, Outcome
from autograder.model.report import CheckResult, ManualAnswer, QuestionResult, Report
from autograder.model.stored import Stored
from autograder.pages import formulas
from autograder.pages.check_view import CheckView, ErrorView, check_view, error_view, first_printed
from autograder.pages.formulas import WrittenFormula
from autograder.records import dataclass
from autograder.reporting.feedback import followed
from autograder.reporting.text import cut

ROUNDING = 1e-4
"""Points by which sums of rounded scores may differ."""
MOST_OF_AN_ANSWER = 20_000
STARTED = 1e-9


class Listed(NamedTuple):
    """A check that is right: its title, its points, its id where that may be known, and more."""

    title: str
    score: float
    max_score: float
    id: str
    said: str = ""


class Heading(NamedTuple):
    """What stands of a question in the table of scores.

    Parameters
    ----------
    place
        Its number among the questions, from 1.
    id, title
        The question's.
    mark
        `passed`, `partly`, `failed` or `unjudged`.
    score, max_score
        The points earned, and those that there are.
    share
        The one divided by the other.
    """

    place: int
    id: str
    title: str
    mark: str
    score: float
    max_score: float
    share: float


@dataclass(frozen=True)
class QuestionView:
    """An automatic question.

    Parameters
    ----------
    heading
        What it is, and what was earned.
    reason
        The one reason for which nothing of it is right, if there is one.
    hints
        Of the known mistakes, where all of its checks that have any have the same.
    failed
        Its checks in which something went wrong.
    passed
        The others, as they are listed.
    elsewhere
        Whether checks count that are not shown.
    formula
        The formula that answers it, or `None`.
    printed
        What the submission printed, where `reason` stands for all its checks.
    """

    heading: Heading
    reason: ErrorView | None
    hints: tuple[str, ...]
    failed: tuple[CheckView, ...]
    passed: tuple[Listed, ...]
    elsewhere: bool
    formula: WrittenFormula | None
    printed: str = ""


@dataclass(frozen=True)
class SubmissionView:
    """A submission.

    Parameters
    ----------
    report
        What is said of it.
    name
        Whose it is, or its id.
    questions
        The automatic ones.
    manual
        The answers that wait for a person, cut.
    awaited
        The points that a person may add.
    """

    report: Report
    name: str
    questions: tuple[QuestionView, ...]
    manual: tuple[ManualAnswer, ...]
    awaited: float


def submission_view(entry: Stored, report: Report) -> SubmissionView:
    """Return what is shown of a submission.

    Parameters
    ----------
    entry
        Whose it is.
    report
        As much of its report as may be shown.
    """
    written = {one.question: formulas.read(one) for one in report.written}
    return SubmissionView(
        report,
        name_of(entry),
        tuple(_question(one, place, written) for place, one in enumerate(report.questions, 1)),
        tuple(
            ManualAnswer(one.question, cut(one.text.strip(), MOST_OF_AN_ANSWER))
            for one in report.manual
        ),
        sum(float(one.question.points) for one in report.manual),
    )


def name_of(entry: Stored) -> str:
    """Return the names of those whose submission it is, or its id where none is known."""
    names = [person.name or person.login or person.email for person in entry.people]
    return ", ".join(filter(None, names)) or entry.id


def _question(
    result: QuestionResult, place: int, written: Mapping[str, WrittenFormula]
) -> QuestionView:
    part = result.score / result.max_score if result.max_score else 0.0
    question = result.question
    elsewhere = sum([one.max_score for one in result.checks]) < result.max_score - ROUNDING
    formula = written.get(question.id)

    def heading(mark: str) -> Heading:
        title, score = question.title, result.score
        return Heading(place, question.id, title, mark, score, result.max_score, part)

    if _is_plainly_right(result):
        listed = tuple([_listed(one) for one in result.checks])
        return QuestionView(heading(_mark(part, ())), None, (), (), listed, elsewhere, formula)
    cases = [case for one in result.checks for case in one.cases]
    reason = _reason(cases)
    checks = [one for one in result.checks if not _grants_nothing(one)]
    wrong = [one for one in checks if one.outcome is not Outcome.PASSED]
    hints = {one.hints for one in result.checks if one.hints}
    return QuestionView(
        heading(_mark(part, cases)),
        reason,
        hints.pop() if len(hints) == 1 else (),
        tuple(map(check_view, wrong)),
        tuple(_listed(one) for one in checks if one.outcome is Outcome.PASSED),
        elsewhere,
        formula,
        first_printed(cases) if reason else "",
    )


def _is_plainly_right(result: QuestionResult) -> bool:
    """Tell whether checks are shown that are all right, with nothing more to say of any."""
    return bool(result.checks) and all(
        one.outcome is Outcome.PASSED and not one.hints and not one.check.follows
        for one in result.checks
    )


def _listed(one: CheckResult) -> Listed:
    said = followed(one) if one.check.follows else ""
    return Listed(one.check.title, one.score, one.max_score, one.check.id, said)


def _grants_nothing(result: CheckResult) -> bool:
    """Tell whether it is a follow-through check that staff need not look at and adds no points."""
    judged = result.outcome is not Outcome.GRADER_ERROR
    return bool(result.check.follows) and not result.score and judged


def _mark(part: float, cases: Sequence[CaseResult]) -> str:
    if any(case.outcome is Outcome.GRADER_ERROR for case in cases):
        return "unjudged"
    if part > 1 - ROUNDING:
        return "passed"
    return "partly" if part > STARTED else "failed"


def _reason(cases: Sequence[CaseResult]) -> ErrorView | None:
    """Return the one reason for which no case is right; `None` where there are several."""
    messages = {case.message for case in cases}
    if len(messages) != 1 or any(case.outcome is Outcome.PASSED for case in cases):
        return None
    message = messages.pop()
    if not message:
        return None
    telling = [case for case in cases if case.difference or case.detail] or list(cases)
    return error_view(message, telling[:1])
