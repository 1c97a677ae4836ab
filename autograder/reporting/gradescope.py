"""`results.json`, in the format that Gradescope reads."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec

from autograder.model.assignment import Assignment
from autograder.model.check import Check
from autograder.model.outcome import Outcome
from autograder.model.penalty import Penalty
from autograder.model.report import CheckResult, ManualAnswer, Report
from autograder.reporting.feedback import feedback_at_once, right_in, said_before
from autograder.reporting.text import STAFF_TEST, cut, printable

MAX_NAME = 200
MAX_PRINTED = 2_000
LATER = "what is not right in checks that are shown later"


def write(report: Report, assignment: Assignment, penalty: Penalty | None = None) -> bytes:
    """Return the bytes of `results.json`.

    One test a check; a question's score is the sum of its tests'. Answers that wait for a person,
    checks that a fault of ours kept from being run, and what is said at once of checks that are
    shown later, are tests without a score. Every number is finite, and no key is null.

    Where something could not be judged, a hidden test says so to staff: it also keeps the total,
    which lacks that part, from the student.

    Parameters
    ----------
    report, assignment
        What came of grading, and of what.
    penalty
        What lateness takes off the score.
    """
    document: dict[str, Any] = {
        "score": round(report.score - (penalty.points if penalty else 0.0), 6),
        "execution_time": report.seconds,
        "output": cut("\n".join(_summary(report, penalty))),
        "output_format": "text",
        "stdout_visibility": assignment.gradescope.stdout,
        "tests": [
            *([_late(penalty)] if penalty else []),
            *(
                _test(result, assignment)
                for question in report.questions
                for result in question.checks
                if result.max_score or result.score or not result.check.follows
            ),
            *_said_before(report, assignment),
            *map(_awaiting, report.manual),
            *([_for_staff(report)] if report.needs_staff else []),
        ],
        "extra_data": {
            "questions": {
                result.question.id: {
                    "score": result.score,
                    "max_score": result.max_score,
                    "outcome": result.outcome.value,
                }
                for result in report.questions
            },
            "manual": {
                answer.question.id: {
                    "max_score": float(answer.question.points),
                    "outcome": "awaiting_person",
                    "answer": cut(answer.text),
                }
                for answer in report.manual
            },
            "max_score": report.max_score,
            "seed": report.seed,
            "remarks": [cut(text) for text in report.remarks],
            "staff": [cut(text) for text in report.staff],
            "signs": [cut(text) for text in report.signs],
            "printed": _printed(report),
        },
    }
    if penalty:
        document["extra_data"]["late"] = {
            "days": penalty.days,
            "points_taken_off": penalty.points,
            "score_before": report.score,
        }
    if report.leaderboard:
        document["leaderboard"] = [
            {"name": cut(entry.name, MAX_NAME), "value": entry.value, "order": entry.order}
            for entry in report.leaderboard
        ]
    return msgspec.json.format(msgspec.json.encode(_clean(document)), indent=2) + b"\n"


def _test(result: CheckResult, assignment: Assignment) -> dict[str, Any] | msgspec.Raw:
    check, count = result.check, len(result.cases)
    if result.outcome is Outcome.PASSED and not check.follows:
        return _right(check, count, result.score, result.max_score)
    output = feedback_at_once(result, assignment.feedback)
    test = _entry(check, result.outcome, output, count, result.passed)
    if any(case.outcome is not Outcome.GRADER_ERROR for case in result.cases):
        test |= {"score": result.score, "max_score": result.max_score}
    return test | _tags(check)


@lru_cache(maxsize=2048)
def _right(check: Check, count: int, score: float, max_score: float) -> msgspec.Raw:
    """Return the test of a check that is right in all of so many cases, as JSON."""
    test = _entry(check, Outcome.PASSED, right_in(count), count, count)
    test |= {"score": score, "max_score": max_score} | _tags(check)
    return msgspec.Raw(msgspec.json.encode(_clean(test)))


def _entry(check: Check, outcome: Outcome, output: str, count: int, passed: int) -> dict[str, Any]:
    return {
        "number": check.question,
        "name": cut(check.title, MAX_NAME),
        "status": "passed" if outcome is Outcome.PASSED else "failed",
        "output": cut(output),
        "output_format": "text",
        "visibility": check.visibility,
        "extra_data": {
            "check": check.id,
            "outcome": outcome.value,
            "cases": count,
            "passed": passed,
        },
    }


def _tags(check: Check) -> dict[str, Any]:
    return {"tags": list(check.tags)} if check.tags else {}


def _printed(report: Report) -> dict[str, str]:
    """Return what the submission printed first in each check; students see public checks' alone."""
    found = {}
    for result in (result for question in report.questions for result in question.checks):
        texts = [case.printed.rstrip() for case in result.cases if case.printed]
        if first := next(filter(None, texts), ""):
            found[result.check.id] = cut(first, MAX_PRINTED)
    return found


def _said_before(report: Report, assignment: Assignment) -> list[dict[str, Any]]:
    """Say at once what may be said of hidden checks: a test without a score for each question."""
    found = []
    for result in report.questions:
        if text := said_before(result, assignment.feedback):
            found.append(
                {
                    "number": result.question.id,
                    "name": cut(f"{result.question.title}: {LATER}", MAX_NAME),
                    "status": "failed",
                    "output": cut(text),
                    "output_format": "text",
                    "visibility": "visible",
                }
            )
    return found


def _awaiting(answer: ManualAnswer) -> dict[str, Any]:
    there = bool(answer.text.strip())
    state = "Handed in" if there else "Nothing was handed in"
    return {
        "number": answer.question.id,
        "name": answer.question.title,
        "status": "passed" if there else "failed",
        "output": f"{state}; a person awards up to {float(answer.question.points):g} points.",
        "output_format": "text",
        "visibility": "visible",
    }


def _late(penalty: Penalty) -> dict[str, Any]:
    """Return the line of a penalty; it has no score, which would give the total away."""
    return {
        "name": f"Late by {penalty.days} {'day' if penalty.days == 1 else 'days'}",
        "status": "failed",
        "output": penalty.sentence,
        "output_format": "text",
        "visibility": "visible",
    }


def _for_staff(report: Report) -> dict[str, Any]:
    return {
        "name": STAFF_TEST,
        "status": "failed",
        "output": cut("\n".join(report.staff)),
        "output_format": "text",
        "visibility": "hidden",
    }


def _summary(report: Report, penalty: Penalty | None) -> list[str]:
    """Say what the student may know at once: no total while a part of it is not to be seen."""
    checks = [result.check for question in report.questions for result in question.checks]
    if all(check.visibility == "visible" for check in checks):
        lines = [f"{report.score:g} of {report.max_score:g} automatic points."]
        if penalty:
            rest = report.score - penalty.points
            lines.append(f"Lateness takes {penalty.points:g} off, so that {rest:g} remain.")
    else:
        lines = [f"The score, out of {report.max_score:g} automatic points, is shown later."]
    if report.manual:
        points = sum(float(answer.question.points) for answer in report.manual)
        lines.append(f"{points:g} more points are awarded by a person.")
    if report.needs_staff:
        lines.append(
            "A part could not be graded through no fault of yours; staff are told, "
            "and this is not final."
        )
    lines.extend(report.remarks)
    return lines


def _clean(value: Any) -> Any:
    """Make every text one that JSON, Gradescope and a terminal can show."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value
