"""The parent of workers is forked from the grader only while that holds nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sandbox_interpreter import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux")
BEGINNING = f"""
import json, os, sys
sys.path.insert(0, {str(ROOT)!r})
from autograder.sandbox import early
"""
CLEAN = {"PATH": "/usr/bin:/bin", "OPENBLAS_NUM_THREADS": "1"}


def run(text: str, *flags: str, environment: dict[str, str] = CLEAN) -> str:
    done = subprocess.run(
        [sys.executable, *(flags or ("-I",)), "-c", BEGINNING + text],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


WHY_NOT = "print(early.start(), early.take())"


def test_a_clean_process_forks_it() -> None:
    assert run("print(early.start() == '', early.take() is not None, early.take())") == (
        "True True None"
    )


@pytest.mark.parametrize("name", ["TOKEN", "HOME", "PYTHONPATH"])
def test_not_with_anything_in_the_environment(name: str) -> None:
    said = run(WHY_NOT, environment={**CLEAN, name: "x"})
    assert said == f"the environment has {name} None"


def test_not_with_what_was_in_the_environment_at_the_start() -> None:
    said = run(f"os.environ.pop('TOKEN'); {WHY_NOT}", environment={**CLEAN, "TOKEN": "x"})
    assert said == "the environment has TOKEN None"


def test_not_after_anything_else_of_ours_is_loaded() -> None:
    said = run(f"import autograder.config; {WHY_NOT}")
    assert said.startswith("autograder.config")
    assert said.endswith("is loaded None")


def test_not_in_an_interpreter_that_is_not_isolated() -> None:
    assert run(WHY_NOT, "-B") == "this interpreter is not isolated (-I) None"


def test_not_beside_another_thread() -> None:
    waiting = "import threading; threading.Thread(target=os.read, args=(os.pipe()[0], 1), "
    said = run(f"{waiting} daemon=True).start(); {WHY_NOT}")
    assert said == "there are 2 threads None"


def test_it_keeps_no_file_and_ends_with_the_grader() -> None:
    text = """
kept = open("/etc/hostname")
assert early.start() == ""
control = early.take()
child = int(open(f"/proc/self/task/{os.getpid()}/children").read())
control.sendall(b'{"do": "end", "pid": 0, "grace": 0}')  # it answers when it is ready
control.recv(1)
files = sorted(os.readlink(f"/proc/{child}/fd/{n}").split(":")[0]
               for n in os.listdir(f"/proc/{child}/fd") if n != "2")
there = os.readlink(f"/proc/{child}/cwd")
environment = open(f"/proc/{child}/environ").read()
session = os.getsid(child) == child
control.close()
status = os.waitpid(child, 0)[1]
print(json.dumps([files, there, session, status]))
"""
    assert json.loads(run(text)) == [["/dev/null", "/dev/null", "socket"], "/", True, 0]


def test_workers_come_from_it() -> None:
    text = f"""
sys.path.insert(0, {str(Path(__file__).parent)!r})
assert early.start() == ""
from sandbox_student import Student
from autograder.sandbox.client import Terms, WorkerFactory
with WorkerFactory.start(Terms(preload=("numpy", "statistics"))) as factory:
    code = "import numpy as np, numpy.random\\nimport statistics\\n" \\
           "def f(x): return 2 * np.asarray(x), statistics.mean(x)\\n"
    factory.expect([code])
    one = Student(factory, code)
    print(one.task.f([1.0, 2.0][0:0] or __import__("numpy").ones(3)), factory._process)
    one.close()
"""
    assert run(text) == "(array([2., 2., 2.]), np.float64(1.0)) None"
