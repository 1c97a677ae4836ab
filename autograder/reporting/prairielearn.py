"""`results.json` of PrairieLearn's external graders, under a name of its own.

Source: PrairieLearn's documentation, "External grading", the section "Grading results".
"""

from __future__ import annotations

from typing import Any

import msgspec

from autograder.model.assignment import Assignment, Question
from autograder.model.report import CheckResult, Report
from autograder.reporting.at_once import AtOnce, at_once, within
from autograder.reporting.feedback import feedback_at_once
from autograder.reporting.text import cut, printable

MAX_BYTES = 900_000
"""The platform takes 1 MB."""
MAX_NAME = 200


def write(report: Report, assignment: Assignment) -> bytes:
    """Return the file's bytes: visible checks alone, one test each; the score is from 0 to 1.

    A submission of which nothing could be run is not gradable, which costs no attempt.
    """
    shown = at_once(report)
    return within(MAX_BYTES, lambda most: _document(shown, assignment, most))


def _document(shown: AtOnce, assignment: Assignment, most: int) -> bytes:
    document: dict[str, Any] = {
        "gradable": shown.anything_ran,
        "message": printable(cut("\n".join([_total(shown), *shown.notes]), most)),
        "tests": [
            _test(question.question, result, assignment, most)
            for question in shown.questions
            for result in question.checks
        ],
    }
    if shown.anything_ran:
        ratio = shown.score / shown.max_score if shown.max_score else 0.0
        document["score"] = min(max(ratio, 0.0), 1.0)
    else:
        document["format_errors"] = [printable(cut(text, most)) for text in _reasons(shown)]
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _total(shown: AtOnce) -> str:
    return f"{shown.score:g} of {shown.max_score:g} points."


def _test(
    question: Question, result: CheckResult, assignment: Assignment, most: int
) -> dict[str, Any]:
    head, _, rest = feedback_at_once(result, assignment.feedback).partition("\n")
    return {
        "name": printable(cut(result.check.title, MAX_NAME)),
        "description": printable(f"{question.id} {question.title}"),
        "points": result.score,
        "max_points": result.max_score,
        "message": printable(head),
        "output": printable(cut(rest, most)),
    }


def _reasons(shown: AtOnce) -> list[str]:
    """Say why nothing could be run: each reason once."""
    messages = [case.message for check in shown.checks for case in check.cases]
    return [*dict.fromkeys(filter(None, messages))] or list(shown.notes)
