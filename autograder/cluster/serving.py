"""Graders of submissions, forked as they are asked for; each serves one thread of a dask worker."""

from __future__ import annotations

import contextlib
import itertools
import os
import select
import signal
import socket
import sys
import traceback
from dataclasses import replace

import msgspec

from autograder.cluster.tasks import Task
from autograder.grading import frames
from autograder.grading.forking import begin, leave, uninterrupted
from autograder.grading.run import SubmissionGrader
from autograder.store import codec

BEFORE_FORETELLING = 4
"""Submissions that a grader has judged when it is worth while to note what the reference does."""
IDLE_SECONDS = 300.0
"""A host that nobody has asked anything for so long ends; one is started when it is needed."""


class Graders:
    """The graders of one assignment.

    Parameters
    ----------
    control
        Over which sockets come, one for each grader that is wanted.
    grader
        What each of them starts from; only they use it.
    staff
        What is told staff of every submission.
    """

    def __init__(
        self, control: socket.socket, grader: SubmissionGrader, staff: tuple[str, ...]
    ) -> None:
        self._control = control
        self._grader = grader
        self._staff = staff
        self._factory = grader.factory
        self._children: set[int] = set()

    def serve(self) -> None:
        """Fork graders until the dask worker is gone, or needs none any more."""
        while True:
            asked = select.select([self._control], [], [], IDLE_SECONDS)[0]
            self._reap()
            if not asked and not self._children:
                return
            if not asked:
                continue
            data, fds, _, _ = socket.recv_fds(self._control, 1, 1)
            if not data:
                return
            with socket.socket(fileno=fds[0]) as connection:
                self._fork(connection)

    def _fork(self, connection: socket.socket) -> None:
        if self._grader.factory is not self._factory:
            self._grader.factory.close()  # the process forked before has its own copy
        self._grader.factory = self._factory.split()
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        with uninterrupted():
            pid = os.fork()
            if pid:
                self._children.add(pid)
                return
            status = 1
            try:
                begin(parent)
                self._control.close()
                self._work(connection)
                status = 0
            except BaseException:
                traceback.print_exc()
            finally:
                leave(status)

    def _work(self, connection: socket.socket) -> None:
        """Grade what comes until nothing has come for long."""
        for number in itertools.count():
            if not select.select([connection], [], [], IDLE_SECONDS)[0]:
                return
            data = frames.receive(connection)
            if data is None:
                return
            task = msgspec.json.decode(data, type=Task)
            if number == BEFORE_FORETELLING:
                self._grader.foretell(task.seed)
            report = self._grader.grade(task.submission, task.seed)
            staff = (*self._staff, *task.submission.staff, *report.staff)
            frames.send(connection, codec.encode(replace(report, staff=staff)))

    def _reap(self) -> None:
        self._children -= {pid for pid in self._children if os.waitpid(pid, os.WNOHANG)[0]}

    def close(self) -> None:
        """End the graders at once, whatever they are at."""
        for pid in self._children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
        self._children.clear()
        if self._grader.factory is not self._factory:
            self._grader.factory.close()
