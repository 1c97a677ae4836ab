"""Runs the public checks on what a student has written: no reference, no stand-ins, one seed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from fractions import Fraction

from autograder.checking.facts import Facts
from autograder.checking.progress import progress_of
from autograder.checking.subject import Subject
from autograder.grading.cases import Collected
from autograder.grading.check_call import Current
from autograder.grading.collect import with_checks
from autograder.grading.intake import forbidden_uses
from autograder.grading.outcomes import judge
from autograder.grading.proxy import SubmissionProxy
from autograder.grading.reference import Reference
from autograder.grading.score import score_question
from autograder.grading.session import Session
from autograder.grading.workers import start_workers
from autograder.model.assignment import Assignment, Question
from autograder.model.checkup import Checkup, Progress, QuestionCheckup
from autograder.model.outcome import CaseResult, Outcome
from autograder.records import dataclass
from autograder.sandbox.client import WorkerFactory
from autograder.testing import Tolerances, using

SEED = 1
"""Public checks have literal values; what they may draw is the same every time."""

Results = dict[str, list[CaseResult]]


@dataclass(frozen=True)
class PublicChecks:
    """The public checks of a handout, collected once and run as often as wanted.

    Parameters
    ----------
    assignment
        The student edition.
    facts
        What the handout says of the other checks.
    collected
        The checks.
    factory
        Where workers come from; the code is the student's own, so any will do.
    """

    assignment: Assignment
    facts: Facts
    collected: Collected
    factory: WorkerFactory

    def check(self, subject: Subject, questions: Collection[str]) -> Checkup:
        """Run the checks of some questions, by their ids."""
        asked = [one for one in self.assignment.questions if one.id in questions]
        results = self._run(subject, {one.id for one in asked})
        return Checkup(
            title=self.assignment.title,
            subject=subject.words,
            questions=tuple(self._question(one, subject, results) for one in asked),
            remarks=subject.remarks,
        )

    def _run(self, subject: Subject, asked: Collection[str]) -> Results:
        submission, assignment = subject.submission, self.assignment
        cases = [case for case in self.collected.cases if case.check.question in asked]
        results: Results = {case.check.id: [] for case in cases}
        forbidden = forbidden_uses(submission, assignment)
        session = Session(submission, forbidden, assignment, self.factory)
        nothing = Reference(assignment.folder("solutions"))  # no public check asks for it
        current = Current(SubmissionProxy(session), nothing, SEED)
        bounds = assignment.tolerances
        try:
            with using(Tolerances(bounds.float64, bounds.float32, bounds.gradient)):
                for case, following in zip(cases, [*cases[1:], None], strict=True):
                    session.turn_to(case.check.question, ())
                    error = self.collected.runner.run(case, current, following)
                    session.end_case()
                    printed = "".join(session.printed)
                    results[case.check.id].append(judge(case.check.id, case.id, error, printed))
        finally:
            session.close()
        return results

    def _question(self, question: Question, subject: Subject, results: Results) -> QuestionCheckup:
        known = self.facts.of(question.id)
        progress = progress_of(question, known, subject.submission)
        checks = [check for check in self.collected.checks if check.question == question.id]
        if not checks:
            return QuestionCheckup(question, progress, hidden_checks=known.hidden_checks)
        stand_for = replace(question, points=Fraction(str(known.public_points)))
        result = score_question(stand_for, checks, results)
        if result.outcome is Outcome.PASSED:  # however it came about
            progress = Progress.WRITTEN
        return QuestionCheckup(question, progress, result, known.hidden_checks)


def with_public_checks(
    assignment: Assignment, facts: Facts, then: Callable[[PublicChecks], None]
) -> None:
    """Collect the public checks of a handout, and call `then` with them.

    Raises
    ------
    ConfigError
        When a check is not right.
    """
    with start_workers(assignment) as factory:
        with_checks(
            assignment,
            lambda found: then(PublicChecks(assignment, facts, found, factory)),
            public=True,
        )
