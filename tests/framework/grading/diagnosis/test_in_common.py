from __future__ import annotations

from pathlib import Path

import pytest
import tiny_assignment

from autograder import config
from autograder.errors import ConfigError
from autograder.grading.cases import Case
from autograder.grading.collect import with_checks
from autograder.grading.diagnosis import in_common, with_property
from autograder.model.outcome import CaseResult, Outcome
from autograder.testing.properties import cases_with, properties_of

pytestmark = pytest.mark.usefixtures("own_modules")

PASSED, FAILED, ERROR = Outcome.PASSED, Outcome.FAILED, Outcome.GRADER_ERROR
CHECK = """
import pytest
from autograder.testing import cases_with


@number("1.1")
@cases_with("even numbers", lambda n: n % 2 == 0)
@cases_with("numbers above 4", lambda n: n > 4)
@cases_with("the mode {mode}")
@pytest.mark.parametrize("mode", ["a", "b"])
@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 6])
def test_many(submission, n, mode):
    pass
"""


@pytest.fixture
def cases(tmp_path: Path) -> list[Case]:
    tiny_assignment.make(tmp_path, hidden=tiny_assignment.HIDDEN + CHECK)
    found: list[Case] = []
    with_checks(config.read(tmp_path), lambda collected: found.extend(collected.cases))
    return [case for case in found if case.check.question == "1.1"]


def said(cases: list[Case], *failing: str, also: tuple[str, ...] = ()) -> str:
    results = [
        CaseResult(
            case.check.id,
            case.id,
            ERROR if case.id in also else FAILED if case.id in failing else PASSED,
            "wrong.",
        )
        for case in cases
    ]
    return in_common(cases, results)


EVEN = ("2-a", "2-b", "4-a", "4-b", "6-a", "6-b")


@pytest.mark.parametrize(
    ("failing", "words"),
    [
        (EVEN, "even numbers"),
        (EVEN[:3], "even numbers"),  # half of them
        (("2-a", "4-b"), ""),  # a third
        ((*EVEN, "5-a"), ""),
        (("5-a", "5-b", "6-a", "6-b"), "numbers above 4"),
        (("6-a", "6-b"), "numbers above 4"),  # fewer pass that have it than of the even ones
        (tuple(f"{n}-b" for n in range(1, 7)), "the mode b"),
        (("2-a", "4-a", "6-a"), ""),  # even, and the mode a: as many pass of either
        (("2-a",), ""),
        ((), ""),
    ],
)
def test_the_property_that_separates_is_named(
    cases: list[Case], failing: tuple[str, ...], words: str
) -> None:
    assert said(cases, *failing) == words


def test_what_could_not_be_judged_says_nothing(cases: list[Case]) -> None:
    assert said(cases, *EVEN, also=("1-a", "5-b")) == "even numbers"


def test_where_everything_fails_nothing_separates(cases: list[Case]) -> None:
    assert said(cases, *(case.id for case in cases)) == ""


def test_the_message_is_closed_with_it_and_a_right_case_has_none() -> None:
    wrong = CaseResult("c", "1", FAILED, "z is wrong in every entry.")

    assert with_property(wrong, "even numbers").message == (
        "z is wrong in every entry. This is so only for even numbers."
    )
    assert with_property(CaseResult("c", "1", PASSED), "even numbers").message == ""


def test_properties_are_those_whose_condition_holds() -> None:
    @cases_with("all")
    @cases_with("long kernels", lambda n, k: k > n)
    @cases_with("the size {n}")
    def check(n: int, k: int) -> None: ...

    assert properties_of(check, {"n": 3, "k": 5}) == {"all", "long kernels", "the size 3"}
    assert properties_of(check, {"n": 5, "k": 5}) == {"all", "the size 5"}
    assert properties_of(lambda: None, {}) == frozenset()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("lambda n: n % 2 == 0", "lambda m: m > 0", "KeyError: 'm'"),
        ("lambda n: n % 2 == 0", "lambda n: n < 'a'", "TypeError"),
        ("{mode}", "{moed}", "KeyError: 'moed'"),
    ],
)
def test_a_property_that_cannot_be_worked_out_is_told_before_anything_runs(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    tiny_assignment.make(tmp_path, hidden=tiny_assignment.HIDDEN + CHECK.replace(old, new))

    with pytest.raises(ConfigError, match="test_many has a property that cannot be") as error:
        with_checks(config.read(tmp_path), lambda collected: None)

    assert told in str(error.value)
    assert "\n" not in str(error.value)
