"""Grading on macOS and Windows, as far as a Linux without what they lack can stand for them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import tiny_assignment

PRETEND = Path(__file__).with_name("other_system.py")
SYSTEMS = {"win32": "Windows", "darwin": "macOS"}
SUBMISSIONS = {
    "right": "def double(x):\n    return 2.0 * x\n",
    "wrong": "def double(x):\n    return 3.0 * x\n",
    "hangs": "def double(x):\n    while True: pass\n",
    "crashes": "import os\ndef double(x):\n    os.kill(os.getpid(), 11)\n",
    "floods": "def double(x):\n    print('flood' * 10**6)\n    return 2.0 * x\n",
    "breaks": "1 / 0\n",
}
POINTS = {"right": 10, "floods": 10}
SAID = {
    "hangs": "double did not finish within 2 s",
    "crashes": "the process was ended by signal 11 (segmentation fault) when double was called",
    "breaks": "first.py could not be imported: ZeroDivisionError",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("other")
    config = tiny_assignment.CONFIG.replace("call_seconds: 5", "call_seconds: 2")
    hidden = tiny_assignment.HIDDEN.replace("[1, 2, 3]", "[1]")
    tiny_assignment.make(made / "assignment", config=config, hidden=hidden)
    for name, text in SUBMISSIONS.items():
        tiny_assignment.submit(made / "class" / name, first=text)
    return made


def run(system: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-B", str(PRETEND), system, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_class_is_graded_if_staff_insist(folder, system):
    done = run(
        system, folder, "grade", "class", "--assignment", "assignment", "--output", system,
        "--jobs", "3", "--unsafe",
    )  # fmt: skip

    assert done.returncode == 1, done.stderr  # staff are to read the remark
    once = "autograder: on this system submissions are graded one after the other; --jobs is 1\n"
    assert done.stderr == once
    assert done.stdout.count("graded without full protection") == 1
    for name in SUBMISSIONS:
        report = json.loads((folder / system / name / "results.json").read_bytes())
        assert report["score"] == POINTS.get(name, 6), name
        outputs = " ".join(test.get("output", "") for test in report["tests"])
        assert SAID.get(name, "") in outputs
        assert "is not a security boundary" in " ".join(report["extra_data"]["staff"])


@pytest.mark.parametrize("system", SYSTEMS)
def test_grading_refuses_and_says_what_to_use(folder, system):
    done = run(
        system, folder, "grade", "class/right", "--assignment", "assignment", "--output", "none"
    )

    assert done.returncode == 1
    assert done.stderr.startswith("autograder: Student code cannot be confined here")
    for word in (SYSTEMS[system], "not a security boundary", "Linux", "Docker", "Gradescope"):
        assert word in done.stderr
    assert list((folder / "none").rglob("*.json")) == []


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_doctor_says_so(folder, system):
    done = run(system, folder, "doctor")

    text = " ".join(done.stdout.split())
    assert done.returncode == 1
    assert f"This system ({SYSTEMS[system]}) cannot confine student code" in text
    assert "`autograder check`, for one's own work, runs anywhere" in text
    assert done.stderr == ""


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_stand_ins_are_honest(folder, system):
    """What is tried here is a system without what they lack: this would be seen otherwise."""
    program = (
        f"import sys; sys.path.insert(0, {str(PRETEND.parent)!r}); import other_system; "
        f"other_system.pretend({system!r}); import os, signal, sys, ctypes; "
        "from autograder.sandbox.client import WorkerFactory; "
        "factory = WorkerFactory.start(); worker = factory.worker(); "
        "print(type(factory).__name__, sys.platform, hasattr(signal, 'SIGKILL'), "
        "hasattr(os, 'readv'), 'autograder.sandbox.zygote' in sys.modules); "
        "factory.close()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PRETEND.parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    there = system == "darwin"
    assert done.stdout.split() == ["SpawnedWorkers", system, str(there), str(there), "False"]
    assert done.stderr == ""
