"""What the cases of a question that fail have in common, and the others have not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from autograder.grading.cases import Case
from autograder.model.outcome import CaseResult, Outcome

ENOUGH = 2
"""Cases that have to fail, and that have to pass, before anything is said."""
SHARE = 0.5
"""Of the cases with a property, those that have to fail."""


def in_common(cases: Sequence[Case], results: Sequence[CaseResult]) -> str:
    """Return words for a property that every case that failed has, and no case that did not need.

    Of several such properties the one that fewest passing cases have; none if two are as good, or
    if less than half of the cases with it fail.

    Parameters
    ----------
    cases
        All cases of a question.
    results
        What came of them, in the same order.
    """
    judged = [
        (case.call.properties, result.outcome is not Outcome.PASSED)
        for case, result in zip(cases, results, strict=True)
        if result.outcome is not Outcome.GRADER_ERROR
    ]
    failed = [words for words, wrong in judged if wrong]
    if len(failed) < ENOUGH:
        return ""
    candidates = frozenset.intersection(*failed)
    ranked = []
    for words in candidates:
        having = sum(words in found for found, _ in judged)
        if len(failed) >= SHARE * having and len(judged) - having >= ENOUGH:
            ranked.append((having, words))
    ranked.sort()
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return ""
    return ranked[0][1]


def with_property(result: CaseResult, words: str) -> CaseResult:
    """Return a case's result, its message closed by what all that failed have in common."""
    if result.outcome is Outcome.PASSED or not result.message:
        return result
    message = result.message.rstrip().removesuffix(".")
    return replace(result, message=f"{message}. This is so only for {words}.")
