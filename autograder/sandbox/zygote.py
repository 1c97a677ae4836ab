"""The clean parent of workers: it holds nothing secret, and forks a confined worker on request.

It has an interpreter, NumPy and this package, no file of the assignment and none of the grader's
environment. It runs no code of a submission itself; the grader tells it over a socket which workers
to fork and to end.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import struct
import sys
import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from autograder.sandbox import warm
from autograder.sandbox.confine import (
    Confinement,
    Layer,
    Prepared,
    available,
    identity,
    missing,
    orphans,
    prepare,
    worker_id,
)

if TYPE_CHECKING:
    from autograder.sandbox.wire import SocketWire
    from autograder.sandbox.worker import Worker

MESSAGE_BYTES = 64 * 1024
SELF_TEST_SECONDS = 20


def main(control_fd: int, forget_path: str, outside: Mapping[str, str]) -> None:
    """Serve the grader on the other end of `control_fd` until it closes it.

    The process is in the root folder, and its standard input and output lead nowhere.

    Parameters
    ----------
    control_fd
        A connected stream socket.
    forget_path
        The entry of `sys.path` that this package came from, taken out before any worker starts.
    outside
        The grader's namespaces, if this one was started inside bubblewrap.
    """
    from autograder.sandbox import worker  # noqa: F401  (loaded before its path is forgotten)

    if forget_path in sys.path:
        sys.path.remove(forget_path)
    warm.start()
    Zygote(socket.socket(fileno=control_fd), outside).serve()


class Zygote:
    """Forks and ends workers as the grader asks.

    Each request, and each worker, copies what it changes of the memory that zygote and workers
    share, page by page. So what is the same for all workers is worked out before the first fork.

    Parameters
    ----------
    control
        The socket to the grader.
    outside
        The grader's namespaces, if they are other ones.
    """

    def __init__(self, control: socket.socket, outside: Mapping[str, str]) -> None:
        orphans.adopt()
        self._control = control
        self._outside = outside
        self._alive: set[int] = set()
        self._prepared: Prepared
        self._wire: SocketWire
        self._worker: Worker
        self._may_leave_orphans = True

    def serve(self) -> None:
        """Answer requests until the grader is gone, then end what is left."""
        try:
            while True:
                data, fds, _, _ = socket.recv_fds(self._control, MESSAGE_BYTES, 1)
                if not data:
                    return
                try:
                    reply = self._answer(msgspec.json.decode(data), fds)
                except OSError as error:  # such as no room for another process
                    reply = {"error": str(error)}
                finally:
                    for fd in fds:
                        os.close(fd)
                self._control.sendall(msgspec.json.encode(reply))
        except ConnectionError:
            return
        finally:
            for pid in list(self._alive):
                self._end(pid)

    def _answer(self, request: dict[str, Any], fds: list[int]) -> dict[str, Any]:
        if request["do"] == "fork":
            return {"pid": self._fork(fds[0])}
        if request["do"] == "end":
            return self._end(request["pid"], request["grace"])
        if request["do"] == "begin":
            return self._begin(request)
        if request["do"] == "load":
            return self._load(request["modules"])
        if request["do"] == "self_test":
            return {"findings": self._self_test(request["canary"])}
        if request["do"] == "split":
            return {"pid": self._split(fds[0])}
        raise ValueError(request["do"])

    def _begin(self, request: dict[str, Any]) -> dict[str, Any]:
        """Load what workers may import, find out what confines them here, and get ready to fork."""
        if request["late"]:
            warm.load((*request["modules"], *warm.LATE))
            warm.use()
        layers = available(self._outside)
        if request["layers"] is not None:
            layers &= {Layer(name) for name in request["layers"]}
        root = os.geteuid() == 0
        self._get_ready(
            Confinement(
                memory_bytes=_size() + request["memory"],
                cpu_seconds=request["cpu"],
                open_files=64,
                uid=worker_id(0) if Layer.UID in layers else None,
                readable=tuple(request["readable"]),
                layers=layers,
            )
        )
        if Layer.BUBBLEWRAP in layers:
            identity.let_others_look(False)  # the one process inside that a worker could look into
        return {
            "layers": sorted(layer.value for layer in layers),
            "missing": missing(layers, root=root),
        }

    def _load(self, modules: Iterable[str]) -> dict[str, Any]:
        """Load more; workers may have as much memory as before beyond it."""
        how, before = self._prepared.how, _size()
        warm.load(modules)
        self._prepared.close()
        self._get_ready(how._replace(memory_bytes=how.memory_bytes + _size() - before))
        return {}

    def _get_ready(self, how: Confinement) -> None:
        """Work out all that workers have in common."""
        from autograder.sandbox.wire import SocketWire
        from autograder.sandbox.worker import Worker

        self._prepared = prepare(how)
        self._may_leave_orphans = Layer.SECCOMP not in how.layers
        self._wire = SocketWire(-1)
        self._worker = Worker(self._wire, how.readable)
        gc.freeze()

    def _split(self, fd: int) -> int:
        """Fork a zygote that is ready for others."""
        pid = os.fork()
        if pid:
            self._alive.add(pid)
            return pid
        try:
            self._control.close()
            self._control = socket.socket(fileno=fd)
            self._alive = set()
            orphans.adopt()
            self.serve()
        finally:
            os._exit(0)

    def _fork(self, fd: int) -> int:
        parent = os.getpid()
        pid = os.fork()
        if pid:
            self._alive.add(pid)
            return pid
        status = 1
        try:
            os.close(self._control.detach())
            try:
                self._confine(parent)
            except Exception as error:
                if os.getppid() == parent:  # else grading has ended, and it is not needed
                    os.write(2, f"autograder: {error}\n".encode())
                raise
            os.dup2(0, 2)  # now the submission may write to it
            self._wire.descriptor = fd
            status = 0
            self._worker.serve()
        finally:
            os._exit(status)

    def _self_test(self, canary: str) -> list[dict[str, Any]]:
        """Have a confined process try what is forbidden; return what came of it.

        Empty if it did not get through.
        """
        from autograder.sandbox.confine.selftest import self_test

        reading, writing = os.pipe()
        parent, grader = os.getpid(), self._grader()
        pid = os.fork()
        if pid == 0:
            try:
                os.close(reading)
                self._control.close()
                self._confine(parent)
                findings = self_test(self._prepared.how, canary=canary, grader=grader)
                os.write(writing, msgspec.json.encode(findings))
            finally:
                os._exit(0)
        os.close(writing)
        self._alive.add(pid)
        with os.fdopen(reading, "rb") as pipe:
            text = pipe.read() if select.select([pipe], [], [], SELF_TEST_SECONDS)[0] else b""
        self._end(pid)
        return msgspec.json.decode(text) if text else []

    def _grader(self) -> int:
        """Return the grader's process id, 0 where it is in another namespace."""
        who = self._control.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        pid: int = struct.unpack("iII", who)[0]
        return pid

    def _confine(self, parent: int) -> None:
        """Confine this child of `parent`, with a user of its own if that is to be had."""
        self._prepared.confine(parent, worker_id(os.getpid()))

    def _end(self, pid: int, grace: float = 0.0) -> dict[str, Any]:
        """Reap a child; kill it if it has not ended by itself within `grace` seconds."""
        if pid not in self._alive:
            return {"status": 0, "kilobytes": 0, "killed": False}
        deadline = time.monotonic() + grace
        found, status, usage = os.wait4(pid, os.WNOHANG)
        while not found and time.monotonic() < deadline:
            time.sleep(0.001)
            found, status, usage = os.wait4(pid, os.WNOHANG)
        if not found:
            os.kill(pid, signal.SIGKILL)
            _, status, usage = os.wait4(pid, 0)
        self._alive.discard(pid)
        if self._may_leave_orphans:
            orphans.end_all(but=self._alive)
        return {"status": status, "kilobytes": usage.ru_maxrss, "killed": not found}


def _size() -> int:
    """Bytes of address space that this process has already, from which a limit counts."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
