"""Grades one submission: runs every case on it and makes the report."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import field, replace
from functools import cached_property, partial

from autograder.errors import ConfigError
from autograder.grading import leaderboard, mistakes
from autograder.grading.ahead import Foretelling
from autograder.grading.attempts import Attempts
from autograder.grading.calls import Calls
from autograder.grading.cases import Case, Collected
from autograder.grading.check_call import Current
from autograder.grading.diagnosis import (
    Diagnoser,
    Evidence,
    Recording,
    Trials,
    in_common,
    with_property,
)
from autograder.grading.follow_through import follow, to_follow
from autograder.grading.intake import forbidden_uses
from autograder.grading.mistakes import Mistake
from autograder.grading.outcomes import NOT_JUDGED
from autograder.grading.proxy import SubmissionProxy
from autograder.grading.reference import Reference
from autograder.grading.score import score_question
from autograder.grading.session import Session
from autograder.grading.signs.search import Search
from autograder.model.assignment import Assignment, Question
from autograder.model.check import Check
from autograder.model.outcome import CaseResult, Outcome
from autograder.model.report import (
    LeaderboardEntry,
    ManualAnswer,
    QuestionResult,
    Report,
    WrittenAnswer,
)
from autograder.model.submission import Submission
from autograder.records import dataclass
from autograder.sandbox.client import SandboxError, WorkerFactory
from autograder.testing import Tolerances, using
from autograder.testing.memory import Memory, remembering
from autograder.testing.observation import listening

NOT_REACHED = "grading ended before"
Keep = Callable[[Callable[[], Report]], None]
"""Told after each case, with what makes the report so far."""


@dataclass
class Findings:
    """What is found out about one submission.

    Parameters
    ----------
    cases
        The results of the cases, by the check's id.
    hints
        Of the known mistakes that give its results, by the check's id.
    staff
        For staff only.
    firsts
        What came of the first case of each question.
    seconds
        Wall time of the cases, by the check's id.
    """

    cases: dict[str, list[CaseResult]]
    hints: dict[str, tuple[str, ...]] = field(default_factory=dict)
    staff: tuple[str, ...] = ()
    firsts: dict[str, Evidence] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass
class SubmissionGrader:
    """Grades submissions to one assignment, one after the other.

    Parameters
    ----------
    assignment
        The assignment.
    collected
        Its checks.
    factory
        Where workers come from.
    reference
        The solutions, in this process.
    solutions
        The solutions as a submission, for functions that are stood in for.
    memory
        What checks have worked out from the reference.
    ranks
        Whether to time right submissions for the leaderboard.
    foretelling
        What cases ask of the reference, and what comes of it, with one seed.
    read_mistakes
        Returns the known mistakes, if they need not be read from the assignment's files.
    """

    assignment: Assignment
    collected: Collected
    factory: WorkerFactory
    reference: Reference
    solutions: Submission
    memory: Memory = field(default_factory=Memory)
    ranks: bool = False
    foretelling: Foretelling | None = None
    read_mistakes: Callable[[], tuple[Mistake, ...]] | None = None

    @cached_property
    def trials(self) -> Trials:
        """What the known mistakes do in the checks."""
        return Trials(
            self.assignment,
            self.collected.runner,
            self.reference,
            self.solutions,
            self.memory,
        )

    @cached_property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The known mistakes."""
        return self.read_mistakes() if self.read_mistakes else mistakes.read(self.assignment)

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
        self.factory.expect(submission.texts)
        helper = Session(self.solutions, {}, assignment, self.factory)
        session = Session(submission, forbidden, assignment, self.factory, helper)
        foretelling = self.foretelling
        if foretelling is not None and foretelling.seed != seed:
            foretelling = None
        attempts = Attempts(assignment, submission, session, partial(self._run, seed), foretelling)
        try:
            with self._tolerances():
                found = self._run_cases(attempts, submission, seed, keep)
                report = self._report(submission, seed, found)
                ranked: tuple[LeaderboardEntry, ...] = ()
                if self.ranks:
                    ranked = leaderboard.measure(
                        assignment, report.questions, session, helper, attempts.ahead, seed
                    )
                signs = Search(
                    assignment=assignment,
                    collected=self.collected,
                    session=session,
                    ahead=attempts.ahead,
                    foretelling=foretelling,
                    fresh=session.renewed,
                    run=partial(self._run, seed),
                    layers=self.factory.protection().layers,
                    seed=seed,
                ).signs(found.cases, found.firsts)
        finally:
            session.close()
            helper.close()
        seconds = round(time.monotonic() - started, 3)
        return replace(report, leaderboard=ranked, signs=signs, seconds=seconds)

    def foretell(self, seed: int) -> None:
        """Note what each case asks of the reference with this seed, for the submissions to come."""
        from autograder.grading.ahead.foretell import foretell  # once a class, or an image

        session = Session(self.solutions, {}, self.assignment, self.factory)

        def run(case: Case, recording: Recording) -> bool:
            if not case.is_plain:
                return False
            with listening(recording.observed):
                error = self._run(seed, case, recording)
            if isinstance(error, SandboxError):
                raise error
            return error is None

        try:
            with self._tolerances():
                self.foretelling = foretell(seed, self._in_order(), session, run)
        except SandboxError:  # nothing is foretold; who grades will say so
            self.foretelling = None
        finally:
            session.close()

    def _tolerances(self) -> AbstractContextManager[None]:
        bounds = self.assignment.tolerances
        return using(Tolerances(bounds.float64, bounds.float32, bounds.gradient))

    def _in_order(self) -> list[Case]:
        """Return the cases, the public ones first.

        So nothing that a student is shown of what a submission printed or raised can hold the
        inputs of a hidden case.
        """
        return sorted(self.collected.cases, key=lambda case: not case.check.public)

    def not_graded(self, submission: Submission, seed: int, why: str) -> Report:
        """Return the report of a submission that a fault of ours kept from being judged."""
        results = {
            check.id: [
                CaseResult(check.id, case, Outcome.GRADER_ERROR, why) for case in check.cases
            ]
            for check in self.collected.checks
        }
        return replace(self._report(submission, seed, Findings(results)), staff=(why,))

    def _report(self, submission: Submission, seed: int, found: Findings) -> Report:
        checks: dict[str, list[Check]] = {}
        followed = dict.fromkeys(case.check for case in self.collected.following)
        for check in (*self.collected.checks, *(one for one in followed if one.id in found.cases)):
            checks.setdefault(check.question, []).append(check)
        share = self.assignment.follow_through
        questions = tuple(
            _timed(score_question(q, checks[q.id], found.cases, found.hints, share), found.seconds)
            for q in self.assignment.automatic
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
            staff=(*_for_staff(questions), *found.staff),
            written=tuple(
                WrittenAnswer(q.id, q.names[0], answers.get(q.names[0], ""))
                for q in self.assignment.automatic
                if q.file == self.assignment.answers
            ),
        )

    def _run_cases(
        self, attempts: Attempts, submission: Submission, seed: int, keep: Keep | None
    ) -> Findings:
        found = Findings({check.id: [] for check in self.collected.checks})
        cases = self._in_order()
        left = Counter(case.check.question for case in cases)
        evidence: dict[str, list[Evidence]] = {question: [] for question in left}
        while cases:
            question = cases[0].check.question
            began = time.monotonic()
            judged = attempts.met(cases) or [attempts.judge(*cases[:2])]
            share = (time.monotonic() - began) / len(judged)
            for result, seen in judged:
                found.seconds[result.check] = found.seconds.get(result.check, 0.0) + share
                found.cases[result.check].append(result)
                evidence[question].extend(seen)
            left[question] -= len(judged)
            cases = cases[len(judged) :]
            if not left[question]:
                self._diagnose(self.assignment.question(question), evidence[question], seed, found)
                self._describe(question, found)
                del evidence[question]
            if keep is not None:
                keep(lambda: self._report(submission, seed, self._with_rest(found)))
        attempts.end_ahead()
        if self.assignment.follow_through:
            rest = to_follow(self.collected, found.cases)
            found.cases.update(follow(rest, attempts.judge_alone))
        found.firsts = attempts.firsts
        return found

    def _run(
        self, seed: int, case: Case, calls: Calls, following: Case | None = None
    ) -> BaseException | None:
        """Run a case on what answers its calls, and return what it raised."""
        current = Current(SubmissionProxy(calls), self.reference, seed)
        with remembering(self.memory, f"{seed} {case.check.id} {case.id}"):
            return self.collected.runner.run(case, current, following)

    def _diagnose(
        self, question: Question, evidence: list[Evidence], seed: int, found: Findings
    ) -> None:
        """Find the known mistakes that the answers to a question show; this never costs marks."""
        says = self.assignment.feedback.hidden_says
        if "hint" not in (says.before_published, says.after_published):
            return
        if not any(one.failed for one in evidence):
            return
        try:
            diagnoser = Diagnoser(self.mistakes, partial(self.trials.run, seed))
            found.hints.update(diagnoser.hints(question, evidence))
        except Exception as error:
            why = str(error) if isinstance(error, ConfigError) else repr(error)
            found.staff = (f"no hints are given: {why}",)

    def _describe(self, question: str, found: Findings) -> None:
        """Say what all hidden cases that failed have in common, where no known mistake is named."""
        checks = [check for check in self.collected.checks if check.question == question]
        outcomes = {result.outcome for check in checks for result in found.cases[check.id]}
        if outcomes == {Outcome.PASSED} or any(check.id in found.hints for check in checks):
            return
        hidden = {check.id for check in checks if not check.public}
        results = [one for check in checks if check.id in hidden for one in found.cases[check.id]]
        if all(one.outcome is Outcome.PASSED for one in results):
            return
        cases = [case for case in self.collected.cases if case.check.id in hidden]
        if words := in_common(cases, results):
            for id in hidden:
                found.cases[id] = [with_property(one, words) for one in found.cases[id]]

    def _with_rest(self, found: Findings) -> Findings:
        """Return what is found so far, the results of the other cases filled in."""
        results = {
            check.id: found.cases[check.id]
            + [
                CaseResult(check.id, case, Outcome.GRADER_ERROR, NOT_JUDGED, NOT_REACHED)
                for case in check.cases[len(found.cases[check.id]) :]
            ]
            for check in self.collected.checks
        }
        return replace(found, cases=results)


def _timed(result: QuestionResult, seconds: dict[str, float]) -> QuestionResult:
    checks = tuple(
        replace(one, seconds=round(seconds.get(one.check.id, 0.0), 6)) for one in result.checks
    )
    return replace(result, checks=checks)


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
