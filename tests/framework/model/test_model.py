from __future__ import annotations

import dataclasses
import inspect
from fractions import Fraction
from pathlib import Path

import pytest

from autograder.model import assignment, check, gradebook, outcome, report, submission
from autograder.model.assignment import Assignment, Question
from autograder.model.check import Check
from autograder.model.gradebook import Ending, Row, Summary
from autograder.model.outcome import CaseResult, Outcome
from autograder.model.report import CheckResult, ManualAnswer, QuestionResult, Report

MODULES = (assignment, check, gradebook, outcome, report, submission)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_the_nouns_are_frozen(module: object) -> None:
    nouns = [
        noun
        for noun in vars(module).values()
        if inspect.isclass(noun) and dataclasses.is_dataclass(noun)
    ]

    assert nouns or module is outcome
    assert all(noun.__setattr__ is not object.__setattr__ for noun in nouns)


def question(
    id: str, file: str = "first.py", name: str = "double", manual: bool = False
) -> Question:
    return Question(id, f"Title {id}", Fraction(3, 2), file, (name,), manual)


def small() -> Assignment:
    return Assignment(
        root=Path("/assignment"),
        title="Small",
        modules=("first.py", "second.py"),
        notebook=None,
        answers="answers.yaml",
        questions=(
            question("1.1"),
            question("1.2", name="halve"),
            question("2.1"),
            question("3.1", "answers.yaml", "slope"),
            question("4.1", "answers.yaml", "why", manual=True),
        ),
    )


def test_an_assignments_questions_are_automatic_or_manual() -> None:
    assert [q.id for q in small().automatic] == ["1.1", "1.2", "2.1", "3.1"]
    assert [q.id for q in small().manual] == ["4.1"]


def test_a_question_is_found_by_its_id() -> None:
    assert small().question("2.1").title == "Title 2.1"
    with pytest.raises(KeyError):
        small().question("2")


def test_answers_and_functions_are_listed_once_in_order() -> None:
    assert small().answer_keys == ("slope", "why")
    assert small().graded_names == {"first.py": ("double", "halve"), "second.py": ()}


def test_folders_are_below_the_root() -> None:
    assert small().folder("tests/graded") == Path("/assignment/tests/graded")


def test_outcomes_are_ordered_from_good_to_what_staff_must_see() -> None:
    by_severity = sorted(Outcome, key=lambda one: one.severity)

    assert by_severity[0] is Outcome.PASSED
    assert by_severity[-1] is Outcome.GRADER_ERROR
    assert len({one.severity for one in Outcome}) == len(Outcome)


def check_result(*outcomes: Outcome, score: float = 0.0) -> CheckResult:
    one = Check("hidden/test_a.py::test_a", "1.1", "Title", 1.0, "visible", False, ("",))
    return CheckResult(one, tuple(CaseResult(one.id, "", how) for how in outcomes), score, 1.5)


@pytest.mark.parametrize("worst", list(Outcome))
def test_the_most_severe_outcome_stands_for_all(worst: Outcome) -> None:
    result = check_result(Outcome.PASSED, worst, Outcome.PASSED)
    of_question = QuestionResult(question("1.1"), (check_result(Outcome.PASSED), result), 0.0, 1.5)

    assert result.outcome is worst
    assert of_question.outcome is worst
    assert result.passed == 2 + (worst is Outcome.PASSED)


def some_report(*outcomes: Outcome, staff: tuple[str, ...] = ()) -> Report:
    questions = tuple(
        QuestionResult(question(f"1.{n}"), (check_result(how),), 0.1, 1.5)
        for n, how in enumerate(outcomes)
    )
    answers = (ManualAnswer(question("4.1", manual=True), "text"),)
    return Report("ada", questions, answers, seed=3, staff=staff, seconds=1.25)


def test_a_reports_score_leaves_manual_points_aside() -> None:
    one = some_report(Outcome.FAILED, Outcome.FAILED, Outcome.FAILED)

    assert (one.score, one.max_score) == (0.3, 4.5)


def test_a_graders_error_needs_staff() -> None:
    assert some_report(Outcome.PASSED, Outcome.GRADER_ERROR).needs_staff
    assert not some_report(Outcome.PASSED, Outcome.CRASHED).needs_staff


def test_a_row_is_a_report_in_short() -> None:
    row = Row.of(some_report(Outcome.PASSED, Outcome.TIMED_OUT, staff=("look",)))

    assert row == Row(
        submission="ada",
        scores={"1.0": 0.1, "1.1": 0.1},
        score=0.2,
        max_score=3.0,
        outcomes={"1.0": "passed", "1.1": "timed_out"},
        staff=("look",),
        seconds=1.25,
        checks={"hidden/test_a.py::test_a": Ending(Outcome.TIMED_OUT, 0.0)},
    )


def test_a_class_is_summed_up_in_little_however_large_it_is() -> None:
    rows = [
        Row("a", staff=("look",), signs=("odd", "odder")),
        Row("b"),
        *(Row(f"c{n}", staff=("look", f"only {n}")) for n in range(100)),
    ]

    summary = Summary.of(rows)

    assert summary.count == 102
    assert str(summary.signs) == "a"
    assert (summary.staff.count, str(summary.staff)) == (101, "a, c0, c1 and 98 more")
    assert str(summary.notes["look"]) == "a, c0, c1 and 98 more"
    assert len(summary.notes) == 50
