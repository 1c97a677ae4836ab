"""`results.json`, in the format that Gradescope reads."""

from __future__ import annotations

from typing import Any

import msgspec

from autograder.model.assignment import Assignment
from autograder.model.outcome import Outcome
from autograder.model.report import CheckResult, Report
from autograder.reporting.feedback import check_feedback

MAX_TEXT = 20_000


def write(report: Report, assignment: Assignment) -> bytes:
    """Return the bytes of `results.json`.

    One test a check; a question's score is the sum of its tests'. Answers that wait for a person
    are tests without a score. Every number is finite, and no key is null.
    """
    document: dict[str, Any] = {
        "score": report.score,
        "execution_time": report.seconds,
        "output": _cut("\n".join(_summary(report))),
        "output_format": "text",
        "stdout_visibility": "hidden",
        "tests": [
            *(
                _test(result, assignment)
                for question in report.questions
                for result in question.checks
            ),
            *(
                _awaiting(answer.question.id, answer.question, answer.text)
                for answer in report.manual
            ),
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
                    "answer": _cut(answer.text),
                }
                for answer in report.manual
            },
            "max_score": report.max_score,
            "seed": report.seed,
            "remarks": [_cut(text) for text in report.remarks],
            "staff": [_cut(text) for text in report.staff],
        },
    }
    return msgspec.json.format(msgspec.json.encode(_clean(document)), indent=2) + b"\n"


def _test(result: CheckResult, assignment: Assignment) -> dict[str, Any]:
    check = result.check
    test: dict[str, Any] = {
        "number": check.question,
        "name": check.title,
        "score": result.score,
        "max_score": result.max_score,
        "status": "passed" if result.outcome is Outcome.PASSED else "failed",
        "output": _cut(check_feedback(result, assignment.feedback)),
        "output_format": "text",
        "visibility": check.visibility,
        "extra_data": {
            "check": check.id,
            "outcome": result.outcome.value,
            "cases": len(result.cases),
            "passed": result.passed,
        },
    }
    if check.tags:
        test["tags"] = list(check.tags)
    return test


def _awaiting(number: str, question: Any, text: str) -> dict[str, Any]:
    state = "Handed in" if text.strip() else "Nothing was handed in"
    return {
        "number": number,
        "name": question.title,
        "status": "passed" if text.strip() else "failed",
        "output": f"{state}; a person awards up to {float(question.points):g} points.",
        "output_format": "text",
        "visibility": "visible",
    }


def _summary(report: Report) -> list[str]:
    lines = [f"{report.score:g} of {report.max_score:g} automatic points."]
    if report.manual:
        points = sum(float(answer.question.points) for answer in report.manual)
        lines.append(f"{points:g} more points are awarded by a person.")
    if report.needs_staff:
        lines.append(
            "A part could not be graded through no fault of yours; "
            "staff are told, and this is not final."
        )
    lines.extend(report.remarks)
    return lines


def _cut(text: str) -> str:
    if len(text) <= MAX_TEXT:
        return text
    return text[: MAX_TEXT // 2] + "\n… (cut)\n" + text[-MAX_TEXT // 2 :]


def _clean(value: Any) -> Any:
    """Make every text one that JSON, Gradescope and a terminal can show."""
    if isinstance(value, str):
        text = value.encode("utf-8", "replace").decode()
        return "".join(
            c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text
        )
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value
