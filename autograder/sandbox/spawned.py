"""Workers that are fresh interpreters, for systems without the means to confine them.

They have deadlines, and what limits the system has; that is no security boundary.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from functools import partial
from io import FileIO
from pathlib import Path
from typing import IO, TYPE_CHECKING

from autograder.sandbox.client import Protection, Terms, WorkerFactory
from autograder.sandbox.connection import Ended, SandboxError, WorkerConnection
from autograder.sandbox.libraries import LIBRARIES, PACKAGE_ROOT
from autograder.sandbox.pipes import PipeChannel

if TYPE_CHECKING:
    from autograder.sandbox.confine.selftest import Finding

START_SECONDS = 60.0  # the first start after an installation may have a virus scanner in its way
NO_BOUNDARY = (
    "This system ({system}) cannot confine student code: it runs in a process of its own with "
    "deadlines, which is not a security boundary. It can read and change what you can. Grade the "
    "work of others on Linux (x86-64 or aarch64), in a Docker container, or on Gradescope."
)
NAMES = {"win32": "Windows", "darwin": "macOS"}
KEPT = frozenset(
    {"LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "WINDIR", "PATH", "TEMP", "TMP"}
)
"""Variables without which some interpreters do not start, or do not find shared libraries."""
SINGLE_THREADED = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


class SpawnedWorkers(WorkerFactory):
    """Starts a fresh interpreter for each worker, one ahead of being asked."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self._ahead: subprocess.Popen[bytes] | None = None
        self._connections: list[WorkerConnection] = []

    @classmethod
    def launch(cls, terms: Terms) -> SpawnedWorkers:
        """Start the first one."""
        made = cls(terms)
        made._ahead = made._spawn()
        return made

    def protection(self) -> Protection:
        """Say that nothing confines workers here."""
        return Protection((), (NO_BOUNDARY.format(system=NAMES.get(sys.platform, sys.platform)),))

    def worker(self) -> WorkerConnection:
        """Return a worker; the next one starts while it is used.

        Raises
        ------
        SandboxError
            When it does not start; its standard error says why.
        """
        process, self._ahead = self._ahead or self._spawn(), None
        connection = WorkerConnection(
            PipeChannel(*map(_raw, (process.stdin, process.stdout))),
            partial(_end, process),
            self.terms.result_bytes,
        )
        connection.wait_until_ready(START_SECONDS)
        self._connections = [one for one in self._connections if one.alive] + [connection]
        self._ahead = self._spawn()
        return connection

    def self_test(self) -> list[Finding]:
        """Return nothing: nothing is confined."""
        return []

    def split(self) -> SpawnedWorkers:
        """Return another factory on the same terms, which takes over the worker started ahead."""
        twin = SpawnedWorkers(self.terms)
        twin._ahead, self._ahead = self._ahead, None
        return twin

    def close(self) -> None:
        """End what was started, workers included."""
        for connection in self._connections:
            connection.close()
        if self._ahead is not None:
            _end(self._ahead, 0)
            for pipe in (self._ahead.stdin, self._ahead.stdout):
                _raw(pipe).close()
            self._ahead = None

    def _spawn(self) -> subprocess.Popen[bytes]:
        program = (
            f"import sys; sys.path += {[*LIBRARIES, PACKAGE_ROOT]!r}; "
            "from autograder.sandbox.spawned_worker import main; "
            f"main({PACKAGE_ROOT!r}, {self.terms.preload!r}, {self.terms.cpu_seconds!r})"
        )
        try:
            return subprocess.Popen(
                [sys.executable, "-I", "-B", "-X", "utf8", "-c", program],
                env=_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                cwd=Path(sys.executable).anchor or None,
                start_new_session=True,  # no Ctrl-C of its own, on Windows by the next line
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
                | getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise SandboxError(f"a worker could not be started: {error}") from error


def _end(process: subprocess.Popen[bytes], grace: float) -> Ended:
    """Reap a worker, and kill it if it has not ended by itself within `grace` seconds."""
    killed = False
    try:
        process.wait(grace)
    except subprocess.TimeoutExpired:
        killed = True
        process.kill()
        process.wait()
    if hasattr(os, "killpg"):  # what it has forked, in its session
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    return Ended(process.returncode, 0, killed)


def _raw(pipe: IO[bytes] | None) -> FileIO:
    """Return a pipe, which is unbuffered as it was asked for."""
    assert isinstance(pipe, FileIO)
    return pipe


def _environment() -> dict[str, str]:
    """What an interpreter needs to start; nothing else of the grader's environment."""
    kept = {k: v for k, v in os.environ.items() if k.upper() in KEPT}
    return {**kept, **dict.fromkeys(SINGLE_THREADED, "1")}
