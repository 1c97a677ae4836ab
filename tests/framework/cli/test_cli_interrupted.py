"""Grading in a process of its own, which is interrupted, killed, or met by a second one."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import tiny_assignment
from tiny_assignment import CONFIG

from autograder.cli import main

ROOT = Path(__file__).parents[3]
PATIENCE = 60.0
HANG = "def double(x):\n    while True:\n        pass\n"
PATIENT = CONFIG.replace(
    "call_seconds: 5, import_seconds: 10, question_seconds: 30, submission_seconds: 60",
    "call_seconds: 500, import_seconds: 10, question_seconds: 500, submission_seconds: 500",
)


def descendants(pid: int) -> set[int]:
    """Return the processes below one."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            text = path.read_text().rpartition(")")[2].split()
            if text[0] not in "ZX":
                parents[int(path.parent.name)] = int(text[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found & parents.keys()


def until(there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@contextlib.contextmanager
def at_work(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Grade a class in which one submission is done and one does not end."""
    tiny_assignment.make(tmp_path / "an assignment", config=PATIENT)
    tiny_assignment.submit(tmp_path / "my class" / "ada")
    tiny_assignment.submit(tmp_path / "my class" / "bob", first=HANG)
    arguments = ["grade", "my class", "--assignment", "an assignment", "--jobs", "2", "--unsafe"]
    process = subprocess.Popen(
        [sys.executable, "-m", "autograder", *arguments],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        log = tmp_path / "results" / "grading.log"
        until(lambda: log.exists() and "\tada\t" in log.read_text())
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")


@needs_proc
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interruption_ends_everything_and_keeps_what_is_done(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    with at_work(tmp_path) as process:
        family = descendants(process.pid)
        os.killpg(process.pid, number)
        out, err = process.communicate(timeout=PATIENCE)

        assert process.returncode == code
        assert err.decode() == (
            "autograder: 1 of 2 submissions are graded; the same command goes on with the others\n"
            "autograder: interrupted; what is written so far is kept\n"
        )
        assert out == b"Folder of submissions: 2 submissions\n"
        assert len(family) > 3
        until(lambda: not any(map(descendants, family)))
        result = json.loads((tmp_path / "results" / "ada" / "results.json").read_text())
        assert result["score"] == 10.0
        table = (tmp_path / "results" / "gradebook.csv").read_text().splitlines()
        assert [line.partition(",")[0] for line in table] == ['"submission"', '"ada"']
        assert "# interrupted; 1 of 2" in (tmp_path / "results" / "grading.log").read_text()


@needs_proc
def test_a_second_run_on_the_same_results_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with at_work(tmp_path) as process:
        arguments = [str(tmp_path / "my class"), "--assignment", str(tmp_path / "an assignment")]

        code = main(["grade", *arguments, "--output", str(tmp_path / "results"), "--unsafe"])

        assert code == 2
        assert process.poll() is None
        assert capfd.readouterr().err == (
            f"autograder: {tmp_path}/results: another run is writing its results there; wait until "
            "it ends, or give another --output\n"
        )


@needs_proc
def test_nothing_outlives_a_grader_that_is_killed(tmp_path: Path) -> None:
    with at_work(tmp_path) as process:
        family = descendants(process.pid)
        process.kill()
        process.wait(PATIENCE)

        until(lambda: not any(map(descendants, family)))
