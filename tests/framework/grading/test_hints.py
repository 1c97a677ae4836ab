from __future__ import annotations

from pathlib import Path

import pytest
import tiny_assignment

from autograder import config
from autograder.grading.intake import Found
from autograder.grading.single import grade_one
from autograder.model.report import Report

pytestmark = [
    pytest.mark.usefixtures("own_modules"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning"),
]

HEAD = "from autograder.grading.mistakes import replaces\n\n\n"
TRIPLED = """\
@replaces("double", loses="1.1")
def tripled(x):
    "Three times."
    return 3.0 * x
"""
BROKEN = TRIPLED.replace("(x):", "(x, y=1 / 0):")
WRONG = "def double(x):\n    return x + x + x\n"


def graded(folder: Path, mistakes: str) -> Report:
    root = tiny_assignment.make(folder / "assignment")
    (root / "solutions" / "mistakes").mkdir()
    (root / "solutions" / "mistakes" / "first.py").write_text(HEAD + mistakes, encoding="utf-8")
    submission = tiny_assignment.submit(folder / "ada", first=WRONG)
    return grade_one(config.read(root), Found("ada", submission), 1, (), lambda make: None)


def test_a_submission_that_makes_a_known_mistake_gets_its_hint(tmp_path: Path) -> None:
    report = graded(tmp_path, TRIPLED)

    doubling = report.questions[0]
    assert doubling.score == 0
    assert {hint for check in doubling.checks for hint in check.hints} == {"Three times."}
    assert report.staff == ()


def test_a_known_mistake_that_cannot_be_run_costs_hints_and_no_marks(tmp_path: Path) -> None:
    report = graded(tmp_path, BROKEN)

    assert [(one.question.id, one.score) for one in report.questions] == [
        ("1.1", 0.0),
        ("1.2", 5.0),
        ("2.1", 1.0),
    ]
    assert not any(check.hints for question in report.questions for check in question.checks)
    assert any("no hints are given: ZeroDivisionError" in one for one in report.staff)
    assert not report.needs_staff
