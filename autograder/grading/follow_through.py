"""Runs follow-through checks: of backward passes by the student's own, wrong forward passes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from autograder.grading.cases import Case, Collected
from autograder.model.outcome import CaseResult, Outcome

JUDGED = frozenset({Outcome.PASSED, Outcome.FAILED, Outcome.GRADER_ERROR})
"""What may have come of a question's cases: nothing hung, crashed, or could not be run."""


def to_follow(
    collected: Collected, results: Mapping[str, Sequence[CaseResult]]
) -> tuple[Case, ...]:
    """Return the cases of follow-through checks that may change a score.

    Those of questions that lost points where the forward pass's question did so too, and of which
    every case was judged.

    Parameters
    ----------
    collected
        The checks.
    results
        What came of the cases that score, by the check's id.
    """
    outcomes: dict[str, set[Outcome]] = {}
    for check in collected.checks:
        outcomes.setdefault(check.question, set()).update(
            one.outcome for one in results.get(check.id, ())
        )

    def lost(question: str) -> bool:
        found = outcomes.get(question, set())
        return Outcome.FAILED in found and found <= JUDGED

    return tuple(
        case
        for case in collected.following
        if lost(case.check.question) and lost(case.check.follows)
    )


def follow(
    cases: Sequence[Case], judge: Callable[[Case], CaseResult]
) -> dict[str, list[CaseResult]]:
    """Run cases, and return their results by the check's id; what hangs ends its check."""
    found: dict[str, list[CaseResult]] = {}
    for case in cases:
        done = found.setdefault(case.check.id, [])
        if not done or done[-1].outcome in JUDGED:
            done.append(judge(case))
    return found
