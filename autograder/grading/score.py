"""Scores: a pure function of what the cases came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
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
    counts = [_counts(results[check.id]) for check in checks]
    # Whole numbers of one unit, exact as fractions are, and added up in a tenth of the time.
    ratios = [check.weight.as_integer_ratio() for check in checks]
    unit = lcm(*(below for _, below in ratios))
    weights = [
        above * (unit // below) if judged else 0
        for (above, below), (_, judged) in zip(ratios, counts, strict=True)
    ]
    points, below = question.points.as_integer_ratio()
    below *= sum(weights) or 1
    scored = []
    for check, weight, (passed, judged) in zip(checks, weights, counts, strict=True):
        scored.append(
            CheckResult(
                check,
                tuple(results[check.id]),
                _number(points * weight * passed, below * (judged or 1)),
                _number(points * weight, below),
                hints.get(check.id, ()),
            )
        )
    parts = lcm(*(judged or 1 for _, judged in counts))
    earned = sum(
        weight * passed * (parts // (judged or 1))
        for weight, (passed, judged) in zip(weights, counts, strict=True)
    )
    score = Fraction(points * earned, below * parts)
    for check in following:
        granted = question.points * share * Fraction(check.weight) * _followed(check, results)
        more = max(granted - score, Fraction(0))
        score += more
        if any(
            case.outcome in (Outcome.PASSED, Outcome.GRADER_ERROR) for case in results[check.id]
        ):
            number = _number(*more.as_integer_ratio())
            scored.append(CheckResult(check, tuple(results[check.id]), number, 0.0))
    full = _number(*question.points.as_integer_ratio())
    return QuestionResult(question, tuple(scored), _number(*score.as_integer_ratio()), full)


def _counts(cases: Sequence[CaseResult]) -> tuple[int, int]:
    """Return how many cases passed, and how many were judged."""
    outcomes = [case.outcome for case in cases]
    return outcomes.count(Outcome.PASSED), len(outcomes) - outcomes.count(Outcome.GRADER_ERROR)


def _followed(check: Check, results: Mapping[str, Sequence[CaseResult]]) -> Fraction:
    """Return the share of a follow-through check's cases that passed, run or not."""
    outcomes = [case.outcome for case in results[check.id]]
    judged = len(check.cases) - outcomes.count(Outcome.GRADER_ERROR)
    return Fraction(outcomes.count(Outcome.PASSED), judged) if judged else Fraction(0)


def _number(above: int, below: int) -> float:
    return round(above / below, 6)
