"""Runs the checks on wrong versions of the reference, in this process: all of it is our own code.

A wrong version is asked by the checks about its own file only. What other files use of it, the
reference stands in for when submissions are graded.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator, Sequence
from types import FrameType

from autograder.audit.reach import name_in_use, reached
from autograder.audit.wrong import Wrong
from autograder.grading.cases import Case, Collected
from autograder.grading.diagnosis import Trials
from autograder.grading.diagnosis.local import LocalCalls, Mistaken
from autograder.grading.intake import read_submission
from autograder.grading.methods import methods_of
from autograder.grading.preparation import import_reference
from autograder.model.assignment import Assignment
from autograder.testing import Tolerances, using
from autograder.testing.memory import Memory

MEMORIES = 2**28
"""How many bytes of what checks work out from the reference are kept, for the next version."""
SECONDS = 5.0
"""After which a case is taken for one that would never end."""

Caught = dict[str, int]
"""How many cases failed, by the check's id."""


class Bench:
    """The checks of an assignment, ready to be run on wrong versions.

    Parameters
    ----------
    assignment
        The assignment.
    collected
        Its checks.

    Attributes
    ----------
    texts
        The reference's files, by name.
    questions
        The question of each check, by the check's id.
    """

    def __init__(self, assignment: Assignment, collected: Collected) -> None:
        self._assignment = assignment
        bounds = assignment.tolerances
        self._tolerances = Tolerances(bounds.float64, bounds.float32, bounds.gradient)
        self._reference = import_reference(assignment)
        self._solutions = read_submission(assignment.folder("solutions"), assignment, "reference")
        self._methods = methods_of(self._solutions)
        self.texts = {name: one.source for name, one in self._solutions.sources.items()}
        self._mistaken = Mistaken(self.texts)
        self._trials = Trials(
            assignment, collected.runner, self._reference, self._solutions, Memory(MEMORIES)
        )
        self._reached: dict[tuple[str, str], frozenset[str]] = {}
        self.questions = {check.id: check.question for check in collected.checks}
        self._cases: dict[str, list[Case]] = {}
        for case in collected.cases:
            file = assignment.question(case.check.question).file
            self._cases.setdefault(file, []).append(case)

    def caught(self, wrong: Wrong, seed: int, whole: bool = True) -> Caught:
        """Return which checks a known mistake fails; of a mutant, the first that it fails.

        Parameters
        ----------
        wrong, seed
            What is tried, and on which inputs.
        whole
            Whether to run every case; else only until a question that must lose points does, and
            those of questions that may not.
        """
        try:
            module = wrong.module(self._mistaken)  # one for all cases, as a worker has
        except Exception:  # it cannot even be imported
            cases = self._cases.get(wrong.file, [])
            return {case.check.id: len(case.check.cases) for case in cases}
        submission = wrong.submission(self._solutions)
        found: Caught = {}
        lost = False
        with using(self._tolerances):
            for case in self._to_run(wrong, whole):
                own = case.check.question in wrong.must
                if own and lost and not whole:
                    continue
                calls = LocalCalls(self._reference, submission, self._methods, module)
                with _no_longer_than(SECONDS):
                    _, error = self._trials.try_case(seed, case, calls)
                if error is not None:
                    found[case.check.id] = found.get(case.check.id, 0) + 1
                    lost = lost or own
                    if wrong.mistake is None:
                        break
        return found

    def _to_run(self, wrong: Wrong, whole: bool) -> Sequence[Case]:
        """Return the cases in which a wrong version may differ, those that must fail first."""
        cases = self._cases.get(wrong.file, [])
        if not wrong.changes or not wrong.file.endswith(".py"):
            return cases
        changed = {name_in_use(target) for target in wrong.changes}
        some = [
            case
            for case in cases
            if (whole or wrong.mistake is None or case.check.question not in wrong.may)
            and changed & self._uses(case)
        ]
        return sorted(some, key=lambda case: case.check.question not in wrong.must)

    def _uses(self, case: Case) -> frozenset[str]:
        """Return what a case uses of its file, by its run on the reference."""
        if case.key not in self._reached:
            file = self._assignment.question(case.check.question).file
            record = self._trials.run(1, case, None)
            self._reached[case.key] = reached(self.texts[file], {entry.name for entry in record})
        return self._reached[case.key]


@contextlib.contextmanager
def _no_longer_than(seconds: float) -> Iterator[None]:
    """Raise `TimeoutError` in what takes longer, where the system has such alarms."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def end(number: int, frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
