"""A submission that does what was foretold is graded alike without its checks."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path
from typing import NoReturn

import pytest
import tiny_assignment

from autograder import config
from autograder.grading import single
from autograder.grading.intake import Found
from autograder.grading.outline import NOT_COLLECTED, NeedsChecksError
from autograder.grading.workers import start_workers
from autograder.model.report import Report

pytestmark = [
    pytest.mark.usefixtures("own_modules"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning"),
]

CODE_ALONE = """\
title: Two functions
files: {modules: [first.py, second.py]}
points: {automatic: 9}
questions:
  - {id: "1.1", file: first.py, function: double, points: 4, title: Doubling}
  - {id: "1.2", file: second.py, function: halve, points: 5, uses: ["1.1"], title: Halving}
limits: {call_seconds: 5, import_seconds: 10, question_seconds: 30, submission_seconds: 60}
"""
CHECKS = tiny_assignment.HIDDEN.partition('@number("2.1")')[0]
WORN = """\
calls = []


def double(x):
    calls.append(x)
    return x * (2.0 if len(calls) < 5 else 3.0)
"""
"""Right in the four cases, and not in what comes after."""
PRYING = """\
def double(x):
    try:
        open("/etc/shadow")
    except OSError:
        pass
    return x * 2.0
"""
SUBMISSIONS = {
    "right": None,
    "wrong": "def double(x):\n    return x * 3.0\n",
    "wrong at last": "def double(x):\n    return x * 2.0 if getattr(x, 'size', 1) < 3 else x\n",
    "raises": "def double(x):\n    return x / 'two'\n",
    "prints": "def double(x):\n    print(x)\n    return x * 2.0\n",
    "other bits": "def double(x):\n    return x / 0.5 + 0\n",
    "does not load": "import nothing_of_that_name\n",
    "no syntax": "def double(x:\n",
    "ends": "import os\n\n\ndef double(x):\n    os._exit(3)\n",
    "worn": WORN,
    "prying": PRYING,
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tiny_assignment.make(tmp_path / "assignment", config=CODE_ALONE, hidden=CHECKS)


@pytest.fixture
def prepared(root: Path, tmp_path: Path) -> Path:
    assignment = config.read(root)
    with start_workers(assignment) as factory:
        assert single.prepare(assignment, factory, (3,), tmp_path / "foretold") == 3
    return tmp_path / "foretold"


def graded(root: Path, submission: Path, prepared: Path | None) -> Report:
    """Return a report without what a clock has measured."""
    found = Found("ada", submission)
    report = single.grade_one(config.read(root), found, 3, (), lambda make: None, prepared)
    questions = tuple(
        dataclasses.replace(
            one, checks=tuple(dataclasses.replace(check, seconds=0) for check in one.checks)
        )
        for one in report.questions
    )
    return dataclasses.replace(report, seconds=0, questions=questions)


def without_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    def collect(*arguments: object) -> NoReturn:
        raise AssertionError("checks are collected")

    monkeypatch.setattr(single, "with_checks", collect)


def test_reports_are_the_same(root: Path, prepared: Path, tmp_path: Path) -> None:
    for name, first in SUBMISSIONS.items():
        changes = {} if first is None else {"first": first}
        submission = tiny_assignment.submit(tmp_path / name, answers=None, **changes)

        assert graded(root, submission, prepared) == graded(root, submission, None), name


def test_a_right_submission_needs_no_check(
    root: Path, prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = tiny_assignment.submit(tmp_path / "ada", answers=None)
    without_checks(monkeypatch)

    assert graded(root, submission, prepared).score == 9


def test_what_departs_needs_them(
    root: Path, prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_checks(monkeypatch)

    for name in ("wrong at last", "worn"):
        submission = tiny_assignment.submit(tmp_path / name, answers=None, first=SUBMISSIONS[name])
        with pytest.raises(AssertionError, match="checks are collected"):
            graded(root, submission, prepared)


def test_what_takes_long_needs_them(
    root: Path, prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single, "WITHOUT_CHECKS_SECONDS", 0.0)
    without_checks(monkeypatch)

    with pytest.raises(AssertionError, match="checks are collected"):
        graded(root, tiny_assignment.submit(tmp_path / "ada", answers=None), prepared)


def test_other_questions_need_them(
    root: Path, prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = shutil.copytree(root, tmp_path / "other")
    (other / "config.yaml").write_text(CODE_ALONE.replace("Halving", "Half of it"))
    without_checks(monkeypatch)

    with pytest.raises(AssertionError, match="checks are collected"):
        graded(other, tiny_assignment.submit(tmp_path / "ada", answers=None), prepared)


def test_what_is_not_collected_is_no_item() -> None:
    with pytest.raises(NeedsChecksError):
        _ = NOT_COLLECTED.stash
    with pytest.raises(NeedsChecksError):
        NOT_COLLECTED.run(NOT_COLLECTED, None)
