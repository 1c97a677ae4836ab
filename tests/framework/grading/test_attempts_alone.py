"""A follow-through case is judged once more with stand-ins, but never for the forward pass."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from autograder import config
from autograder.grading.attempts import Attempts
from autograder.grading.cases import Case, Run
from autograder.grading.session import Session
from autograder.model.outcome import CaseResult, Outcome
from autograder.model.submission import SourceFile, Submission
from autograder.sandbox.protocol import StandIn
from autograder.testing import Mismatch
from autograder.testing.errors import StudentTimeout

ASSIGNMENT = config.read(Path(__file__).parents[3])
FOLLOWS = {"1.2": "1.1", "2.2": "2.1", "2.3": "2.3", "3.2": "3.1"}
PAD = StandIn("boundary", ("pad", "pad_backward"))
WRONG, HUNG = Mismatch("wrong"), StudentTimeout("too long")


class Turns:
    """A session, and a runner whose cases end with an error by whether there are stand-ins."""

    printed = ()

    def __init__(self, plain: Exception | None, helped: Exception | None) -> None:
        self.ends = {False: plain, True: helped}
        self.made: list[tuple[StandIn, ...]] = []

    def turn_to(self, question: str, stand_ins: tuple[StandIn, ...]) -> None:
        self.made.append(stand_ins)

    def end_case(self) -> None:
        pass

    def run(self, case: object, calls: object) -> Exception | None:
        return self.ends[bool(self.made[-1])]


def alone(turns: Turns, question: str) -> CaseResult:
    text = "from boundary import pad, pad_backward\nfrom conv1d import conv1d_forward\n" * 2
    files = {name: SourceFile(name, text) for name in ("conv1d.py", "conv_layer.py", "boundary.py")}
    attempts = Attempts(
        ASSIGNMENT,
        Submission("ada", files),
        cast(Session, turns),
        cast(Run, turns.run),
    )
    check: Any = SimpleNamespace(id="check", question=question, follows=FOLLOWS[question])
    return attempts.judge_alone(Case(check, "one", cast(Any, None)))


@pytest.mark.parametrize("question", ["1.2", "2.3"])
def test_the_forward_pass_is_never_stood_in_for(question: str) -> None:
    turns = Turns(WRONG, None)

    assert alone(turns, question).outcome is Outcome.PASSED
    assert turns.made == [(), (PAD,)]


def test_a_layer_is_judged_with_right_functions_that_it_uses() -> None:
    turns = Turns(WRONG, None)

    assert alone(turns, "3.2").outcome is Outcome.PASSED
    assert turns.made[0] == ()
    assert PAD in turns.made[1]


def test_what_uses_nothing_of_other_questions_is_run_once() -> None:
    turns = Turns(WRONG, None)

    assert alone(turns, "2.2").outcome is Outcome.FAILED
    assert turns.made == [()]


@pytest.mark.parametrize(
    ("plain", "helped", "outcome", "runs"),
    [
        (None, WRONG, Outcome.PASSED, 1),
        (WRONG, WRONG, Outcome.FAILED, 2),
        (WRONG, HUNG, Outcome.FAILED, 2),
        (HUNG, None, Outcome.TIMED_OUT, 1),
    ],
)
def test_only_what_failed_is_run_again(
    plain: Exception | None, helped: Exception | None, outcome: Outcome, runs: int
) -> None:
    turns = Turns(plain, helped)

    assert alone(turns, "3.2").outcome is outcome
    assert len(turns.made) == runs
