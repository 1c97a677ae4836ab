from __future__ import annotations

import pytest

from autograder.grading.clock import Clock
from autograder.model.assignment import Limits
from autograder.testing.errors import StudentNotRun, StudentTimeout

LIMITS = Limits(call_seconds=5, import_seconds=10, question_seconds=20, submission_seconds=50)


@pytest.fixture
def clock() -> Clock:
    clock = Clock(LIMITS)
    clock.turn_to("1.1")
    return clock


def test_a_call_may_take_what_it_wants_at_first(clock: Clock) -> None:
    assert clock.allowance(5) == 5


def test_a_call_may_take_what_its_question_has_left(clock: Clock) -> None:
    clock.count(17, timed_out=False)

    assert clock.allowance(5) == 3


def test_a_call_may_take_what_the_submission_has_left(clock: Clock) -> None:
    for question, seconds in (("1.1", 16), ("1.2", 16), ("1.3", 16)):
        clock.turn_to(question)
        clock.count(seconds, timed_out=False)

    assert clock.allowance(5) == 2


def test_a_question_that_used_up_its_time_is_not_run(clock: Clock) -> None:
    clock.count(20, timed_out=False)

    with pytest.raises(StudentNotRun, match="the question had used up its 20 s"):
        clock.allowance(5)
    clock.turn_to("1.2")
    assert clock.allowance(5) == 5


def test_after_two_calls_that_hung_a_question_is_not_run(clock: Clock) -> None:
    clock.count(5, timed_out=True)
    assert clock.allowance(5) == 5
    clock.count(5, timed_out=True)

    with pytest.raises(StudentNotRun, match="two calls of this question did not finish in time"):
        clock.allowance(5)
    clock.turn_to("1.2")
    assert clock.allowance(5) == 5


def test_a_submission_that_used_up_its_time_is_not_run(clock: Clock) -> None:
    clock.count(50, timed_out=False)
    clock.turn_to("1.2")

    with pytest.raises(StudentNotRun, match="the submission had used up its 50 s"):
        clock.allowance(5)
    with pytest.raises(StudentNotRun, match="the submission had used up its 50 s"):
        clock.allowance(10, importing=True)


def test_an_import_is_no_questions_own(clock: Clock) -> None:
    clock.count(10, timed_out=True, importing=True)
    clock.count(10, timed_out=True, importing=True)
    clock.count(10, timed_out=False, importing=True)

    assert clock.allowance(5) == 5
    assert clock.allowance(30, importing=True) == 20


def test_what_is_timed_is_counted(clock: Clock) -> None:
    with clock.timed():
        pass
    with pytest.raises(StudentTimeout), clock.timed():
        raise StudentTimeout("too slow")
    with pytest.raises(StudentTimeout), clock.timed(importing=True):
        raise StudentTimeout("too slow")
    assert 0 < clock.allowance(5) <= 5

    with pytest.raises(StudentTimeout), clock.timed():
        raise StudentTimeout("too slow")

    with pytest.raises(StudentNotRun):
        clock.allowance(5)
