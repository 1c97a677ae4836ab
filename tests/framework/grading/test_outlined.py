"""With an outline, pytest is loaded and collects the checks only where a case needs it."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest
import tiny_assignment
from imported_modules import forgotten
from timeless import timeless
from tiny_assignment import HIDDEN

from autograder import config
from autograder.errors import ConfigError
from autograder.grading import outline
from autograder.grading.intake import Found
from autograder.grading.outline import Outline
from autograder.grading.single import grade_one, prepare
from autograder.grading.workers import start_workers
from autograder.model.check import Check
from autograder.model.outcome import CaseResult
from autograder.model.report import Report

pytestmark = [
    pytest.mark.usefixtures("own_modules"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning"),
]

HEAD = """
import os
if os.environ.get("AUTOGRADER_TEST") == "broken":
    raise RuntimeError("it is broken")

@pytest.fixture(scope="module")
def four():
    made.append("made")
    yield 4
    made.append("unmade")

made = []
"""
BODY = """
@number("1.1")
@pytest.mark.parametrize("n", [2, 4], ids=os.environ.get("AUTOGRADER_TEST", "two four").split())
def test_with_a_fixture(submission, four, n):
    assert made[-1] == "made"
    if submission.first.double(n) != n * four / 2:
        pytest.fail("it is not twice as much")
"""
WRONG = "def double(x):\n    return x * 3.0\n"
SEED = 3


@pytest.fixture
def root(tmp_path: Path) -> Path:
    head, body = HIDDEN.split("\n\n", 1)
    return tiny_assignment.make(tmp_path / "made", hidden=f"{head}\n{HEAD}\n{body}{BODY}")


@pytest.fixture
def kept(root: Path, tmp_path: Path) -> Path:
    assignment = config.read(root)
    with start_workers(assignment) as factory, forgotten(root):
        prepare(assignment, factory, (SEED,), tmp_path / "kept")
    return tmp_path / "kept"


def graded(root: Path, submission: Path, kept: Path | None) -> Report:
    found = Found("ada", submission)
    return timeless(grade_one(config.read(root), found, SEED, (), lambda make: None, kept))


@pytest.mark.parametrize("first", [tiny_assignment.FIRST, WRONG], ids=["right", "wrong"])
def test_checks_with_fixtures_of_their_own_are_run_as_ever(
    root: Path, kept: Path, tmp_path: Path, first: str
) -> None:
    submission = tiny_assignment.submit(tmp_path / "ada", first=first)

    report = graded(root, submission, kept)

    assert report == graded(root, submission, None)
    assert report.staff == ()
    assert (report.score == 10) == (first != WRONG)


LOADED = """
import sys
from pathlib import Path
from autograder import config
from autograder.grading.intake import Found
from autograder.grading.single import grade_one
root, submission, kept = map(Path, sys.argv[1:])
report = grade_one(config.read(root), Found("ada", submission), 3, (), lambda make: None, kept)
print(float(report.score), "pytest" in sys.modules)
"""


RAISES = "    with pytest.raises(ZeroDivisionError):\n        1 / 0\n"
WITH_RAISES = HIDDEN.replace("    x =", f"{RAISES}    x =", 1)


@pytest.mark.parametrize(
    ("first", "hidden", "printed"),
    [
        (tiny_assignment.FIRST, HIDDEN, "10.0 False\n"),
        (WRONG, HIDDEN, "6.0 False\n"),
        (WRONG, WITH_RAISES, "6.0 True\n"),
        (WRONG, HIDDEN + HEAD + BODY, "6.0 True\n"),
    ],
    ids=["right", "wrong", "pytest is used", "a fixture"],
)
def test_pytest_is_loaded_where_it_is_needed(
    tmp_path: Path, first: str, hidden: str, printed: str
) -> None:
    root, kept = tiny_assignment.make(tmp_path / "made", hidden=hidden), tmp_path / "kept"
    assignment = config.read(root)
    with start_workers(assignment) as factory:
        prepare(assignment, factory, (SEED,), kept)
    submission = tiny_assignment.submit(tmp_path / "ada", first=first)

    done = subprocess.run(
        [sys.executable, "-c", LOADED, root, submission, kept],
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (done.stdout, done.stderr) == (printed, "")


def outcomes(report: Report) -> dict[Check, tuple[CaseResult, ...]]:
    return {one.check: one.cases for each in report.questions for one in each.checks}


def test_where_others_are_found_these_are_graded(root: Path, kept: Path, tmp_path: Path) -> None:
    known = outline.read(kept, config.read(root))
    assert isinstance(known, Outline)
    outline.write(kept, dataclasses.replace(known, checks=known.checks[1:]))
    submission = tiny_assignment.submit(tmp_path / "ada", first=WRONG)

    report = graded(root, submission, kept)

    assert outcomes(report).keys() == set(known.checks)
    assert outcomes(report) == outcomes(graded(root, submission, None))


@pytest.mark.parametrize("first", [tiny_assignment.FIRST, WRONG], ids=["right", "wrong"])
def test_where_cases_have_other_names_these_are_graded(
    root: Path, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    submission = tiny_assignment.submit(tmp_path / "ada", first=first)
    monkeypatch.setenv("AUTOGRADER_TEST", "deux quatre")

    report = graded(root, submission, kept)

    assert ("deux", "quatre") in {check.cases for check in outcomes(report)}
    assert outcomes(report) == outcomes(graded(root, submission, None))
    assert report.staff == ()


def test_checks_that_are_broken_by_now_are_said_to_be_so(
    root: Path, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = tiny_assignment.submit(tmp_path / "ada", first=WRONG)
    monkeypatch.setenv("AUTOGRADER_TEST", "broken")

    with pytest.raises(ConfigError, match=r"test_hidden\.py.*RuntimeError: it is broken"):
        graded(root, submission, kept)
