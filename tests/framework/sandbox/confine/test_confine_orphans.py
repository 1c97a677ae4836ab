"""No process outlives its worker, nor the grader, whatever it does to be forgotten."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from pathlib import Path

import pytest
from confinement_settings import HERE, ROOT
from sandbox_student import Student

from autograder.sandbox.client import SandboxError, Terms, WorkerFactory
from autograder.sandbox.confine import Layer, available, orphans
from autograder.sandbox.launch import why_no_bubblewrap
from autograder.testing.errors import StudentFault

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")

PATIENCE = 20.0
DAEMON = """
    import os
    import signal
    import time
    def start():
        reading, writing = os.pipe()
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                    signal.signal(number, signal.SIG_IGN)
                os.write(writing, str(os.getpid()).encode())
                os.closerange(0, 64)
                time.sleep(600)
            os._exit(0)
        return int(os.read(reading, 20))
    def tree():
        for _ in range(3):
            if os.fork() == 0:
                os.setsid()
                os.fork()
                os.fork()
                time.sleep(600)
        return start()
    def hang():
        start()
        time.sleep(600)
    def nothing():
        pass
"""


def ended(pid: int) -> bool:
    """Whether a process ends; it may take a moment to be gone."""
    deadline = time.monotonic() + PATIENCE
    while (there := Path(f"/proc/{pid}").exists()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not there


@pytest.fixture
def unconfined():
    with WorkerFactory.start(Terms(layers=())) as factory:
        yield factory


@pytest.mark.parametrize("how", ["start", "tree"])
def test_a_daemon_ends_with_its_worker(unconfined, how):
    student = Student(unconfined, DAEMON)
    pid = getattr(student.task, how)()
    assert Path(f"/proc/{pid}").exists()

    student.close()

    assert ended(pid)
    again = Student(unconfined, "def f(): return 1")
    assert again.task.f() == 1
    again.close()


def test_a_daemon_ends_with_a_worker_that_is_killed(unconfined):
    student = Student(unconfined, DAEMON)
    pid = student.task.start()
    with pytest.raises(StudentFault, match="did not finish"):
        student.task.hang()

    assert ended(pid)
    assert children(unconfined._process.pid) == set()
    student.close()


def children(parent: int) -> set[str]:
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(path.read_text().rpartition(")")[2].split()[1]) == parent:
                found.add(path.parent.name)
    return found


def test_neighbours_go_on(unconfined):
    one, two = Student(unconfined, DAEMON), Student(unconfined, DAEMON)
    pid = one.task.start()
    assert two.task.start()

    one.close()

    assert ended(pid)
    assert two.task.start()
    two.close()


def test_a_daemon_ends_with_the_factory():
    with WorkerFactory.start(Terms(layers=())) as factory:
        twin = factory.split()
        students = [Student(one, DAEMON) for one in (factory, twin)]
        pids = [student.task.start() for student in students]
        twin.close()

    assert all(map(ended, pids))
    for student in students:
        with contextlib.suppress(SandboxError):
            student.close()


def test_children_are_those_of_this_process_alone():
    child = subprocess.Popen(["sleep", "60"])
    try:
        found = orphans._children()
        assert child.pid in found
        assert 1 not in found
    finally:
        child.kill()
        child.wait()


# ---------------------------------------------------------------- a grader that is killed

GRADER = f"""
import os, signal, sys, time
sys.path[:0] = [{str(ROOT)!r}, {str(HERE.parent)!r}, {str(HERE)!r}]
from test_confine_orphans import children
from sandbox_student import Student
from autograder.sandbox.client import Terms, WorkerFactory
layers = tuple(filter(None, sys.argv[1].split(",")))
factory = WorkerFactory.start(Terms(layers=layers))
students = [Student(one, {DAEMON!r}) for one in (factory, factory.split())]
for student in students:
    student.task.start() if "seccomp" not in layers else student.task.nothing()
idle = factory.worker()
if "stopped" in sys.argv:
    for pid in children(factory._process.pid):
        os.kill(int(pid), signal.SIGSTOP)
print(*factory.protection().layers, flush=True)
students[0].task.hang() if "seccomp" not in layers else time.sleep(600)
"""


def outlive(when: str, *arguments: str) -> list[str]:
    """Kill a grader; return the lines that say what came of it."""
    command = [sys.executable, str(HERE / "last_parent.py"), when, "--"]
    done = subprocess.run(
        [*command, sys.executable, "-c", GRADER, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    "layers",
    ["", "limits,seccomp", "bubblewrap", "bubblewrap,limits,seccomp"],
)
def test_nothing_outlives_a_grader_that_is_killed(layers):
    wanted = set(map(Layer, filter(None, layers.split(","))))
    if Layer.BUBBLEWRAP in wanted and (reason := why_no_bubblewrap(("bubblewrap",))):
        pytest.skip(f"this machine does not offer bubblewrap: {reason}")
    if not wanted <= available() | {Layer.BUBBLEWRAP}:
        pytest.skip("this machine lacks a layer")

    said, left = outlive("said", layers)

    assert set(said.split()[1:]) == {layer.value for layer in wanted}
    assert left == "left: []"


@pytest.mark.parametrize("when", ["0.1", "0.3", "0.6"])
@pytest.mark.parametrize("layers", ["", "bubblewrap"])
def test_nothing_outlives_a_grader_that_is_killed_while_it_starts(layers, when):
    if layers and (reason := why_no_bubblewrap(("bubblewrap",))):
        pytest.skip(f"this machine does not offer bubblewrap: {reason}")

    assert outlive(when, layers)[-1] == "left: []"


def test_bubblewrap_ends_a_parent_of_workers_that_hangs():
    if reason := why_no_bubblewrap(("bubblewrap",)):
        pytest.skip(f"this machine does not offer bubblewrap: {reason}")

    assert outlive("said", "bubblewrap", "stopped")[-1] == "left: []"
