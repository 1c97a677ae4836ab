"""Scores: a pure function of what the cases came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

from autograder.model.assignment import Question
from autograder.model.check import Check
from autograder.model.outcome import CaseResult, Outcome
from autograder.model.report import CheckResult, QuestionResult


def score_question(
    question: Question,
    checks: Sequence[Check],
    results: Mapping[str, Sequence[CaseResult]],
    hints: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    share: Fraction = Fraction(0),
) -> QuestionResult:
    """Score one question: its points × Σ credit · weight / Σ weight over all of its checks.

    A check's credit is the share of its cases that passed. A case that ended in a grader error is
    left out of that share; a check of which no case was judged is left out of the sums, so that a
    fault of ours is never a zero of the student's; the report says that staff must look.

    A follow-through check weighs nothing. It lifts the score to the share of the points that is
    granted, times its own credit and the part that it stands for, where that is more; one that
    could not do so by any share is left out of the result.

    Parameters
    ----------
    question
        The question.
    checks
        All of its checks.
    results
        The results of every case, by the check's id.
    hints
        Those of known mistakes, by the check's id.
    share
        Of the points of a backward pass, for one that is right for the own, wrong forward pass.
    """
    following = [check for check in checks if check.follows]
    checks = [check for check in checks if not check.follows]
    weights = {check.id: Fraction(check.weight) for check in checks}
    credits = {check.id: _credit(results[check.id]) for check in checks}
    judged = {id: credit for id, credit in credits.items() if credit is not None}
    total = sum((weights[id] for id in judged), Fraction(0))
    scored = []
    for check in checks:
        part = weights[check.id] / total if check.id in judged and total else Fraction(0)
        maximum = question.points * part
        credit = judged.get(check.id, Fraction(0))
        scored.append(
            CheckResult(
                check,
                tuple(results[check.id]),
                _number(maximum * credit),
                _number(maximum),
                hints.get(check.id, ()),
            )
        )
    earned = sum((weights[id] * credit for id, credit in judged.items()), Fraction(0))
    score = question.points * earned / total if total else Fraction(0)
    for check in following:
        granted = question.points * share * Fraction(check.weight) * _followed(check, results)
        more = max(granted - score, Fraction(0))
        score += more
        if any(
            case.outcome in (Outcome.PASSED, Outcome.GRADER_ERROR) for case in results[check.id]
        ):
            scored.append(CheckResult(check, tuple(results[check.id]), _number(more), 0.0))
    return QuestionResult(question, tuple(scored), _number(score), _number(question.points))


def _credit(cases: Sequence[CaseResult]) -> Fraction | None:
    judged = [case for case in cases if case.outcome is not Outcome.GRADER_ERROR]
    if not judged:
        return None
    return Fraction(sum(case.outcome is Outcome.PASSED for case in judged), len(judged))


def _followed(check: Check, results: Mapping[str, Sequence[CaseResult]]) -> Fraction:
    """Return the share of a follow-through check's cases that passed, run or not."""
    outcomes = [case.outcome for case in results[check.id]]
    judged = len(check.cases) - outcomes.count(Outcome.GRADER_ERROR)
    return Fraction(outcomes.count(Outcome.PASSED), judged) if judged else Fraction(0)


def _number(value: Fraction) -> float:
    return round(float(value), 6)
