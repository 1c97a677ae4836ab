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
) -> QuestionResult:
    """Score one question: its points × Σ credit · weight / Σ weight over all of its checks.

    A check's credit is the share of its cases that passed. A case that ended in a grader error is
    left out of that share; a check of which no case was judged is left out of the sums, so that a
    fault of ours is never a zero of the student's; the report says that staff must look.

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
    """
    weights = {check.id: Fraction(check.weight) for check in checks}
    credits = {check.id: _credit(results[check.id]) for check in checks}
    judged = {id: credit for id, credit in credits.items() if credit is not None}
    total = sum((weights[id] for id in judged), Fraction(0))
    scored = []
    for check in checks:
        share = weights[check.id] / total if check.id in judged and total else Fraction(0)
        maximum = question.points * share
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
    return QuestionResult(question, tuple(scored), _number(score), _number(question.points))


def _credit(cases: Sequence[CaseResult]) -> Fraction | None:
    judged = [case for case in cases if case.outcome is not Outcome.GRADER_ERROR]
    if not judged:
        return None
    return Fraction(sum(case.outcome is Outcome.PASSED for case in judged), len(judged))


def _number(value: Fraction) -> float:
    return round(float(value), 6)
