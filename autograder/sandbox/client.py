"""The grader's side: starts the zygote, has workers forked, and calls into them with deadlines."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import site
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from autograder.sandbox import protocol
from autograder.sandbox.confine import Finding
from autograder.sandbox.protocol import (
    HEADER_BYTES,
    Answer,
    Body,
    Callback,
    Forget,
    Provide,
    Raised,
    Reply,
    Request,
)
from autograder.sandbox.zygote import COULD_NOT_CONFINE, MESSAGE_BYTES

PACKAGE_ROOT = str(Path(__file__).resolve().parents[2])


class SandboxError(Exception):
    """The sandbox itself does not work: never the submission's fault."""


class WorkerGone(Exception):
    """A worker was ended, or ended itself.

    Parameters
    ----------
    reason
        `time`, `memory`, `cpu`, `signal`, `exit`, or `protocol`.
    number
        The signal, or the exit status.
    """

    def __init__(self, reason: str, number: int = 0) -> None:
        super().__init__(f"{reason} {number}")
        self.reason = reason
        self.number = number


@dataclass(frozen=True)
class Terms:
    """What workers are held to.

    Parameters
    ----------
    memory_bytes
        Beyond what an idle worker has.
    cpu_seconds
        Of processor time, over a worker's whole life.
    result_bytes
        What one answer may carry.
    preload
        Modules that submissions may import.
    layers
        Names of the layers of confinement to use, where the host has them; `None` for all.
    """

    memory_bytes: int = 2**30
    cpu_seconds: int = 60
    result_bytes: int = 2**26
    preload: tuple[str, ...] = ()
    layers: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Protection:
    """What confines workers here: the layers in use, and a sentence for each mandatory one that is missing."""

    layers: tuple[str, ...]
    missing: tuple[str, ...]


class WorkerFactory:
    """The zygote, seen from the grader; a context manager."""

    def __init__(
        self,
        terms: Terms,
        control: socket.socket,
        process: subprocess.Popen[bytes] | None = None,
        protection: Protection | None = None,
    ) -> None:
        self.terms = terms
        self._control = control
        self._process = process
        self._protection = protection  # None until its first answer is read

    @classmethod
    def start(cls, terms: Terms = Terms()) -> WorkerFactory:
        """Start a zygote: a fresh interpreter, isolated, with a scrubbed environment and no open files."""
        ours, theirs = socket.socketpair()
        program = (
            f"import sys; sys.path.append({PACKAGE_ROOT!r}); from autograder.sandbox.zygote import main; "
            f"main({theirs.fileno()}, {PACKAGE_ROOT!r})"
        )
        process = subprocess.Popen(
            [sys.executable, "-I", "-B", "-X", "utf8", "-c", program],
            env=_environment(),
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd="/",
        )
        theirs.close()
        begin = {
            "do": "begin",
            "modules": terms.preload,
            "layers": terms.layers,
            "memory": terms.memory_bytes,
            "cpu": terms.cpu_seconds,
            "readable": readable_roots(),
        }
        ours.sendall(json.dumps(begin).encode())
        return cls(terms, ours, process)

    def protection(self) -> Protection:
        """Return what confines workers here; waits until the zygote has started."""
        if self._protection is None:
            answer = self._answer()
            self._protection = Protection(tuple(answer["layers"]), tuple(answer["missing"]))
        return self._protection

    def _ask(self, request: dict[str, Any], fds: Sequence[int] = ()) -> dict[str, Any]:
        try:
            self.protection()
            socket.send_fds(self._control, [json.dumps(request).encode()], list(fds))
            return self._answer()
        except (OSError, ValueError) as error:
            raise SandboxError("the parent of the workers is gone") from error

    def _answer(self) -> dict[str, Any]:
        try:
            data = self._control.recv(MESSAGE_BYTES)
        except OSError:
            data = b""
        if not data:
            raise SandboxError("the parent of the workers is gone")
        answer: dict[str, Any] = json.loads(data)
        return answer

    def worker(self) -> WorkerConnection:
        """Have a worker forked and confined."""
        ours, theirs = socket.socketpair()
        with theirs:
            pid = self._ask({"do": "fork"}, [theirs.fileno()])["pid"]
        return WorkerConnection(self, ours, pid)

    def self_test(self) -> list[Finding]:
        """Have a confined process try what is forbidden, and return what came of each act."""
        with tempfile.NamedTemporaryFile(prefix="canary-") as canary:  # made with mode 0600
            canary.write(b"secret")
            canary.flush()
            answer = self._ask({"do": "self_test", "canary": canary.name})
        return [Finding(**finding) for finding in answer["findings"]]

    def end(self, pid: int) -> tuple[int, int]:
        """Kill and reap a worker; its wait status and its peak memory in kilobytes."""
        answer = self._ask({"do": "end", "pid": pid})
        return answer["status"], answer["kilobytes"]

    def split(self) -> WorkerFactory:
        """Return another factory that may be used in another process, from the same warm parent."""
        ours, theirs = socket.socketpair()
        with theirs:
            self._ask({"do": "split"}, [theirs.fileno()])
        return WorkerFactory(self.terms, ours, protection=self._protection)

    def close(self) -> None:
        """Let the zygote end itself and its workers."""
        self._control.close()
        if self._process is not None:
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def __enter__(self) -> WorkerFactory:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


