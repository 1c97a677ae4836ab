"""Looks for signs of cheating in a submission that has been graded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from autograder.grading.ahead import Ahead, Foretelling
from autograder.grading.cases import Case, Collected, Run
from autograder.grading.clock import Clock
from autograder.grading.diagnosis import Evidence
from autograder.grading.session import Session
from autograder.grading.signs.acts import of_acts
from autograder.grading.signs.again import (
    Again,
    EndedError,
    changed,
    was_answered,
)
from autograder.grading.signs.hard_coded import Suspect, holds_public_numbers, suspects
from autograder.model.assignment import Assignment
from autograder.model.outcome import CaseResult
from autograder.model.report import UNSTEADY
from autograder.records import dataclass

SECONDS = 1.0
"""What a submission's code may take for all that it is asked again."""


@dataclass(frozen=True)
class Search:
    """Looks at one submission; its score is settled by then.

    Parameters
    ----------
    assignment, collected
        The assignment and its checks.
    session
        The submission's workers, as grading has left them.
    fresh
        Makes a session of new ones.
    ahead, foretelling
        What asks the session ahead, and what is foretold, if anything is.
    run
        Runs a case on what answers its calls.
    layers
        The layers of confinement in use.
    seed
        Of the grading.
    """

    assignment: Assignment
    collected: Collected
    session: Session
    ahead: Ahead | None
    foretelling: Foretelling | None
    fresh: Callable[[], Session]
    run: Run
    layers: tuple[str, ...]
    seed: int

    def signs(
        self, results: dict[str, list[CaseResult]], firsts: dict[str, Evidence]
    ) -> tuple[str, ...]:
        """Return remarks for staff.

        Parameters
        ----------
        results
            Of every case, by the check's id.
        firsts
            By question, what came of its first case when that was graded.
        """
        self.session.clock = Clock(replace(self.assignment.limits, submission_seconds=SECONDS))
        try:
            found = [*self._hard_coded(results), *self._changing(list(firsts.values()))]
        except Exception as error:  # whatever it is, it must not cost the marks
            found = [f"hard-coded and changing results could not be looked for: {error!r}"]
        return (*of_acts(self.session.attempts, self.layers), *found)

    def _hard_coded(self, results: dict[str, list[CaseResult]]) -> Iterator[str]:
        for suspect in suspects(self.assignment, self.collected, results):
            why = holds_public_numbers(suspect, self.session.submission, self.assignment)
            if not why and self._jumps(suspect):
                why = "its results jump where the inputs of a public case change a little"
            if why:
                yield suspect.remark(why)

    def _jumps(self, suspect: Suspect) -> bool:
        again = Again(self.session, self.run, self.ahead)
        try:
            return any(again.jumps(case) for case in suspect.public if case.is_plain)
        except EndedError:
            return False

    def _changing(self, firsts: list[Evidence]) -> Iterator[str]:
        """Run the first cases once more.

        All of them where much was asked in between, and one, which the seed draws, in a worker that
        was asked nothing.
        """
        firsts = [one for one in firsts if was_answered(one.record) and self._may_change(one.case)]
        if not firsts:
            return
        names: dict[str, None] = {}
        fresh = self.fresh()
        fresh.clock = self.session.clock
        drawn = firsts[self.seed % len(firsts)]
        ahead = None
        if self.foretelling is not None:
            fresh.asker = ahead = Ahead(fresh, self.foretelling)
        try:
            for one in firsts:
                names[self._changed(one, Again(self.session, self.run, self.ahead))] = None
            names[self._changed(drawn, Again(fresh, self.run, ahead))] = None
        except EndedError:
            pass
        finally:
            fresh.close()
        for name in filter(None, names):
            yield f"{name} {UNSTEADY}"

    def _changed(self, one: Evidence, again: Again) -> str:
        """Return the name of a function whose results are others when a case is run again."""
        return changed(one.record, again.record(one.case))

    def _may_change(self, case: Case) -> bool:
        """Tell whether code answers a case, which can be run by itself, as those foretold can.

        What was written in words stays as it is.
        """
        question = self.assignment.question(case.check.question)
        if question.file == self.assignment.answers:
            return False
        told = self.foretelling is not None and case.key in self.foretelling.cases
        return told or case.is_plain
