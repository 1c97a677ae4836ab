"""The leaderboard: how long one forward and one backward pass of a right submission take.

The worker says how long its calls took, so that the protocol is not in the figure. Since a
submission could lie about that, the grader's own clock bounds it from below: what a pass took from
here, less what the protocol takes at most with the reference. The inputs are drawn anew for each
repeat, and the results of the passes that settle the figure are compared with the reference's, so
that no shortcut pays.
"""

from __future__ import annotations

import math
import time
from typing import Any

from autograder.grading import seeds
from autograder.grading.ahead import Ahead
from autograder.grading.calls import Answer
from autograder.grading.clock import Clock
from autograder.grading.session import Session
from autograder.model.assignment import Assignment, Leaderboard, Limits, Question
from autograder.model.outcome import Outcome
from autograder.model.report import LeaderboardEntry, QuestionResult
from autograder.records import dataclass
from autograder.testing import same_array

BUDGET = 3.0
"""Seconds after which the passes are not repeated once more."""
SLACK = 1.5
"""By how much the protocol may take longer than it ever did with the reference."""
DIGITS = 3


@dataclass(frozen=True)
class Timing:
    """What one forward and one backward pass took, in seconds.

    Parameters
    ----------
    told
        By the worker's clock.
    wall
        By the grader's clock, the protocol included.
    """

    told: float
    wall: float

    @property
    def bounded(self) -> float:
        """What the worker tells, if that can be; else nothing."""
        return self.told if 0 <= self.told <= self.wall else 0.0


def measure(
    assignment: Assignment,
    questions: tuple[QuestionResult, ...],
    session: Session,
    helper: Session,
    ahead: Ahead | None,
    seed: int,
) -> tuple[LeaderboardEntry, ...]:
    """Return the submission's entry; none if it is not right, or if it could not be measured.

    Parameters
    ----------
    assignment
        Says what is timed.
    questions
        The submission's results.
    session, helper
        The submission's workers, and the reference's.
    ahead
        What has asked the submission ahead, if anything has.
    seed
        Of the run.
    """
    board = assignment.leaderboard
    if board is None or not _right(board, questions):
        return ()
    forward, backward = assignment.question(board.forward), assignment.question(board.backward)
    try:
        passes = _Passes(board, forward, backward, assignment.limits, ahead, seed)
        timings = passes.of(session, helper)
    except Exception:  # whatever it is, it must not cost the marks
        return ()
    milliseconds = round(1000 * figure(*timings), DIGITS)
    if not 0 < milliseconds < math.inf:
        return ()
    return (LeaderboardEntry(board.name, milliseconds, "asc"),)


def figure(own: list[Timing], reference: list[Timing]) -> float:
    """Return the seconds that stand for a submission: the best of its passes.

    Never less than the grader's own clock allows for, whatever the worker tells.
    """
    protocol = SLACK * max(timing.wall - timing.told for timing in reference)
    return max(min(one.bounded for one in own), min(timing.wall for timing in own) - protocol)


def _right(board: Leaderboard, questions: tuple[QuestionResult, ...]) -> bool:
    outcomes = {result.question.id: result.outcome for result in questions}
    return all(outcomes.get(id) is Outcome.PASSED for id in (board.forward, board.backward))


@dataclass(frozen=True)
class _Passes:
    board: Leaderboard
    forward: Question
    backward: Question
    limits: Limits
    ahead: Ahead | None
    seed: int

    @property
    def _module(self) -> str:
        return self.forward.file.removesuffix(".py")

    def of(self, session: Session, helper: Session) -> tuple[list[Timing], list[Timing]]:
        """Time the submission, and the reference on the problems that settle the figure."""
        own: list[Timing] = []
        found: list[list[Any]] = []
        session.turn_to(self.forward.id, ())
        started = time.monotonic()
        for number in range(self.board.best_of):
            if self.ahead is not None:
                self.ahead.lend(self._module)
            results, timing = self._timed(session, number)
            found.append(results)
            own.append(timing)
            session.end_case()
            if time.monotonic() - started > BUDGET:
                break
        walls, bounded = [one.wall for one in own], [one.bounded for one in own]
        settling = {walls.index(min(walls)), bounded.index(min(bounded))}
        return own, [self._compared(helper, number, found[number]) for number in settling]

    def _compared(self, helper: Session, number: int, results: list[Any]) -> Timing:
        """Compare results with the reference's, and return what it took."""
        helper.clock = Clock(self.limits)  # what is left of its last one may be next to nothing
        helper.turn_to(self.forward.id, ())
        expected, timing = self._timed(helper, number)
        for got, wanted in zip(results, expected, strict=True):
            same_array(got, wanted, "a result", tuple(self._inputs(number)))
        helper.end_case()
        return timing

    def _inputs(self, number: int) -> list[Any]:
        return [
            seeds.numbers(self.seed, f"leaderboard {number}, input {place}", shape)
            for place, shape in enumerate(self.board.shapes)
        ]

    def _timed(self, session: Session, number: int) -> tuple[list[Any], Timing]:
        """Return the results of both passes, and what they took."""
        session.worker(self._module)  # loads it before the clock starts
        inputs = self._inputs(number)
        forward, there = self._call(session, self.forward, [*inputs, *self.board.options])
        out, cache = forward.values
        grad_out = seeds.numbers(self.seed, f"leaderboard {number}, gradient", out.shape)
        backward, back = self._call(session, self.backward, [grad_out, cache])
        timing = Timing(forward.seconds + backward.seconds, there + back)
        return [out, *backward.values], timing

    def _call(
        self, session: Session, question: Question, arguments: list[Any]
    ) -> tuple[Answer, float]:
        """Call a function; return its answer, and the seconds that this took."""
        module = question.file.removesuffix(".py")
        started = time.perf_counter()
        _, answer = session.call(module, question.names[0], None, arguments, {})
        return answer, time.perf_counter() - started
