"""Runs the cases of checks on known mistakes."""

from __future__ import annotations

import warnings
from collections import OrderedDict
from dataclasses import replace

import numpy as np

from autograder.grading.cases import Case, Runner
from autograder.grading.check_call import Current
from autograder.grading.diagnosis.local import LocalCalls, Mistaken
from autograder.grading.diagnosis.record import Record, Recording
from autograder.grading.methods import methods_of
from autograder.grading.mistakes import Mistake
from autograder.grading.proxy import SubmissionProxy
from autograder.grading.reference import Reference
from autograder.model.assignment import Assignment
from autograder.model.submission import Submission
from autograder.testing.memory import Memory, remembering
from autograder.testing.observation import listening

MOST_KEPT = 20_000
"""How many records are kept for the next submission."""


class Trials:
    """What known mistakes do in the cases of checks, worked out when it is first asked for.

    Parameters
    ----------
    assignment
        The assignment.
    runner
        Runs a case.
    reference
        The reference's modules.
    solutions
        The reference as a submission.
    memory
        What checks have worked out from the reference.
    """

    def __init__(
        self,
        assignment: Assignment,
        runner: Runner,
        reference: Reference,
        solutions: Submission,
        memory: Memory,
    ) -> None:
        self._assignment = assignment
        self._runner = runner
        self._reference = reference
        self._solutions = solutions
        self._memory = memory
        self._methods = methods_of(solutions)
        self._mistaken = Mistaken({n: one.source for n, one in solutions.sources.items()})
        self._kept: OrderedDict[tuple[int, str, str, Mistake | None], Record] = OrderedDict()

    def run(self, seed: int, case: Case, mistake: Mistake | None) -> Record:
        """Run a case on a mistake, or on the reference, and return what came of each call."""
        key = (seed, *case.key, mistake)
        if key not in self._kept:
            self._kept[key] = self.try_case(seed, case, self.calls(mistake))[0]
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return self._kept[key]

    def calls(self, mistake: Mistake | None) -> LocalCalls:
        """Return what stands for a submission that is the reference but for one mistake."""
        module, submission = None, self._solutions
        if mistake is not None and mistake.file in self._assignment.modules:
            module = self._mistaken.module(mistake)
        elif mistake is not None:
            answers = {**submission.answers, mistake.replaces[0]: mistake.source}
            submission = replace(submission, answers=answers)
        return LocalCalls(self._reference, submission, self._methods, module)

    def try_case(
        self, seed: int, case: Case, calls: LocalCalls
    ) -> tuple[Record, BaseException | None]:
        """Run a case on what stands for a submission; return what came of it, and what it raised.

        Parameters
        ----------
        seed, case
            Which inputs are drawn, and for which case.
        calls
            Where its calls go.
        """
        recording = Recording(calls)
        current = Current(SubmissionProxy(recording), self._reference, seed)
        with (
            warnings.catch_warnings(),
            np.errstate(all="ignore"),
            remembering(self._memory, f"{seed} {case.check.id} {case.id}"),
        ):
            warnings.simplefilter("ignore")
            with listening(recording.observed):
                error = self._runner.run(case, current)
        return recording.take() or [], error
