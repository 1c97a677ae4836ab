"""What a hang costs: runs that would hang again are not made, those that may earn points are."""

from __future__ import annotations

import pytest

from autograder.grading.second_runs import SecondRuns
from autograder.model.outcome import CaseResult, Outcome

PASSED, FAILED, CRASHED = Outcome.PASSED, Outcome.FAILED, Outcome.CRASHED
HUNG, NOT_RUN = Outcome.TIMED_OUT, Outcome.NOT_RUN
PLAIN, HELPED = "plain", "helped"


def run(runs: SecondRuns, plain: Outcome, helped: Outcome, question: str = "1") -> tuple[str, ...]:
    """Return the outcome of a case, and the runs that were made."""
    made: list[str] = []

    def one(name: str, outcome: Outcome) -> CaseResult:
        made.append(name)
        return CaseResult("check", "", outcome, name)

    result = runs.best(question, lambda: one(PLAIN, plain), lambda: one(HELPED, helped))
    assert result.outcome is (plain if result.message == PLAIN else helped)
    return (result.outcome.value, *made)


@pytest.mark.parametrize(
    ("plain", "helped", "result"),
    [
        (PASSED, FAILED, ("passed", PLAIN)),
        (FAILED, PASSED, ("passed", PLAIN, HELPED)),
        (FAILED, CRASHED, ("failed", PLAIN, HELPED)),
        (HUNG, PASSED, ("passed", PLAIN, HELPED)),
        (HUNG, HUNG, ("timed_out", PLAIN, HELPED)),
        (NOT_RUN, PASSED, ("passed", PLAIN, HELPED)),
    ],
)
def test_a_first_case(plain: Outcome, helped: Outcome, result: tuple[str, ...]) -> None:
    assert run(SecondRuns(), plain, helped) == result


def test_an_answer_that_hangs_by_itself_has_no_second_runs_of_hangs() -> None:
    runs = SecondRuns()
    run(runs, HUNG, HUNG)

    assert run(runs, HUNG, PASSED) == ("timed_out", PLAIN)
    assert run(runs, NOT_RUN, PASSED) == ("not_run", PLAIN)
    assert run(runs, FAILED, PASSED) == ("passed", PLAIN, HELPED)
    assert run(runs, HUNG, PASSED, question="2") == ("passed", PLAIN, HELPED)


@pytest.mark.parametrize("helped", [PASSED, FAILED, CRASHED])
def test_where_what_is_used_hangs_the_stand_ins_come_first(helped: Outcome) -> None:
    runs = SecondRuns()
    run(runs, HUNG, helped)

    assert run(runs, HUNG, PASSED) == ("passed", HELPED)
    assert run(runs, PASSED, FAILED) == ("passed", HELPED, PLAIN)
    assert run(runs, HUNG, FAILED) == ("timed_out", HELPED, PLAIN)


def test_where_both_hang_one_hang_a_case_is_enough() -> None:
    runs = SecondRuns()
    run(runs, HUNG, PASSED)

    assert run(runs, HUNG, HUNG) == ("timed_out", HELPED)
    assert run(runs, NOT_RUN, NOT_RUN) == ("not_run", HELPED)
    assert run(runs, HUNG, PASSED) == ("passed", HELPED)
