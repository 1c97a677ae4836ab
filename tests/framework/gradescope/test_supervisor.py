"""Whatever becomes of the grading, valid results stay, and no process does."""

from __future__ import annotations

import faulthandler
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import platform_folder
import pytest
from platform_folder import results

from autograder.errors import ConfigError
from autograder.gradescope import results as files
from autograder.gradescope.places import Places
from autograder.gradescope.supervisor import supervise
from autograder.reporting.text import STAFF_TEST

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the platform is Linux"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning"),
]

PARTLY: dict[str, Any] = {
    "score": 2.0,
    "tests": [
        {"name": "One", "score": 2.0, "max_score": 2.0, "status": "passed"},
        {"name": STAFF_TEST, "status": "failed", "output": "so far", "visibility": "hidden"},
    ],
    "extra_data": {"staff": ["so far"]},
}


@pytest.fixture
def places(tmp_path: Path) -> Places:
    places = Places(tmp_path / "autograder")
    places.root.mkdir()
    platform_folder.settings(places)
    return places


def within(places: Places, seconds: float) -> None:
    platform_folder.settings(places, seconds=seconds)


def staff(places: Places) -> str:
    document = results(places)
    shown = [test for test in document["tests"] if test["name"] == STAFF_TEST]
    assert [test["visibility"] for test in shown] == ["hidden"]
    said: str = document["extra_data"]["staff"][-1]
    assert said in shown[0]["output"]
    return said


def test_what_was_written_stays(places: Places) -> None:
    whole = {"score": 3.0, "tests": []}

    assert supervise(places, lambda: files.write(places.results, whole)) == 0

    assert results(places) == whole


def fail() -> NoReturn:
    raise ConfigError("config.yaml, line 3: is not right")


def break_down() -> NoReturn:
    raise KeyError("x" * 100_000)


def run_out_of_memory() -> NoReturn:
    raise MemoryError


def be_killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def crash() -> None:
    faulthandler.disable()  # that of the tests, which would print where
    os.kill(os.getpid(), signal.SIGSEGV)


def leave() -> NoReturn:
    raise SystemExit(0)


def vanish() -> NoReturn:
    os._exit(0)


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (fail, "nothing more was graded: config.yaml, line 3: is not right"),
        (break_down, "the grader failed: KeyError: 'xxx"),
        (run_out_of_memory, "the grader failed: MemoryError:  (test_supervisor.py, line "),
        (leave, "the grader failed: SystemExit: 0 (test_supervisor.py, line "),
        (be_killed, "the grader was killed (SIGKILL), as the kernel does where memory is short"),
        (crash, "the grader ended without a word (signal 11)"),
        (vanish, "the grader ended without a word (status 0)"),
    ],
)
@pytest.mark.parametrize("before", [None, PARTLY])
def test_however_the_grader_ends_staff_read_why(
    places: Places,
    end: Callable[[], None],
    reason: str,
    before: dict[str, Any] | None,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def grade() -> None:
        if before is not None:
            files.write(places.results, before)
        end()

    assert supervise(places, grade) == 1

    assert staff(places).startswith(reason)
    assert f"autograder: {reason}" in capfd.readouterr().err
    document = results(places)
    if before is None:
        assert (document["score"], document["output"]) == (0.0, files.NOT_GRADED)
    else:
        assert document["score"] == 2.0
        assert document["tests"][0] == PARTLY["tests"][0]


def test_results_are_valid_before_anything_is_graded(places: Places) -> None:
    seen = places.root / "seen.json"

    supervise(places, lambda: seen.write_bytes(places.results.read_bytes()) and None)

    assert seen.read_bytes() == places.results.read_bytes()
    assert staff(places) == "grading was begun and did not end"


def test_grading_is_ended_in_time_with_the_results_so_far(places: Places) -> None:
    within(places, 2.0)

    def grade() -> None:
        files.write(places.results, PARTLY)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(600)

    assert supervise(places, grade) == 1

    assert staff(places) == "grading had not ended within 1.8 s, and was ended"
    assert results(places)["score"] == 2.0


def test_half_a_file_in_the_results_place_is_replaced(places: Places) -> None:
    def grade() -> None:
        places.results.write_text('{"score": 1')
        vanish()

    assert supervise(places, grade) == 1

    assert results(places)["output"] == files.NOT_GRADED


STARTS = """
import os, subprocess, sys, time
from pathlib import Path
from autograder.gradescope.places import Places
from autograder.gradescope.supervisor import supervise

def grade():
    print(os.getpid(), flush=True)
    child = subprocess.Popen(["sleep", "600"])
    print(child.pid, flush=True)
    time.sleep(600)

places = Places(Path(sys.argv[1]))
sys.exit(supervise(places, grade))
"""


def started(places: Places) -> tuple[subprocess.Popen[str], int]:
    """Start a supervisor whose grader sleeps; return it and the grader's process id."""
    process = subprocess.Popen(
        [sys.executable, "-c", STARTS, str(places.root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    grader, child = int(process.stdout.readline()), int(process.stdout.readline())
    os.kill(child, signal.SIGKILL)
    return process, grader


def gone(pid: int) -> bool:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_the_grader_ends_with_the_supervisor_and_the_results_stay(places: Places) -> None:
    process, grader = started(places)

    process.kill()
    process.wait(20)

    assert gone(grader)
    assert results(places)["output"] == files.NOT_GRADED
    assert process.stdout is not None
    process.stdout.close()


def test_what_the_grader_leaves_behind_is_waited_for(places: Places) -> None:
    """As the workers' parent, it ends by itself a little later."""
    seen = places.root / "pid"

    def grade() -> None:
        pid = os.fork()
        if pid == 0:
            time.sleep(0.3)
            os._exit(0)
        seen.write_text(str(pid))

    supervise(places, grade)

    with pytest.raises(ProcessLookupError):
        os.kill(int(seen.read_text()), 0)
