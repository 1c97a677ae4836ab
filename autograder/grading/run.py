"""Grades one submission: runs every case on it and makes the report."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from autograder.grading.collect import Case, Collected
from autograder.grading.fixtures import CURRENT, Current
from autograder.grading.intake import forbidden_uses
from autograder.grading.outcomes import NOT_JUDGED, judge
from autograder.grading.proxy import SubmissionProxy
from autograder.grading.reference import Reference
from autograder.grading.runner import CaseRunner
from autograder.grading.score import score_question
from autograder.grading.session import Session
from autograder.grading.stand_ins import stand_ins
from autograder.model.assignment import Assignment, Question
from autograder.model.check import Check
from autograder.model.outcome import CaseResult, Outcome
from autograder.model.report import ManualAnswer, QuestionResult, Report
from autograder.model.submission import Submission
from autograder.sandbox.client import WorkerFactory
from autograder.testing import Tolerances, using
from autograder.testing.memory import Memory, remembering

NOT_REACHED = "grading ended before"
Keep = Callable[[Callable[[], Report]], None]
"""Told after each case, with what makes the report so far."""


@dataclass
class SubmissionGrader:
    """Grades submissions to one assignment, one after the other.

    Parameters
    ----------
    assignment
        The assignment.
    collected
        Its checks.
    runner
        Runs a case.
    factory
        Where workers come from.
    reference
        The solutions, in this process.
    solutions
        The solutions as a submission, for functions that are stood in for.
    memory
        What checks have worked out from the reference.
    """

    assignment: Assignment
    collected: Collected
    runner: CaseRunner
    factory: WorkerFactory
    reference: Reference
    solutions: Submission
    memory: Memory = field(default_factory=Memory)

    def grade(self, submission: Submission, seed: int, keep: Keep | None = None) -> Report:
        """Run every check on a submission and score it.

        Parameters
        ----------
        submission, seed
            What is graded, and on which inputs.
        keep
            Called after each case with what makes the report so far, in which what was not reached
            yet counts as not judged.
        """
        started = time.monotonic()
        assignment = self.assignment
        forbidden = forbidden_uses(submission, assignment)
        helper = Session(self.solutions, {}, assignment, self.factory)
        session = Session(submission, forbidden, assignment, self.factory, helper)
        bounds = assignment.tolerances
        try:
            with using(Tolerances(bounds.float64, bounds.float32, bounds.gradient)):
                results = self._run_cases(session, submission, seed, keep)
        finally:
            session.close()
            helper.close()
        return self._report(submission, seed, results, round(time.monotonic() - started, 3))

    def not_graded(self, submission: Submission, seed: int, why: str) -> Report:
        """Return the report of a submission that a fault of ours kept from being judged."""
        results = {
            check.id: [
                CaseResult(check.id, case, Outcome.GRADER_ERROR, why) for case in check.cases
            ]
            for check in self.collected.checks
        }
        return replace(self._report(submission, seed, results, 0.0), staff=(why,))

    def _report(
        self,
        submission: Submission,
        seed: int,
        results: dict[str, list[CaseResult]],
        seconds: float,
    ) -> Report:
        checks: dict[str, list[Check]] = {}
        for check in self.collected.checks:
            checks.setdefault(check.question, []).append(check)
        questions = tuple(
            score_question(q, checks[q.id], results) for q in self.assignment.automatic
        )
        answers = submission.answers
        return Report(
            submission=submission.id,
            questions=questions,
            manual=tuple(
                ManualAnswer(q, answers.get(q.names[0], "")) for q in self.assignment.manual
            ),
            seed=seed,
            remarks=submission.remarks,
            staff=tuple(_for_staff(questions)),
            seconds=seconds,
        )

    def _run_cases(
        self, session: Session, submission: Submission, seed: int, keep: Keep | None
    ) -> dict[str, list[CaseResult]]:
        results: dict[str, list[CaseResult]] = {check.id: [] for check in self.collected.checks}
        self.collected.config.stash[CURRENT] = Current(
            SubmissionProxy(session), self.reference, seed
        )
        helped = {
            q.id: stand_ins(self.assignment, q, submission) for q in self.assignment.automatic
        }
        cases = self.collected.cases
        for index, case in enumerate(cases):
            following = cases[index + 1].item if index + 1 < len(cases) else None
            question = self.assignment.question(case.check.question)
            with remembering(self.memory, f"{seed} {case.check.id} {case.id}"):
                result = self._run_case(session, case, question, (), following)
                if result.outcome is not Outcome.PASSED and helped[question.id]:
                    again = self._run_case(session, case, question, helped[question.id], following)
                    if again.outcome is Outcome.PASSED:
                        result = again
            results[case.check.id].append(result)
            if keep is not None:
                keep(lambda: self._report(submission, seed, self._with_rest(results), 0.0))
        return results

    def _with_rest(self, results: dict[str, list[CaseResult]]) -> dict[str, list[CaseResult]]:
        """Return the results so far, those of the other cases filled in."""
        return {
            check.id: results[check.id]
            + [
                CaseResult(check.id, case, Outcome.GRADER_ERROR, NOT_JUDGED, NOT_REACHED)
                for case in check.cases[len(results[check.id]) :]
            ]
            for check in self.collected.checks
        }

    def _run_case(
        self,
        session: Session,
        case: Case,
        question: Question,
        helped: Any,
        following: pytest.Function | None,
    ) -> CaseResult:
        session.turn_to(question.id, helped)
        error = self.runner.run(case.item, following)
        session.end_case()
        return judge(case.check.id, case.id, error, "".join(session.printed))


def _for_staff(questions: tuple[QuestionResult, ...]) -> list[str]:
    """Say which cases a fault of ours kept from being judged, one line for each kind of fault."""
    faults: dict[str, list[str]] = {}
    for question in questions:
        for result in question.checks:
            for case in result.cases:
                if case.outcome is Outcome.GRADER_ERROR:
                    name = f"{case.check}[{case.case}]" if case.case else case.check
                    faults.setdefault(case.detail, []).append(
                        f"question {question.question.id}: {name}"
                    )
    lines = []
    for detail, names in faults.items():
        more = f" and {len(names) - 1} more cases" if len(names) > 1 else ""
        lines.append(f"{names[0]}{more} could not be run: {detail}")
    return lines
