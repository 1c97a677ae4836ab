"""The solutions are read as a submission."""

from __future__ import annotations

from pathlib import Path

import pytest
import tiny_assignment

from autograder import config
from autograder.errors import SubmissionError
from autograder.grading.preparation import read_solutions
from autograder.model.assignment import Assignment


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    return config.read(tiny_assignment.make(tmp_path))


def test_all_is_read_that_a_submission_may_have(assignment: Assignment) -> None:
    solutions = assignment.folder("solutions")
    (solutions / "more").mkdir()
    (solutions / "helping.py").write_text("ONE = 1\n")
    (solutions / "more" / "inner.py").write_text("TWO = 2\n")

    read = read_solutions(assignment)

    assert {"first.py", "second.py", "helping.py"} < set(read.sources)
    assert any(name.endswith("inner.py") for name in read.sources)
    assert read.answers["slope"] == "2 * x"


@pytest.mark.parametrize("folder", ["mistakes", "variants", "venv", ".kept", "own"])
def test_what_tries_the_checks_and_what_lies_about_is_not(
    assignment: Assignment, folder: str
) -> None:
    beside = assignment.folder("solutions") / folder
    beside.mkdir(exist_ok=True)
    (beside / "pyvenv.cfg" if folder == "own" else beside / "first.py").write_text("ONE = 1\n")
    (beside / "another.py").write_text("ONE = 1\n")

    read = read_solutions(assignment)

    assert set(read.sources) == {"first.py", "second.py"}
    assert "double" in read.sources["first.py"].source


def test_without_solutions_there_is_one_sentence(assignment: Assignment) -> None:
    assignment.folder("solutions").rename(assignment.root / "elsewhere")

    with pytest.raises(SubmissionError, match="solutions"):
        read_solutions(assignment)
