from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.model.gradebook import Row
from autograder.reporting.log import Log


def test_a_submission_is_a_line_and_a_run_goes_on_below_the_last(tmp_path: Path) -> None:
    with Log(tmp_path) as log:
        log.graded(Row("ada", score=2.5, max_score=10.0, seconds=1.25))
    with Log(tmp_path) as log:
        log.say("interrupted")
        log.graded(Row("a\nb\x1b", staff=("look\nhere", "and there")))

    lines = (tmp_path / "grading.log").read_text().splitlines()
    assert all(re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\t", line) for line in lines)
    assert [line.split("\t")[1:] for line in lines] == [
        ["ada", "2.5/10", "1.2 s"],
        ["# interrupted"],
        ["a b�", "0/0", "0.0 s", "look here", "and there"],
    ]


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "grading.log").mkdir()

    with pytest.raises(UsageError, match=r"grading\.log: cannot be written \(Is a directory\)"):
        Log(tmp_path)
