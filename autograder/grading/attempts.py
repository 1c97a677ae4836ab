"""Runs cases on one submission: each as it is, and where that fails with stand-ins."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from autograder.grading.ahead import Ahead, Foretelling
from autograder.grading.cases import Case, Run
from autograder.grading.diagnosis import Evidence, Recording
from autograder.grading.diagnosis.record import Record
from autograder.grading.outcomes import judge
from autograder.grading.reading import Reads
from autograder.grading.second_runs import SecondRuns
from autograder.grading.session import Session
from autograder.grading.stand_ins import stand_ins
from autograder.model.assignment import Assignment
from autograder.model.outcome import CaseResult, Outcome
from autograder.model.submission import Submission
from autograder.sandbox.protocol import StandIn
from autograder.testing.observation import listening


class Attempts:
    """The runs of a submission's cases.

    Parameters
    ----------
    assignment
        The assignment.
    submission
        What was handed in.
    session
        Its workers.
    run
        Runs a case.
    foretelling
        What is foretold of the cases, if anything is.

    Attributes
    ----------
    ahead
        Asks the submission ahead, if anything is foretold.
    recording
        The session as the checks should use it: what its calls come to is evidence.
    firsts
        By question, the first run of a case without stand-ins.
    """

    def __init__(
        self,
        assignment: Assignment,
        submission: Submission,
        session: Session,
        run: Run,
        foretelling: Foretelling | None = None,
    ) -> None:
        self.ahead = None
        if foretelling is not None:
            session.asker = self.ahead = Ahead(session, foretelling)
        self.recording = Recording(session)
        self.firsts: dict[str, Evidence] = {}
        self._assignment, self._submission = assignment, submission
        self._session = session
        self._foretelling = foretelling
        self._run_case = run
        self._second_runs = SecondRuns()
        self._helped = {q.id: stand_ins(assignment, q, submission) for q in assignment.automatic}

    def met(self, cases: Sequence[Case]) -> list[tuple[CaseResult, list[Evidence]]]:
        """Return what `judge` does of the first cases that pass by their answers alone, if any.

        Parameters
        ----------
        cases
            In the order in which they are run.
        """
        question = cases[0].check.question
        if self.ahead is None or question in self._second_runs.used:
            return []
        self._session.turn_to(question, ())
        records = self.ahead.fulfilled_at_once(case.key for case in cases)
        if not records:
            return []
        self._session.end_case()
        met = [
            (judge(case.check.id, case.id, None), [Evidence(case, record, False)])
            for case, record in zip(cases, records, strict=False)
        ]
        self.firsts.setdefault(question, met[0][1][0])
        return met

    def judge(self, case: Case, following: Case | None = None) -> tuple[CaseResult, list[Evidence]]:
        """Run a case as often as it takes; return its result, and what it shows of a mistake.

        Parameters
        ----------
        case, following
            The case, and the one that is run after it.
        """
        question, shown = case.check.question, {}

        def run(stood_in: tuple[StandIn, ...] = ()) -> CaseResult:
            self._session.turn_to(question, stood_in)
            ahead = None if stood_in else self.ahead
            error, record = None, None if ahead is None else self._known(ahead, case)
            if record is None:
                error = self._run(case, following)
                is_all, reads = not self.recording.reads_answers, self.recording.only_read
                record = self.recording.take()
                if ahead is not None and ahead.begins_anew(error, record if is_all else None):
                    self._session.end_case()
                    return run(stood_in)
                if error is None and reads is not None and record is not None:
                    self._learn(case, reads, record)
            self._session.end_case()
            result = judge(case.check.id, case.id, error, "".join(self._session.printed))
            if record is not None:
                shown[stood_in] = Evidence(case, record, result.outcome is Outcome.FAILED)
                if not stood_in:
                    self.firsts.setdefault(question, shown[stood_in])
            return result

        helped = self._helped[question]
        if not helped:
            result = run()
        else:
            result = self._second_runs.best(question, run, partial(run, helped))
        if result.outcome not in (Outcome.PASSED, Outcome.FAILED):
            return result, []
        failed = result.outcome is Outcome.FAILED
        telling = [one for one in shown.values() if one.failed == failed]
        return result, telling[-1:]

    def _known(self, ahead: Ahead, case: Case) -> Record | None:
        """Return what comes of a case whose check need not be run, if that is so."""
        if self._foretelling is not None:
            record = self._foretelling.written.passed_by(case.key, self._submission)
            if record is not None:
                return record
        return ahead.fulfilled(case.key)

    def _learn(self, case: Case, reads: Reads, record: Record) -> None:
        """Note with which written answers a case has passed."""
        if self._foretelling is not None and case.is_plain:
            self._foretelling.written.learn(case.key, reads, record)

    def end_ahead(self) -> None:
        """Ask nothing more ahead."""
        if self.ahead is not None:
            self.ahead.close()

    def _run(self, case: Case, following: Case | None) -> BaseException | None:
        with listening(self.recording.observed):
            return self._run_case(case, self.recording, following)

    def judge_alone(self, case: Case) -> CaseResult:
        """Run a follow-through case, and return its result; no mistake is looked for.

        Where it fails, it is run once more with stand-ins for what the answer uses, but for the
        forward pass.
        """
        question, forward = map(
            self._assignment.question, (case.check.question, case.check.follows)
        )
        first = self._run_alone(case, ())
        if first.outcome is not Outcome.FAILED:
            return first
        helped = stand_ins(self._assignment, question, self._submission, forward)
        again = self._run_alone(case, helped) if helped else first
        return again if again.outcome is Outcome.PASSED else first

    def _run_alone(self, case: Case, stood_in: tuple[StandIn, ...]) -> CaseResult:
        self._session.turn_to(case.check.question, stood_in)
        error = self._run_case(case, self.recording)
        self._session.end_case()
        self.recording.take()
        return judge(case.check.id, case.id, error, "".join(self._session.printed))
