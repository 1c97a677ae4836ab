"""What a dask worker does: it hands submissions to the graders of its host, a thread to each.

Nothing of a submission is read here, where dask's own connections are.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import socket
import subprocess
import sys
import threading
from dataclasses import field

import msgspec

from autograder.cluster.edition import differences
from autograder.cluster.tasks import Answer, Terms
from autograder.grading import frames
from autograder.records import dataclass

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
ENDING_SECONDS = 2.0


class RefusedError(Exception):
    """Nothing is graded here; the text says why."""


@dataclass
class Host:
    """A host that is ready, seen from the dask worker.

    Parameters
    ----------
    process
        It.
    control
        Over which graders are asked for.
    idle
        Connections to graders that wait for a submission.
    """

    process: subprocess.Popen[bytes]
    control: socket.socket
    idle: list[socket.socket] = field(default_factory=list)

    @classmethod
    def start(cls, package: bytes, terms: Terms) -> Host:
        """Start a host, and wait until it has collected the checks.

        Raises
        ------
        RefusedError
            When it does not grade; the text is its own.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                process = subprocess.Popen(
                    _command(theirs.fileno()),
                    pass_fds=(theirs.fileno(),),
                    stdin=subprocess.DEVNULL,
                    env={**os.environ, **dict.fromkeys(THREADS, "1")},
                    start_new_session=True,
                )
            except OSError as error:
                ours.close()
                raise RefusedError(f"the grader's process does not start ({error})") from None
        host = cls(process, ours)
        with contextlib.suppress(OSError):
            frames.send(ours, msgspec.json.encode(terms))
            frames.send(ours, package)
        said = frames.receive(ours)
        if said == b"":
            return host
        host.close()
        raise RefusedError((said or b"the grader's process does not start").decode())

    def grader(self) -> socket.socket:
        """Return a connection to a grader that waits for a submission.

        Raises
        ------
        OSError
            When the host has ended.
        """
        while self.idle:
            connection = self.idle.pop()
            if not select.select([connection], [], [], 0)[0]:  # nothing to read, not even its end
                return connection
            connection.close()
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self.control, [b"+"], [theirs.fileno()])
            except OSError:
                ours.close()
                raise
        return ours

    def close(self) -> None:
        """Have the host end, with its graders and the assignment's folder."""
        for connection in (self.control, *self.idle):
            connection.close()
        try:
            self.process.wait(ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _command(control_fd: int) -> list[str]:
    """Return the command that starts a host, with the modules that are found in this process."""
    path = [entry for entry in sys.path if os.path.isabs(entry)]
    program = (
        f"import sys; sys.path[:] = {path!r}; "
        f"from autograder.cluster.host import main; main({control_fd})"
    )
    return [sys.executable, "-c", program]


_hosts: dict[str, Host] = {}
_lock = threading.Lock()


def grade(run: str, edition: dict[str, str], unsafe: bool, package: bytes, task: bytes) -> Answer:
    """Grade one submission.

    Parameters
    ----------
    run
        Names what the host is kept for.
    edition
        Of the command, which this one must be.
    unsafe
        Whether to grade where student code cannot be confined.
    package
        The assignment.
    task
        The submission and its seed, as JSON.

    Returns
    -------
    Answer
        What came of it.
    """
    import distributed

    worker = distributed.get_worker()
    if unlike := differences(edition):
        return Answer("refused", unlike, worker.address)
    try:
        host, connection = _grader(run, package, Terms(worker.local_directory, unsafe))
    except RefusedError as error:
        return Answer("refused", str(error), worker.address)
    try:
        frames.send(connection, task)
        report = frames.receive(connection)
    except OSError:
        report = None
    if report is None:
        connection.close()
        return Answer("died", deaths=1)
    host.idle.append(connection)
    return Answer("report", report.decode())


async def stop(run: str) -> None:
    """End what was started for a run, and wait until it has ended."""
    await asyncio.to_thread(_stop, run)


def _stop(run: str) -> None:
    with _lock:
        host = _hosts.pop(run, None)
    if host is not None:
        host.close()


def _grader(run: str, package: bytes, terms: Terms) -> tuple[Host, socket.socket]:
    with _lock:
        host = _hosts.get(run)
        if host is not None:
            try:
                return host, host.grader()
            except OSError:
                host.close()
        host = _hosts[run] = Host.start(package, terms)
        return host, host.grader()
