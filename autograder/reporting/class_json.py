"""`class.json`: everything that is known of a graded class, for programs of staff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cache
from typing import Any

import msgspec

from autograder.model.assignment import Assignment, Question
from autograder.model.check import Check
from autograder.model.outcome import CaseResult, Difference, Outcome
from autograder.model.person import Person
from autograder.model.report import CheckResult, QuestionResult
from autograder.model.stored import About, Stored
from autograder.reporting.class_document import (
    VERSION,
    CasePart,
    CheckPart,
    CheckResultPart,
    ClassDocument,
    DifferencePart,
    LeaderboardPart,
    ManualPart,
    PersonPart,
    QuestionPart,
    QuestionResultPart,
    SubmissionPart,
    WrittenPart,
)
from autograder.reporting.text import printable

_PASSED = Outcome.PASSED  # to look it up in the enumeration takes long before Python 3.12
_AFTER = b'],"checks":[]}'


@cache
def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the document."""
    found = msgspec.json.schema(ClassDocument)
    for part in found["$defs"].values():
        if "description" in part:
            part["description"] = " ".join(part["description"].split())
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}


def write_schema(
    entries: Iterable[Stored], assignment: Assignment, about: About
) -> tuple[bytes, ...]:
    """Return `class.schema.json`, which is the same for every class."""
    return (msgspec.json.format(msgspec.json.encode(schema()), indent=2), b"\n")


def write(entries: Iterable[Stored], assignment: Assignment, about: About) -> Iterator[bytes]:
    """Yield the document, bit by bit: one JSON object, and each submission in a line of its own.

    Nothing is kept of a submission once it is written, so that a class of any size fits in memory.

    Parameters
    ----------
    entries
        The class, sorted by submission.
    assignment
        Which has the questions and their points.
    about
        What is true of the whole class.
    """
    head = ClassDocument(
        version=VERSION,
        title=assignment.title,
        graded=about.when,
        seed=about.seed,
        waiting=about.waiting,
        automatic_points=float(sum(question.points for question in assignment.automatic)),
        manual_points=float(sum(question.points for question in assignment.manual)),
        questions=tuple(map(_question, assignment.questions)),
        missing=tuple(map(_person, about.missing)),
        unknown=about.unknown,
        submissions=(),
        checks=(),
    )
    yield _encoded(head).removesuffix(_AFTER)
    checks: dict[Check, None] = {}
    between = b"\n"
    for entry in entries:
        yield between + _encoded(submission(entry))
        between = b",\n"
        for question in entry.report.questions:
            checks.update(dict.fromkeys(result.check for result in question.checks))
    yield b'\n],"checks":['
    yield b",".join(b"\n" + _encoded(_check(check)) for check in checks)
    yield b"\n]}\n"


def submission(entry: Stored) -> SubmissionPart:
    """Return what the document says of one submission."""
    report = entry.report
    questions = tuple(map(_question_result, report.questions))
    return SubmissionPart(
        id=report.submission,
        path=entry.path,
        people=tuple(map(_person, entry.people)),
        late=entry.late,
        score=report.score,
        max_score=report.max_score,
        needs_staff=any(part.outcome is Outcome.GRADER_ERROR for part in questions),
        seed=report.seed,
        seconds=report.seconds,
        questions=questions,
        manual=tuple(
            ManualPart(
                id=answer.question.id, max_score=float(answer.question.points), text=answer.text
            )
            for answer in report.manual
        ),
        written=tuple(
            WrittenPart(question=one.question, key=one.key, text=one.text) for one in report.written
        ),
        remarks=report.remarks,
        staff=report.staff,
        signs=report.signs,
        leaderboard=tuple(
            LeaderboardPart(name=one.name, value=one.value, order=one.order)
            for one in report.leaderboard
        ),
    )


def _person(person: Person) -> PersonPart:
    return PersonPart(**{field.name: getattr(person, field.name) for field in fields(person)})


def _question(question: Question) -> QuestionPart:
    return QuestionPart(
        id=question.id,
        title=question.title,
        points=float(question.points),
        file=question.file,
        names=question.names,
        manual=question.manual,
    )


def _question_result(result: QuestionResult) -> QuestionResultPart:
    checks = tuple([_check_result(one) for one in result.checks])
    worst = _worst([check.outcome for check in checks])
    return QuestionResultPart(
        id=result.question.id,
        score=result.score,
        max_score=result.max_score,
        outcome=worst,  # as of the result, but not worked out of all cases anew
        checks=checks,
    )


def _check(check: Check) -> CheckPart:
    return CheckPart(
        id=check.id,
        question=check.question,
        title=check.title,
        weight=check.weight,
        public=check.public,
        visibility=check.visibility,
        cases=check.cases,
        tags=check.tags,
    )


def _check_result(result: CheckResult) -> CheckResultPart:
    # What the result's own properties say takes a pass through its cases each.
    told = [case for case in result.cases if case.outcome is not _PASSED or case.printed]
    ends = [case.outcome for case in told if case.outcome is not _PASSED]
    count = len(result.cases)
    return CheckResultPart(
        id=result.check.id,
        outcome=_worst(ends) if ends or not count else _PASSED,
        score=result.score,
        max_score=result.max_score,
        passed=count - len(ends),
        count=count,
        hints=result.hints,
        seconds=result.seconds,
        cases=tuple(map(_case, told)),
    )


def _worst(outcomes: list[Outcome]) -> Outcome:
    return max(outcomes, key=lambda outcome: outcome.severity)


def _case(case: CaseResult) -> CasePart:
    return CasePart(
        outcome=case.outcome,
        case=case.case,
        message=case.message,
        detail=case.detail,
        printed=case.printed,
        difference=_difference(case.difference) if case.difference else None,
    )


def _difference(difference: Difference) -> DifferencePart:
    return DifferencePart(
        name=difference.name,
        shape=difference.shape,
        wrong=difference.wrong,
        got=difference.got,
        expected=difference.expected,
    )


def _encoded(part: msgspec.Struct) -> bytes:
    try:
        return msgspec.json.encode(part)
    except UnicodeEncodeError:  # half a surrogate pair, in a submission's name or text
        return msgspec.json.encode(_clean(msgspec.to_builtins(part)))


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(item) for item in value]
    return value
