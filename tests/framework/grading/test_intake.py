"""Reading submissions for an assignment, in bounded time."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
import tiny_assignment

from autograder import config
from autograder.grading import intake

ENDLESS = """\
import sys
from pathlib import Path
from autograder import config
from autograder.grading import intake
from autograder.submission import reader

def endless(path, limits, remarks):
    while True:
        pass

intake.PATIENCE = 0.1
reader.open_tree = endless
intake.read_submission(Path("x"), config.read(Path(sys.argv[1])), "x")
"""


def test_reading_without_an_end_ends_the_process(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("other systems grade in one process, which is not to be ended")
    folder = tiny_assignment.make(tmp_path / "assignment")

    done = subprocess.run([sys.executable, "-c", ENDLESS, str(folder)], timeout=60)

    assert done.returncode == -signal.SIGPROF


def test_what_was_read_in_time_is_followed_by_no_signal(tmp_path: Path) -> None:
    assignment = config.read(tiny_assignment.make(tmp_path / "assignment"))
    path = tiny_assignment.submit(tmp_path / "ada")

    submission = intake.read_submission(path, assignment, "ada")
    assert intake.forbidden_uses(submission, assignment) == {}

    assert submission.id == "ada"
    if sys.platform == "linux":
        assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
