"""Checks of written answers alone: the same answers need not be judged again."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import ahead_grading
import pytest
import tiny_assignment
from ahead_grading import FIRST, SECOND, Counting, with_grader

from autograder.grading.ahead.written import LONGEST_LEARNT, MOST_LEARNT, Written
from autograder.grading.intake import read_submission
from autograder.grading.reading import Reading, Reads
from autograder.grading.run import SubmissionGrader
from autograder.model.submission import Submission

pytestmark = [
    pytest.mark.usefixtures("own_modules"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning"),
]

CASE = ("check", "case")


def reads_of(submission: Submission, *keys: str) -> Reads:
    reading = Reading(submission)
    for key in keys:
        reading.answers.get(key)
        reading.answer_problems.get(key)
    assert reading.is_all
    return reading.reads


def answering(**answers: str) -> Submission:
    return Submission("ada", answers=answers)


def test_the_same_answers_pass_whatever_else_is_written() -> None:
    written = Written()
    written.learn(CASE, reads_of(answering(slope="2 * x", why="so"), "slope"), [])

    assert written.passed_by(CASE, answering(slope="2 * x", why="because")) == []
    assert written.passed_by(("check", "another"), answering(slope="2 * x")) is None
    for other in (answering(slope="2*x"), answering(), answering(why="2 * x")):
        assert written.passed_by(CASE, other) is None
    problem = Submission("ada", answers={"slope": "2 * x"}, answer_problems={"slope": "twice"})
    assert written.passed_by(CASE, problem) is None


def test_an_answer_that_is_not_there_is_part_of_what_was_read() -> None:
    written = Written()
    written.learn(CASE, reads_of(answering(), "slope"), [])

    assert written.passed_by(CASE, answering(why="so")) == []
    assert written.passed_by(CASE, answering(slope="")) is None


@pytest.mark.parametrize(
    ("go_through", "came"),
    [
        (dict, {"why": "so"}),
        (len, 1),
        (repr, "mappingproxy({'why': 'so'})"),
        (lambda answers: answers.copy(), {"why": "so"}),
        (lambda answers: answers | {"more": ""}, {"why": "so", "more": ""}),
        (lambda answers: {"more": ""} | answers, {"more": "", "why": "so"}),
        (lambda answers: list(reversed(answers)), ["why"]),
        (lambda answers: answers == {"why": "so"}, True),
        (lambda answers: "so" in answers.values(), True),
    ],
)
def test_answers_that_are_gone_through_may_be_any(go_through, came) -> None:
    reading = Reading(answering(why="so"))

    assert go_through(MappingProxyType(reading.answers)) == came
    assert not reading.is_all


def test_what_is_kept_is_bounded() -> None:
    written = Written()
    for number in range(MOST_LEARNT + 10):
        written.learn(CASE, reads_of(answering(slope=str(number)), "slope"), [])
    written.learn(("another", ""), reads_of(answering(slope="x" * LONGEST_LEARNT), "slope"), [])
    written.learn(("long", ""), reads_of(answering(slope="x" * LONGEST_LEARNT * 2), "slope"), [])

    assert {case: len(known) for case, known in written.passing.items() if known} == {
        CASE: MOST_LEARNT, ("another", ""): 1,
    }  # fmt: skip


def test_a_formula_is_judged_unless_it_was_right_before(tmp_path: Path) -> None:
    assignment = ahead_grading.make(tmp_path / "assignment")
    answers = {"known": "slope: 2 * x\n", "wrong": "slope: 3 * x\n", "none": "why: because\n"}
    seen: list[tuple[str, bool, float]] = []

    def then(grader: SubmissionGrader, runner: Counting) -> None:
        grader.foretell(1)
        for round_ in range(2):
            for name, text in answers.items():
                path = tmp_path / f"{name}{round_}"
                tiny_assignment.submit(path, first=FIRST, second=SECOND, answers=text)
                runner.ran.clear()
                report = grader.grade(read_submission(path, assignment, "ada"), 1)
                (formula,) = [one for one in report.questions if one.question.id == "2.1"]
                seen.append((name, "test_slope" in runner.ran, float(formula.score)))

    with_grader(assignment, then)

    assert seen == 2 * [("known", False, 1.0), ("wrong", True, 0.0), ("none", True, 0.0)]
