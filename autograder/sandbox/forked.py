"""Workers that are forked, confined, from a clean parent: the zygote, seen from the grader."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from autograder.sandbox import early, warm
from autograder.sandbox.channel import SocketChannel
from autograder.sandbox.client import Protection, Terms, WorkerFactory
from autograder.sandbox.connection import Ended, SandboxError, WorkerConnection
from autograder.sandbox.launch import readable_roots, start_zygote, why_no_bubblewrap
from autograder.sandbox.libraries import LIBRARIES
from autograder.sandbox.private import exposed, open_to_others
from autograder.sandbox.zygote import MESSAGE_BYTES

if TYPE_CHECKING:
    import subprocess

    from autograder.sandbox.confine.selftest import Finding


class ForkedWorkers(WorkerFactory):
    """The zygote, seen from the grader."""

    def __init__(
        self,
        terms: Terms,
        control: socket.socket,
        process: subprocess.Popen[bytes] | None = None,
        protection: Protection | None = None,
        unloaded: tuple[str, ...] = (),
    ) -> None:
        self.terms = terms
        self._control = control
        self._process = process
        self._protection = protection  # None until its first answer is read
        self._unloaded = unloaded

    @classmethod
    def launch(cls, terms: Terms) -> ForkedWorkers:
        """Start a zygote, or take the one that was started beforehand.

        A fresh interpreter, with a scrubbed environment and no open files.
        """
        process = None
        ours = early.take()
        if ours is not None and not why_no_bubblewrap(terms.layers):
            ours.close()
            ours = None
        if ours is None:
            ours, theirs = socket.socketpair()
            process = start_zygote(theirs, terms.layers)
            theirs.close()
        libraries = (os.path.dirname(os.__file__), *LIBRARIES)
        late = not all(map(open_to_others, libraries))
        begin = {
            "do": "begin",
            "modules": terms.preload,
            "layers": terms.layers,
            "memory": terms.memory_bytes,
            "cpu": terms.cpu_seconds,
            "readable": readable_roots(),
            "late": late,
        }
        ours.sendall(msgspec.json.encode(begin))
        return cls(terms, ours, process, unloaded=() if late else (*terms.preload, *warm.LATE))

    def protection(self) -> Protection:
        """Return what confines workers here; waits until the zygote has started."""
        if self._protection is None:
            answer = self._answer()
            layers = tuple(answer["layers"])
            private = exposed(self.terms.private, layers, readable_roots())
            self._protection = Protection(layers, (*answer["missing"], *private))
        return self._protection

    def _ask(self, request: dict[str, Any], fds: Sequence[int] = ()) -> dict[str, Any]:
        try:
            self.protection()
            socket.send_fds(self._control, [msgspec.json.encode(request)], list(fds))
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
        answer: dict[str, Any] = msgspec.json.decode(data)
        if "error" in answer:
            raise SandboxError(f"the parent of the workers failed: {answer['error']}")
        return answer

    def _connected(self, do: str) -> tuple[socket.socket, dict[str, Any]]:
        """Have a process forked, and return a socket to it."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                return ours, self._ask({"do": do}, [theirs.fileno()])
            except SandboxError:
                ours.close()
                raise

    def worker(self) -> WorkerConnection:
        """Have a worker forked, and wait until it is confined.

        Raises
        ------
        SandboxError
            When it could not be; the zygote's standard error says why.
        """
        ours, answer = self._connected("fork")
        pid = answer["pid"]
        connection = WorkerConnection(
            SocketChannel(ours), partial(self.end, pid), self.terms.result_bytes
        )
        connection.wait_until_ready()
        return connection

    def expect(self, texts: Iterable[str]) -> None:
        """Have loaded what sources mention, in a zygote that has not loaded all there is."""
        if modules := warm.mentioned(texts, self._unloaded):
            self._ask({"do": "load", "modules": modules})
            self._unloaded = tuple(name for name in self._unloaded if name not in modules)

    def self_test(self) -> list[Finding]:
        """Have a confined process try what is forbidden, and return what came of each act."""
        import tempfile

        from autograder.sandbox.confine.selftest import Finding

        with tempfile.NamedTemporaryFile(prefix="canary-") as canary:  # made with mode 0600
            canary.write(b"secret")
            canary.flush()
            answer = self._ask({"do": "self_test", "canary": canary.name})

        return [Finding(**finding) for finding in answer["findings"]]

    def end(self, pid: int, grace: float = 0.0) -> Ended:
        """Reap a worker, and kill it if it has not ended by itself within `grace` seconds."""
        answer = self._ask({"do": "end", "pid": pid, "grace": grace})
        code = os.waitstatus_to_exitcode(answer["status"])
        return Ended(code, answer["kilobytes"], answer["killed"])

    def split(self) -> ForkedWorkers:
        """Return another factory that may be used in another process, from the same warm parent."""
        ours, _ = self._connected("split")
        return ForkedWorkers(self.terms, ours, None, self._protection, self._unloaded)

    def close(self) -> None:
        """Let the zygote end itself and its workers."""
        self._control.close()
        if self._process is not None:
            import subprocess

            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