Provider = Callable[[Callback, Body], tuple[Provide, list[bytes]]]


class WorkerConnection:
    """A worker, seen from the grader."""

    def __init__(self, factory: WorkerFactory, connection: socket.socket, pid: int) -> None:
        self._factory = factory
        self._socket = connection
        self._socket.setblocking(False)
        self._pid = pid
        self._alive = True

    @property
    def alive(self) -> bool:
        """Whether it can still be called."""
        return self._alive

    def ask(
        self, request: Request, body: list[bytes], seconds: float, provide: Provider | None = None
    ) -> tuple[Reply | Raised, Body]:
        """Send a request and return its answer.

        Parameters
        ----------
        request, body
            The message, and the bytes of its arrays.
        seconds
            Wall time until the worker is killed.
        provide
            Answers the submission's calls of functions that are stood in for.

        Raises
        ------
        WorkerGone
            When the worker did not answer in time, died, or sent something that is no message.
        """
        deadline = time.monotonic() + seconds
        try:
            self._send(protocol.pack(request, body), deadline)
            for _ in range(10_000):
                answer, data = self._receive(deadline)
                if not isinstance(answer, Callback):
                    return answer, data
                if provide is None:
                    break
                reply, reply_body = provide(answer, data)
                self._send(protocol.pack(reply, reply_body), deadline)
            raise protocol.ProtocolError("calls where none are due")
        except TimeoutError:
            self.close()
            raise WorkerGone("time") from None
        except protocol.ProtocolError:
            self.close()
            raise WorkerGone("protocol") from None
        except (ConnectionError, EOFError):
            raise self._post_mortem() from None

    def forget(self) -> None:
        """Let the worker drop every object it keeps for the grader."""
        if self._alive:
            try:
                self._send(protocol.pack(Forget(), []), time.monotonic() + 1)
            except (TimeoutError, ConnectionError):
                self.close()

    def close(self) -> tuple[int, int]:
        """Kill the worker; its wait status and peak memory in kilobytes."""
        if not self._alive:
            return 0, 0
        self._alive = False
        self._socket.close()
        return self._factory.end(self._pid)

    def _post_mortem(self) -> WorkerGone:
        """Say how a worker ended that closed its connection."""
        time.sleep(0.01)  # it may be between closing its files and being dead
        status, _ = self.close()
        if os.WIFSIGNALED(status):
            number = os.WTERMSIG(status)
            if number == signal.SIGXCPU:
                return WorkerGone("cpu")
            return WorkerGone("signal", number)
        number = os.WEXITSTATUS(status)
        if number == COULD_NOT_CONFINE:
            raise SandboxError("a worker could not be confined")
        return WorkerGone("exit", number)

    def _send(self, data: bytes, deadline: float) -> None:
        view = memoryview(data)
        while view:
            try:
                view = view[self._socket.send(view) :]
            except BlockingIOError:
                self._wait(select.POLLOUT, deadline)

    def _receive(self, deadline: float) -> tuple[Answer, Body]:
        prefix = self._read(protocol.PREFIX.size, deadline)
        header, body = protocol.lengths(prefix, HEADER_BYTES, self._factory.terms.result_bytes)
        answer = protocol.answer(self._read(header, deadline))
        return answer, Body(self._read(body, deadline))

    def _read(self, count: int, deadline: float) -> bytes:
        data = bytearray(count)
        view = memoryview(data)
        while view:
            try:
                got = self._socket.recv_into(view)
            except BlockingIOError:
                self._wait(select.POLLIN, deadline)
                continue
            if not got:
                raise EOFError
            view = view[got:]
        return bytes(data)

    def _wait(self, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(self._socket, event)
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise TimeoutError


def readable_roots() -> list[str]:
    """The folders that a worker may read: the interpreter, its library, and the system's shared libraries."""
    folders = [
        *site.getsitepackages(),
        *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
        "/usr/lib",
        "/usr/lib64",
        "/lib",
        "/lib64",
        "/usr/share/zoneinfo",
    ]
    return sorted({os.path.realpath(folder) for folder in folders if os.path.isdir(folder)})


def _environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k.startswith("OPENBLAS_") or k == "SYSTEMROOT"}
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**kept, **threads, "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "PYTHONHASHSEED": "0"}
