"""The grader's side: one worker, asked with a deadline and trusted in nothing."""

from __future__ import annotations

import os
import signal
import struct
import time
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import partial
from typing import TypeVar

import msgspec

from autograder.sandbox import protocol
from autograder.sandbox.body import COPIED, Body, Buffer
from autograder.sandbox.channel import Channel
from autograder.sandbox.protocol import (
    HEADER_BYTES,
    Answers,
    Attempt,
    Callback,
    Forget,
    ProtocolError,
    Provide,
    Raised,
    Reply,
    Request,
)

FORGET = protocol.pack(0, Forget(), [])
NUMBER = struct.Struct("!Q")
START_SECONDS = 20.0
T = TypeVar("T")
GRACE_SECONDS = 0.5  # between closing a connection and being dead
WINDOWS_MASK, WINDOWS_ERROR = 0xF000_0000, 0xC000_0000  # of an NTSTATUS; no exit code elsewhere


class SandboxError(Exception):
    """The sandbox itself does not work: never the submission's fault."""


class WorkerGoneError(Exception):
    """A worker was ended, or ended itself.

    Parameters
    ----------
    reason
        `time`, `cpu`, `signal`, `windows`, `exit`, or `protocol`.
    number
        The signal, the exit status, or the NTSTATUS that Windows ended it with.
    """

    def __init__(self, reason: str, number: int = 0) -> None:
        super().__init__(f"{reason} {number}")
        self.reason = reason
        self.number = number


class Ended(msgspec.Struct, frozen=True):
    """How a worker ended.

    Parameters
    ----------
    code
        Its exit code, or the number of the signal that ended it, below 0.
    kilobytes
        The most memory it had.
    killed
        Whether it had to be killed.
    """

    code: int
    kilobytes: int
    killed: bool


Message = tuple[bytes, bytes]
"""A header and a body."""
Provider = Callable[[Callback, Body, float], tuple[Provide, list[Buffer]]]
"""Answers a call of a function that is stood in for, within so many seconds."""


def _drawn() -> Iterator[int]:
    """Draw numbers that nobody can know beforehand, some at a time."""
    while True:
        for (number,) in NUMBER.iter_unpack(os.urandom(64 * NUMBER.size)):
            yield number


