"""Runs over a class that are killed: nothing is lost, and nothing done twice."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import tiny_assignment
from small_class import WRONG, Class, files
from tiny_assignment import CONFIG, HIDDEN

from autograder.grading import basis

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
    ),
    pytest.mark.usefixtures("own_modules"),
]

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def _same_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the package the same, also for whoever edits it while these tests run."""
    monkeypatch.setattr(basis, "_own_hash", lambda: "the same")


@pytest.fixture
def three(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Class:
    """Three submissions; one is wrong."""
    tiny_assignment.make(tmp_path / "assignment")
    for name in ("ada", "bob"):
        tiny_assignment.submit(tmp_path / "subs" / name)
    tiny_assignment.submit(tmp_path / "subs" / "eve", first=WRONG)
    return Class(tmp_path, capfd)


# ------------------------------------------------------------------ killed

KILLED = """
import os, signal, sys
from autograder.cli import main
from autograder.grading import basis, class_run
from autograder.reporting import files
from autograder.store import Store

where, when, number, *arguments = sys.argv[1:]
owner, name = {"store": (Store, "keep"), "file": (files.Output, "write_made"),
               "table": (files.Output, "write_gradebooks"), "class": (Store, "enrol"),
               "seed": (Store, "tell"), "part": (os, "fsync")}[where]
method = getattr(owner, name)
calls = 0

def dying(*arguments, **named):
    global calls
    calls += 1
    if when == "before" and calls == int(number):
        os.kill(os.getpid(), signal.SIGKILL)
    answer = method(*arguments, **named)
    if when == "after" and calls == int(number):
        os.kill(os.getpid(), signal.SIGKILL)
    return answer

setattr(owner, name, dying)
basis._own_hash = lambda: "the same"
sys.exit(main(arguments))
"""
MOMENTS = [
    "seed after 1", "class before 1", "class after 1", "file after 1", "store after 1",
    "part before 2", "part after 2", "store before 3", "table before 1", "table after 1",
]  # fmt: skip


def run(program: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends graders with their parent")
def test_a_run_that_is_killed_at_any_moment_goes_on_and_ends_with_the_same_results(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    tiny_assignment.make(tmp_path / "assignment")
    for number in range(12):
        change = {"first": WRONG} if number % 4 == 0 else {}
        tiny_assignment.submit(tmp_path / "subs" / f"s{number:02}", **change)
    (tmp_path / "subs" / "broken.zip").write_bytes(b"no zip")
    grade = ["grade", "subs", "--assignment", "assignment", "--unsafe", "--jobs", "2"]

    for moment in MOMENTS:
        done = run(KILLED, *moment.split(), *grade, folder=tmp_path)
        assert done.returncode == -9, (moment, done.stdout + done.stderr)
    never = ("seed", "after", "0")
    done = run(KILLED, *never, *grade, folder=tmp_path)
    assert "13 of 13 submissions have not changed since" in done.stdout

    one = Class(tmp_path, capfd)
    assert max(one.graded().values()) == 1  # whoever is logged is stored
    assert len(one.graded()) >= 11  # two were killed in between
    killed = files(one.results)
    seed = one.seed("s03")
    one.results.rename(tmp_path / "killed")
    done = run(KILLED, *never, *grade, "--seed", str(seed), folder=tmp_path)
    assert done.returncode == 1  # for broken.zip
    assert files(one.results) == killed


FULL = """
import resource, sys
from autograder.cli import main
from autograder.grading import basis

basis._own_hash = lambda: "the same"
size = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has no such limit")
@pytest.mark.parametrize("size", [50_000, 4_000])
def test_a_full_disk_is_one_sentence_and_loses_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], size: int
) -> None:
    tiny_assignment.make(tmp_path / "assignment")
    for number in range(6):
        tiny_assignment.submit(tmp_path / "subs" / f"s{number}")
    grade = ["grade", "subs", "--assignment", "assignment", "--unsafe", "--jobs", "1"]

    done = run(FULL, str(size), *grade, folder=tmp_path)

    assert done.returncode == 2
    assert re.fullmatch(r"autograder: results/\S+: .*(stored|written) \(.*\).*\n", done.stderr)
    one = Class(tmp_path, capfd)
    assert one.grade().count("10") >= 6
    assert one.graded() == {f"s{number}": 1 for number in range(6)}


def test_a_grader_that_is_killed_costs_its_submission_until_the_next_run(three: Class) -> None:
    mark = three.folder / "mark"
    ending = HIDDEN.replace(
        "assert submission.answers",
        f"import os, pathlib\n    mark = pathlib.Path({str(mark)!r})\n"
        "    if submission.answers.get('slope') == 'end' and not mark.exists():\n"
        "        mark.touch()\n        os.kill(os.getpid(), 9)\n"
        "    assert submission.answers",
    )
    tiny_assignment.make(three.folder / "assignment", hidden=ending)
    tiny_assignment.submit(three.folder / "subs" / "bob", answers="slope: end\n")

    assert "staff: bob: the grader's own process ended" in three.grade(code=1)
    three.grade()

    assert three.graded() == {"ada": 1, "bob": 2, "eve": 1}
    assert three.totals() == {"ada": 10.0, "bob": 9.0, "eve": 6.0}


@pytest.mark.parametrize("moment", ["file after 2", "table before 1"])
def test_a_publication_that_was_killed_is_finished(three: Class, moment: str) -> None:
    three.grade()
    config = three.folder / "assignment" / "config.yaml"
    config.write_text(CONFIG.replace("points: 4", "points: 3").replace("points: 5,", "points: 6,"))
    three.regrade()
    arguments = ["regrade", "--publish", "--assignment", "assignment", "--unsafe"]

    done = run(KILLED, *moment.split(), *arguments, folder=three.folder)

    assert done.returncode == -9, done.stdout + done.stderr
    assert "0 gain, 0 lose, 3 keep" in three.regrade()
    assert three.totals() == {"ada": 10.0, "bob": 10.0, "eve": 7.0}
    text = (three.results / "eve" / "results.json").read_text()
    assert json.loads(text)["score"] == 7.0
