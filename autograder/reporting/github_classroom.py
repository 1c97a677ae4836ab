"""The report of a test runner for GitHub Classroom: base64 of JSON, on one line.

Its reporter (`autograding-grading-reporter`) reads it from a step's output `result`. Source: that
action's code and tests, whose runners give `version`, `status`, `max_score` and `tests`.
"""

from __future__ import annotations

import base64
from typing import Any

import msgspec

from autograder.model.assignment import Assignment
from autograder.model.outcome import Outcome
from autograder.model.report import CheckResult, Report
from autograder.reporting.at_once import AtOnce, at_once, within
from autograder.reporting.feedback import feedback_at_once
from autograder.reporting.text import cut, printable

MAX_BYTES = 120_000
"""The report becomes an environment variable, which Linux allows 128 KiB."""
MAX_NAME = 200


def write(report: Report, assignment: Assignment) -> bytes:
    """Return the file's bytes: visible checks alone, one test each."""
    shown = at_once(report)
    return within(MAX_BYTES, lambda most: _encoded(shown, assignment, most))


def _encoded(shown: AtOnce, assignment: Assignment, most: int) -> bytes:
    document = {
        "version": 1,
        "status": _status(shown),
        "max_score": shown.max_score,
        "tests": [_test(result, assignment, most) for result in shown.checks],
    }
    if shown.notes:
        document["message"] = printable(cut("\n".join(shown.notes), most))
    return base64.b64encode(msgspec.json.encode(document)) + b"\n"


def _test(result: CheckResult, assignment: Assignment, most: int) -> dict[str, Any]:
    test: dict[str, Any] = {
        "name": printable(cut(f"{result.check.question} {result.check.title}", MAX_NAME)),
        "status": _of_check(result),
        "score": result.score,
    }
    if result.outcome is not Outcome.PASSED:
        test["message"] = printable(cut(feedback_at_once(result, assignment.feedback), most))
    return test


def _of_check(result: CheckResult) -> str:
    if result.outcome is Outcome.GRADER_ERROR:
        return "error"
    return "pass" if result.outcome is Outcome.PASSED else "fail"


def _status(shown: AtOnce) -> str:
    """Return the worst that a test has, since the reporter fails the job by it."""
    found = {_of_check(result) for result in shown.checks}
    return next((status for status in ("error", "fail") if status in found), "pass")
