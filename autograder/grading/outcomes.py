"""What an exception that ended a case says of it."""

from __future__ import annotations

import re
import traceback
from pathlib import Path

import numpy as np

from autograder.model.check import CHECKS
from autograder.model.outcome import CaseResult, Difference, Outcome
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
from autograder.testing.where import Where

OUTCOMES: dict[type[StudentFault], Outcome] = {
    StudentError: Outcome.FAILED,
    StudentTimeout: Outcome.TIMED_OUT,
    StudentCrash: Outcome.CRASHED,
    StudentLimit: Outcome.OVER_LIMIT,
    StudentForbidden: Outcome.FORBIDDEN,
    StudentMissing: Outcome.NOT_RUN,
    StudentNotRun: Outcome.NOT_RUN,
}
NOT_RIGHT = "the result is not right"
NOT_JUDGED = "this check could not be run; staff are told"
PACKAGE = Path(__file__).parents[1]
MAX_DETAIL = 1_000


def judge(check: str, case: str, error: BaseException | None, printed: str = "") -> CaseResult:
    """Return the result of a case that ended with `error`, or normally.

    Whatever is neither a mismatch nor a fault of the submission is a fault of the check: a grader
    error. So are pytest's own complaints, and an assertion that failed in the grader or in the
    reference.
    """
    if error is None and not printed:
        return CaseResult(check, case, Outcome.PASSED)
    outcome, message, detail = _outcome(error)
    message, detail, printed = (
        text.encode("utf-8", "replace").decode() for text in (message, detail, printed)
    )
    where = error.where if isinstance(error, Mismatch) else None
    difference = None if where is None else _difference(where)
    return CaseResult(check, case, outcome, message, detail, printed, difference)


def _difference(where: Where) -> Difference:
    return Difference(
        name=where.name,
        shape=where.wrong.shape,
        wrong=tuple(np.flatnonzero(where.wrong).tolist()),
        got=tuple(where.got.ravel().tolist()),
        expected=tuple(where.expected.ravel().tolist()),
    )


def _outcome(error: BaseException | None) -> tuple[Outcome, str, str]:
    """Return how a case ended, with its message and its detail."""
    if error is None:
        return Outcome.PASSED, "", ""
    if isinstance(error, StudentFault):
        for kind, outcome in OUTCOMES.items():
            if isinstance(error, kind):
                return outcome, error.message, error.detail
    if isinstance(error, Mismatch):
        return Outcome.FAILED, str(error.message) or NOT_RIGHT, str(error.detail)
    if _is_verdict(error):
        return (Outcome.FAILED, *_in_words(str(error)))
    return Outcome.GRADER_ERROR, NOT_JUDGED, _for_staff(error)


def _is_verdict(error: BaseException) -> bool:
    """Whether an error is a check's own `assert`, `pytest.fail` or `pytest.raises`."""
    import pytest  # as the case did

    if type(error) is pytest.fail.Exception:  # and not its subclass, that of xfail
        return error.pytrace  # pytest's own complaints have none
    if not isinstance(error, AssertionError):
        return False
    place = [Path(frame.f_code.co_filename) for frame, _ in traceback.walk_tb(error.__traceback__)]
    if not place:
        return True
    in_grader = PACKAGE in place[-1].parents and PACKAGE / "testing" not in place[-1].parents
    return not in_grader and place[-1].parent.name != "solutions"


def _in_words(text: str) -> tuple[str, str]:
    """Return the first line of a text as the message, and all of it as the detail if it has more.

    Further lines are a library's, which shows values there.
    """
    text = re.sub(r"^DID NOT RAISE (?:<class ')?(?:\w+\.)*(\w+)(?:'>)?$", r"no \1 was raised", text)
    lines = text.strip().splitlines() or [NOT_RIGHT]
    return lines[0], text.strip() if len(lines) > 1 else ""


def _for_staff(error: BaseException) -> str:
    """Say on one line what went wrong and where in the checks, else where in all."""
    import pytest

    if isinstance(error, pytest.FixtureLookupError):
        return f"it asks for {error.argname!r}, which is no fixture ({error.request.node.nodeid})"
    frames = [(Path(f.f_code.co_filename), n) for f, n in traceback.walk_tb(error.__traceback__)]
    own = [(path, line) for path, line in frames if f"/{CHECKS}/" in path.as_posix()]
    where = "".join(f" ({path.name}, line {line})" for path, line in (own or frames)[-1:])
    text = " ".join("".join(traceback.format_exception_only(type(error), error)).split())
    return (text if len(text) <= MAX_DETAIL else text[:MAX_DETAIL] + "…") + where