class WorkerConnection:
    """A worker, seen from the grader.

    Parameters
    ----------
    channel
        What connects the grader with it.
    end
        Ends it, after so many seconds of grace.
    result_bytes
        What the body of an answer may have.

    Attributes
    ----------
    attempts
        Telling acts of the submission, by the worker's word: it may keep them to itself, and make
        some up. Those of kind `message` are seen from here.
    """

    def __init__(self, channel: Channel, end: Callable[[float], Ended], result_bytes: int) -> None:
        self._channel = channel
        self._end = end
        self._result_bytes = result_bytes
        self._alive = True
        self._stale = False  # what the worker keeps is of no more use
        self._numbers = _drawn()
        self._number = 0  # of the last request
        self._deadline = 0.0
        self.attempts: list[Attempt] = []

    @property
    def alive(self) -> bool:
        """Whether it can still be called."""
        return self._alive

    def wait_until_ready(self, seconds: float = START_SECONDS) -> None:
        """Wait until the worker can be asked; `SandboxError` if it does not come to that."""
        try:
            ready = self._channel.read(len(protocol.READY), time.monotonic() + seconds)
        except (TimeoutError, ConnectionError, EOFError):
            ready = b""
        if ready != protocol.READY:
            self.close()
            raise SandboxError("a worker could not be started and confined")

    def ask(
        self,
        request: Request,
        body: Sequence[Buffer],
        seconds: float,
        provide: Provider | None = None,
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
        self.begin(request, body, seconds)
        return self._answer(self._deadline, provide)

    def begin(self, request: Request, body: Sequence[Buffer], seconds: float) -> None:
        """Send a request, whose answers are to be taken with `answer`; raises as `ask` does."""
        self.begin_encoded(protocol.encoded(request), body, seconds)

    def begin_encoded(self, request: bytes, body: Sequence[Buffer], seconds: float) -> None:
        """Send a request whose header is encoded already, as `begin` does."""
        self._deadline = time.monotonic() + seconds
        self._number = next(self._numbers)
        try:
            self._send(protocol.framed(self._number, request, body), self._deadline)
        except TimeoutError:
            raise self._too_late() from None
        except ConnectionError:
            raise self._post_mortem() from None

    def next_answer(
        self, seconds: float, provide: Provider | None = None
    ) -> tuple[Reply | Raised, Body]:
        """Return the next answer to the last request; raises as `ask` does."""
        return self._answer(time.monotonic() + seconds, provide)

    def answers_of_case(
        self, known: Container[Message], seconds: float
    ) -> tuple[Message, list[tuple[Reply | Raised, Body]]]:
        """Return the message that answers the next case of a script, and what it says.

        Raises as `ask` does.

        Parameters
        ----------
        known
            Messages that need not be read: they say nothing here.
        seconds
            Wall time until the worker is killed.
        """
        return self._or_end(partial(self._read_answers, time.monotonic() + seconds, known))

    def answers_at_once(self, known: Iterable[Container[Message]]) -> list[Message]:
        """Return the messages that answer the next cases of a script and are here already.

        Parameters
        ----------
        known
            For each of the cases, messages that need not be read; any other ends this, unread.
        """
        data, at, found = self._channel.ahead.arrived(), 0, list[Message]()
        for these in known:
            start = at + protocol.PREFIX.size
            if start > len(data):
                break
            magic, number, header, body = protocol.PREFIX.unpack_from(data, at)
            end = start + header + body
            if magic != protocol.MAGIC or number != self._number or end > len(data):
                break
            message = bytes(data[start : start + header]), bytes(data[start + header : end])
            if message not in these:
                break
            found.append(message)
            at = end
        self._channel.ahead.skip(at)
        return found

    def _answer(self, deadline: float, provide: Provider | None) -> tuple[Reply | Raised, Body]:
        return self._or_end(partial(self._read_answer, deadline, provide))

    def _read_answer(
        self, deadline: float, provide: Provider | None
    ) -> tuple[Reply | Raised, Body]:
        while True:
            header, contents = self._read(deadline, HEADER_BYTES)
            answer, data = protocol.answer(header), Body(contents)
            if isinstance(answer, Attempt):
                self._note(answer, data)
                continue
            if isinstance(answer, Answers):
                raise ProtocolError("an answer to a script where there is none")
            if not isinstance(answer, Callback):
                return answer, data
            if provide is None:
                raise ProtocolError("a call where none is due")
            reply, out = provide(answer, data, deadline - time.monotonic())
            self._send(protocol.parts(self._number, reply, out), deadline)

    def _read_answers(
        self, deadline: float, known: Container[Message]
    ) -> tuple[Message, list[tuple[Reply | Raised, Body]]]:
        while True:
            header, contents = self._read(deadline, protocol.ANSWERS_BYTES)
            message = bytes(header), bytes(contents)
            if message in known:
                return message, []
            answer, data = protocol.answer(header), Body(contents)
            if isinstance(answer, Attempt):
                self._note(answer, data)
                continue
            if not isinstance(answer, Answers):
                raise ProtocolError("no answer to a script")
            bodies = data.cut(answer.ends)
            if len(bodies) != len(answer.answers):
                raise ProtocolError("answers of another number than their bodies")
            return message, list(zip(answer.answers, bodies, strict=True))

    def _or_end(self, read: Callable[[], T]) -> T:
        """Read what is answered, or say why nothing is any more."""
        try:
            return read()
        except TimeoutError:
            raise self._too_late() from None
        except ProtocolError as error:
            self.attempts.append(Attempt("message", str(error)[:200]))
            self.close()
            raise WorkerGoneError("protocol") from None
        except (ConnectionError, EOFError):
            raise self._post_mortem() from None

    def _too_late(self) -> WorkerGoneError:
        self.close()
        return WorkerGoneError("time")

    def _note(self, attempt: Attempt, body: Body) -> None:
        body.end()
        if len(self.attempts) == protocol.MAX_ATTEMPTS:
            raise ProtocolError("more attempts than a worker tells of")
        self.attempts.append(attempt)

    def forget(self) -> None:
        """Let the worker drop every object that it keeps for the grader, before the next request.

        It is told so together with that: to wake it for this alone costs as much as a call.
        """
        self._stale = True

    def close(self, grace: float = 0.0) -> Ended:
        """End the worker; one that is left `grace` seconds may end by itself."""
        if not self._alive:
            return Ended(0, 0, False)
        self._alive = False
        self._channel.close()
        return self._end(grace)

    def _post_mortem(self) -> WorkerGoneError:
        """Say how a worker ended that closed its connection."""
        ended = self.close(GRACE_SECONDS)
        if ended.killed:
            return WorkerGoneError("protocol")
        code = ended.code
        if code == -getattr(signal, "SIGXCPU", 0) != 0:
            return WorkerGoneError("cpu")
        if code & WINDOWS_MASK == WINDOWS_ERROR and code > 0:
            return WorkerGoneError("windows", code)
        return WorkerGoneError("signal", -code) if code < 0 else WorkerGoneError("exit", code)

    # ---------------------------------------------------------------- messages

    def _send(self, parts: list[Buffer], deadline: float) -> None:
        if self._stale:
            parts = [FORGET, *parts]
            self._stale = False
        self._channel.send(parts, deadline)

    def _read(self, deadline: float, header_bytes: int) -> tuple[Buffer, Buffer]:
        """Return the header and the body of the next message."""
        start = self._channel.read(protocol.PREFIX.size, deadline)
        number, header, body = protocol.prefix(start, header_bytes, self._result_bytes)
        if number != self._number:
            raise ProtocolError("an answer to another request")
        if body <= COPIED:  # read together, in one step
            data = self._channel.read(header + body, deadline)
            return data[:header], data[header:]
        return self._channel.read(header, deadline), self._channel.read(body, deadline)
