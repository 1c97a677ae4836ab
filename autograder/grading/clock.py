"""The time that a submission has: for a call, for a question, for all."""

from __future__ import annotations

import time

from autograder.model.assignment import Limits
from autograder.testing.errors import StudentNotRun, StudentTimeout


class Clock:
    """Counts the wall time spent in a submission's code.

    Parameters
    ----------
    limits
        How much there is.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._question = ("", False)
        self._spent: dict[tuple[str, bool], float] = {}
        self._total = 0.0
        self._timeouts: dict[tuple[str, bool], int] = {}

    def turn_to(self, question: str, helped: bool = False) -> None:
        """Count for this question from now on.

        What is `helped` by stand-ins counts apart: the hang of a function that the question only
        uses must not end the runs in which the reference answers for it.
        """
        self._question = (question, helped)

    def allowance(self, wanted: float, importing: bool = False) -> float:
        """Return how many seconds the next call may take, at most `wanted`.

        An import is no question's own: only the submission's time bounds it.

        Raises
        ------
        StudentNotRun
            If nothing is left of the time of the submission or the question, or if two calls of the
            question hung.
        """
        limits = self._limits
        left = limits.submission_seconds - self._total
        if left <= 0:
            raise self.used_up()
        if importing:
            return min(wanted, left)
        if self._timeouts.get(self._question, 0) >= 2:
            raise StudentNotRun("not run: two calls of this question did not finish in time")
        left_here = limits.question_seconds - self._spent.get(self._question, 0.0)
        if left_here <= 0:
            raise StudentNotRun(
                f"not run: the question had used up its {limits.question_seconds:g} s"
            )
        return min(wanted, left, left_here)

    def used_up(self) -> StudentNotRun:
        """Return the fault that no time is left for the submission."""
        seconds = self._limits.submission_seconds
        return StudentNotRun(f"not run: the submission had used up its {seconds:g} s")

    def timed(self, importing: bool = False) -> Stopwatch:
        """Return a context manager whose duration is counted."""
        return Stopwatch(self, importing)

    def count(self, seconds: float, timed_out: bool, importing: bool = False) -> None:
        """Add what a call took."""
        self._total += seconds
        if importing:
            return
        self._spent[self._question] = self._spent.get(self._question, 0.0) + seconds
        if timed_out:
            self._timeouts[self._question] = self._timeouts.get(self._question, 0) + 1


class Stopwatch:
    """Counts the time between entering and leaving."""

    def __init__(self, clock: Clock, importing: bool) -> None:
        self._clock = clock
        self._importing = importing

    def __enter__(self) -> None:
        self._start = time.monotonic()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        timed_out = kind is not None and issubclass(kind, StudentTimeout)
        self._clock.count(time.monotonic() - self._start, timed_out, self._importing)
