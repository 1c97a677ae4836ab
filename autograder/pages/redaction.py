"""What a student may see of a report, once results are published: the rest is taken out of it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from autograder.model.assignment import Feedback, Says
from autograder.model.check import Check
from autograder.model.outcome import CaseResult, Outcome
from autograder.model.report import CheckResult, QuestionResult, Report


def for_student(report: Report, feedback: Feedback) -> Report:
    """Return the report without what its student may never see.

    Taken out are hidden checks, what is for staff, the seed and every time, and of checks that
    students do not have all values, names of cases and files, what was printed, and as much of
    what went wrong as the configuration keeps back. Scores stay those that count.
    """
    return Report(
        submission=report.submission,
        questions=tuple(_question(result, feedback) for result in report.questions),
        manual=report.manual,
        seed=0,
        remarks=report.remarks,
        leaderboard=report.leaderboard,
        written=report.written,
    )


def _question(result: QuestionResult, feedback: Feedback) -> QuestionResult:
    shown = (one for one in result.checks if one.check.visibility != "hidden")
    return replace(result, checks=tuple(_check(one, feedback) for one in shown))


def _check(result: CheckResult, feedback: Feedback) -> CheckResult:
    says = feedback.hidden_says.after_published
    hints = result.hints if says == "hint" else ()
    if result.check.public:
        check, cases = result.check, tuple(map(_public, result.cases))
    else:
        check = _nameless(result.check)
        cases = tuple(_hidden(case.outcome, case.message, says) for case in result.cases)
    return CheckResult(check, cases, result.score, result.max_score, hints)


def _public(case: CaseResult) -> CaseResult:
    """Return a case as it is; of a fault of ours, what it was is for staff."""
    return replace(case, detail="") if case.outcome is Outcome.GRADER_ERROR else case


@lru_cache(maxsize=1024)
def _nameless(check: Check) -> Check:
    return replace(check, id="", cases=("",) * len(check.cases), tags=())


@lru_cache(maxsize=1024)
def _hidden(outcome: Outcome, message: str, says: Says) -> CaseResult:
    if says != "nothing":
        return CaseResult("", "", outcome, message)
    known = outcome in (Outcome.PASSED, Outcome.GRADER_ERROR)
    return CaseResult("", "", outcome if known else Outcome.FAILED)
