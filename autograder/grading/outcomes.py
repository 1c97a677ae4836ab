"""What an exception that ended a case says of it."""

from __future__ import annotations

import traceback

import pytest

from autograder.model.outcome import CaseResult, Outcome
from autograder.testing.errors import (
    Mismatch,
    StudentCrash,
    StudentError,
    StudentFault,
    StudentForbidden,
    StudentLimit,
    StudentMissing,
    StudentNotRun,
    StudentTimeout,
)

OUTCOMES: dict[type[StudentFault], Outcome] = {
    StudentError: Outcome.FAILED,
    StudentTimeout: Outcome.TIMED_OUT,
    StudentCrash: Outcome.CRASHED,
    StudentLimit: Outcome.OVER_LIMIT,
    StudentForbidden: Outcome.FORBIDDEN,
    StudentMissing: Outcome.NOT_RUN,
    StudentNotRun: Outcome.NOT_RUN,
}


def judge(check: str, case: str, error: BaseException | None, printed: str = "") -> CaseResult:
    """Return the result of a case that ended with `error`, or normally.

    Whatever is neither a mismatch nor a fault of the submission is a fault of the check: a grader error.
    """
    if error is None:
        return CaseResult(check, case, Outcome.PASSED, printed=printed)
    if isinstance(error, StudentFault):
        outcome = next(o for kind, o in OUTCOMES.items() if isinstance(error, kind))
        return CaseResult(check, case, outcome, error.message, error.detail, printed)
    if isinstance(error, Mismatch):
        return CaseResult(check, case, Outcome.FAILED, error.message, error.detail, printed)
    if isinstance(error, AssertionError):
        return CaseResult(
            check, case, Outcome.FAILED, str(error) or "the result is not right", "", printed
        )
    if isinstance(error, pytest.fail.Exception):
        return CaseResult(check, case, Outcome.FAILED, str(error), "", printed)
    where = traceback.extract_tb(error.__traceback__)
    place = f"{where[-1].filename.rpartition('/')[2]}, line {where[-1].lineno}" if where else "?"
    detail = f"{type(error).__name__}: {error} ({place})"
    return CaseResult(
        check,
        case,
        Outcome.GRADER_ERROR,
        "this check could not be run; staff are told",
        detail,
        printed,
    )
