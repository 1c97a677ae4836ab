"""The grader's side: one worker, asked with a deadline and trusted in nothing."""

from __future__ import annotations

import os
import secrets
import select
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

from autograder.sandbox import protocol
from autograder.sandbox.body import Body
from autograder.sandbox.protocol import (
    HEADER_BYTES,
    Answer,
    Callback,
    Forget,
    ProtocolError,
    Provide,
    Raised,
    Reply,
    Request,
)

START_SECONDS = 20.0
GRACE_SECONDS = 0.5  # between closing a connection and being dead


class SandboxError(Exception):
    """The sandbox itself does not work: never the submission's fault."""


class WorkerGoneError(Exception):
    """A worker was ended, or ended itself.

    Parameters
    ----------
    reason
        `time`, `cpu`, `signal`, `exit`, or `protocol`.
    number
        The signal, or the exit status.
    """

    def __init__(self, reason: str, number: int = 0) -> None:
        super().__init__(f"{reason} {number}")
        self.reason = reason
        self.number = number


@dataclass(frozen=True)
class Ended:
    """How a worker ended.

    Parameters
    ----------
    status
        What `wait` said.
    kilobytes
        The most memory it had.
    killed
        Whether it had to be killed.
    """

    status: int
    kilobytes: int
    killed: bool


Provider = Callable[[Callback, Body, float], tuple[Provide, list[bytes]]]
"""Answers a call of a function that is stood in for, within so many seconds."""


class WorkerConnection:
    """A worker, seen from the grader.

    Parameters
    ----------
    connection
        A socket to it.
    end
        Ends it, after so many seconds of grace.
    result_bytes
        What the body of an answer may have.
    """

    def __init__(
        self, connection: socket.socket, end: Callable[[float], Ended], result_bytes: int
    ) -> None:
        self._socket = connection
        self._socket.setblocking(False)
        self._end = end
        self._result_bytes = result_bytes
        self._alive = True

    @property
    def alive(self) -> bool:
        """Whether it can still be called."""
        return self._alive

    def wait_until_ready(self) -> None:
        """Wait until the worker is confined; `SandboxError` if it does not come to that."""
        try:
            ready = self._read(len(protocol.READY), time.monotonic() + START_SECONDS)
        except (TimeoutError, ConnectionError, EOFError):
            ready = bytearray()
        if ready != protocol.READY:
            self.close()
            raise SandboxError("a worker could not be confined")

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
        WorkerGoneError
            When the worker did not answer in time, died, or sent something that is no answer.
        """
        deadline = time.monotonic() + seconds
        number = secrets.randbits(64)
        try:
            self._send(protocol.pack(number, request, body), deadline)
            while True:
                answer, data = self._receive(number, deadline)
                if not isinstance(answer, Callback):
                    return answer, data
                if provide is None:
                    raise ProtocolError("a call where none is due")
                reply, contents = provide(answer, data, deadline - time.monotonic())
                self._send(protocol.pack(number, reply, contents), deadline)
        except TimeoutError:
            self.close()
            raise WorkerGoneError("time") from None
        except ProtocolError:
            self.close()
            raise WorkerGoneError("protocol") from None
        except (ConnectionError, EOFError):
            raise self._post_mortem() from None

    def forget(self) -> None:
        """Let the worker drop every object it keeps for the grader."""
        if self._alive:
            try:
                self._send(protocol.pack(0, Forget(), []), time.monotonic() + 1)
            except (TimeoutError, ConnectionError):
                self.close()

    def close(self, grace: float = 0.0) -> Ended:
        """End the worker; one that is left `grace` seconds may end by itself."""
        if not self._alive:
            return Ended(0, 0, False)
        self._alive = False
        self._socket.close()
        return self._end(grace)

    def _post_mortem(self) -> WorkerGoneError:
        """Say how a worker ended that closed its connection."""
        ended = self.close(GRACE_SECONDS)
        if ended.killed:
            return WorkerGoneError("protocol")
        code = os.waitstatus_to_exitcode(ended.status)
        if code == -signal.SIGXCPU:
            return WorkerGoneError("cpu")
        return WorkerGoneError("signal", -code) if code < 0 else WorkerGoneError("exit", code)

    # ---------------------------------------------------------------- messages

    def _send(self, data: bytes, deadline: float) -> None:
        view = memoryview(data)
        while view:
            _left(deadline)
            try:
                view = view[self._socket.send(view) :]
            except BlockingIOError:
                self._wait(select.POLLOUT, deadline)

    def _receive(self, number: int, deadline: float) -> tuple[Answer, Body]:
        start = self._read(protocol.PREFIX.size, deadline)
        prefix = protocol.prefix(start, HEADER_BYTES, self._result_bytes)
        if prefix.number != number:
            raise ProtocolError("an answer to another request")
        answer = protocol.answer(self._read(prefix.header, deadline))
        return answer, Body(self._read(prefix.body, deadline))

    def _read(self, count: int, deadline: float) -> bytearray:
        data = bytearray(count)
        view = memoryview(data)
        while view:
            _left(deadline)  # a sender that never pauses has no more time than one that does
            try:
                got = self._socket.recv_into(view)
            except BlockingIOError:
                self._wait(select.POLLIN, deadline)
                continue
            if not got:
                raise EOFError
            view = view[got:]
        return data

    def _wait(self, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(self._socket, event)
        if not poll.poll(_left(deadline) * 1000):
            raise TimeoutError


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
