"""The process that grades beside a dask worker; there is no dask here."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import tiny_assignment

from autograder import config
from autograder.cluster import host as host_process
from autograder.cluster.package import pack
from autograder.cluster.tasks import Task, Terms
from autograder.cluster.work import Host, RefusedError
from autograder.errors import EnvironmentFault
from autograder.grading import frames
from autograder.grading.intake import read_submission
from autograder.model.report import Report
from autograder.sandbox.client import forks
from autograder.store import codec

pytestmark = pytest.mark.skipif(not forks(), reason="submissions are graded on Linux workers only")
PATIENCE = 60.0
ENDING = """
import os

@number("2.1")
def test_that_ends(submission):
    \"\"\"It ends the grader, where the answer says so.\"\"\"
    if submission.answers.get("slope") == "end":
        os._exit(3)
"""


class Place:
    """An assignment, and submissions to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "place").mkdir()
        root = tiny_assignment.make(folder / "a", hidden=tiny_assignment.HIDDEN + ENDING)
        self.assignment = config.read(root)

    @property
    def terms(self) -> Terms:
        return Terms(str(self.folder / "place"), unsafe=True)

    @property
    def left(self) -> list[Path]:
        return list((self.folder / "place").iterdir())

    def task(self, **changes: str | None) -> bytes:
        name = f"sub{time.monotonic_ns()}"
        path = tiny_assignment.submit(self.folder / name, **changes)
        submission = read_submission(path, self.assignment, "ada")
        return msgspec.json.encode(Task.of(submission, seed=5))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def host(place: Place) -> Iterator[Host]:
    started = Host.start(pack(place.assignment).data, place.terms)
    yield started
    started.close()
    assert place.left == []


def test_what_was_compiled_for_this_python_is_not_sent(place: Place) -> None:
    path = tiny_assignment.submit(place.folder / "ada")
    submission = read_submission(path, place.assignment, "ada")

    task = Task.of(submission, seed=5)

    assert all(one.code for one in submission.sources.values())
    assert not any(one.code for one in task.submission.sources.values())
    assert task.submission == submission


def until(there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def graded(connection: socket.socket, task: bytes) -> Report | None:
    frames.send(connection, task)
    text = frames.receive(connection)
    return None if text is None else codec.decode(text)


def score(connection: socket.socket, task: bytes) -> float | None:
    report = graded(connection, task)
    return None if report is None else report.score


def test_graders_are_forked_as_they_are_wanted_and_go_on(host: Host, place: Place) -> None:
    with host.grader() as first, host.grader() as second:
        assert score(first, place.task()) == 10.0
        assert score(second, place.task(first="def double(x):\n    return x * 3.0\n")) == 6.0
        assert score(first, place.task()) == 10.0
        (folder,) = place.left
        assert folder.stat().st_mode & 0o777 == 0o700
        host.idle.append(first)
        assert host.grader() is first


def test_a_grader_that_ends_costs_its_submission_alone(host: Host, place: Place) -> None:
    doomed = host.grader()

    assert score(doomed, place.task(answers="slope: end\n")) is None
    host.idle.append(doomed)
    with host.grader() as other:
        assert other is not doomed
        assert score(other, place.task()) == 10.0


def alive(pid: int) -> bool:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:  # it has ended, now or before
        return False
    return text.rpartition(")")[2].split()[0] not in "ZX"


def below(pid: int) -> set[int]:
    """Return the processes that a process started, and theirs."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:  # it has ended meanwhile
        return set()
    return {int(child) for child in children}.union(*(below(int(child)) for child in children))


def test_all_end_with_the_dask_worker(host: Host, place: Place) -> None:
    connection = host.grader()
    graded(connection, place.task())
    family = {host.process.pid, *below(host.process.pid)}
    assert len(family) >= 3  # with a grader and the workers' parent

    host.control.close()  # as the kernel does where the dask worker is killed
    host.process.wait(PATIENCE)

    until(lambda: not any(map(alive, family)))
    assert place.left == []
    assert frames.receive(connection) is None
    connection.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_graders_end_with_their_host(number: signal.Signals, place: Place) -> None:
    host = Host.start(pack(place.assignment).data, place.terms)
    graded(connection := host.grader(), place.task())
    family = below(host.process.pid)

    os.kill(host.process.pid, number)
    host.process.wait(PATIENCE)

    until(lambda: not any(map(alive, family)))
    assert bool(place.left) == (number == signal.SIGKILL)
    with pytest.raises(BrokenPipeError):
        host.grader()
    connection.close()
    host.close()


def test_what_is_wrong_with_the_assignment_is_told(place: Place) -> None:
    (place.assignment.root / "solutions" / "first.py").write_text("x = 1 +\n")

    with pytest.raises(RefusedError, match="the reference cannot be imported"):
        Host.start(pack(place.assignment).data, place.terms)

    assert place.left == []


@pytest.mark.usefixtures("own_modules")
def test_no_host_serves_where_student_code_cannot_be_confined(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(factory: object, unsafe: bool) -> Any:
        assert not unsafe
        raise EnvironmentFault("Student code cannot be confined here")

    monkeypatch.setattr(host_process, "protection", refuse)
    before = signal.getsignal(signal.SIGTERM)
    ours, theirs = socket.socketpair()
    frames.send(ours, msgspec.json.encode(Terms(place.terms.place, unsafe=False)))
    frames.send(ours, pack(place.assignment).data)
    try:
        host_process.main(theirs.detach())
    finally:
        signal.signal(signal.SIGTERM, before)

    assert frames.receive(ours) == b"Student code cannot be confined here"
    assert frames.receive(ours) is None
    assert place.left == []
    ours.close()
