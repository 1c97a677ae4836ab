"""Asks a submission's workers, and counts what that takes: time, data, output."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import field
from typing import Protocol

from autograder.grading.calls import Answer
from autograder.grading.clock import Clock
from autograder.grading.faults import Faults
from autograder.grading.helper import Helper
from autograder.model.assignment import Limits
from autograder.records import dataclass
from autograder.sandbox import protocol, values
from autograder.sandbox.body import Body, Buffer
from autograder.sandbox.client import WorkerConnection, WorkerGoneError
from autograder.sandbox.connection import Message
from autograder.sandbox.protocol import (
    HOLD_SECONDS,
    Attempt,
    Callback,
    Provide,
    Raised,
    Reply,
    Single,
    StandIn,
)
from autograder.testing.errors import StudentFault, StudentTimeout

MUCH = 2**24
"""Bytes of arrays that are worth being let go at once."""
CASE_ANSWERS = 8
"""How many answers of the largest size a case may get in all."""
MAX_ATTEMPTS = 200
"""How many telling acts of a submission are kept."""


Heard = tuple[Reply | Raised, Body]
"""An answer, and what its arrays hold."""


class Worker:
    """A worker; arrays that came from it are known to it again.

    Parameters
    ----------
    connection
        To its process.
    module
        The module that it has loaded; of a shared one, that of the case.
    """

    def __init__(self, connection: WorkerConnection, module: str) -> None:
        self.connection = connection
        self.module = module
        self.handles = values.Handles()
        self.used = False


@dataclass
class Asked:
    """What a worker is asked, in the words of a fault.

    Parameters
    ----------
    doing
        Says what was done, such as `f was called`.
    name
        Of the function, or of the attribute.
    file
        Where it should be.
    """

    doing: Callable[[], str]
    name: str
    file: str


class Asker(Protocol):
    """Asks workers in the name of checks, one case after the other."""

    def ask(self, worker: Worker, message: Single, body: list[Buffer], asked: Asked) -> Answer:
        """Ask for one thing; `StudentFault` if the submission's code does not answer."""

    def ask_each(
        self, worker: Worker, message: protocol.CallEach, body: list[Buffer], asked: Asked
    ) -> Iterator[Answer]:
        """Ask for many calls in one message, and yield their answers until one raises."""

    def end_case(self) -> None:
        """End a case."""


@dataclass
class Talk:
    """What is said to one submission's workers.

    Parameters
    ----------
    limits, result_bytes
        What its code may use, and send in one answer.
    faults
        Puts what goes wrong into words.
    helper
        Answers the functions that are stood in for.
    clock
        Counts its time.

    Attributes
    ----------
    stand_ins
        The functions that are stood in for.
    printed
        What was printed in the case.
    attempts
        The telling acts so far, in order, as `WorkerConnection.attempts` has them.
    """

    limits: Limits
    result_bytes: int
    faults: Faults
    helper: Helper | None
    clock: Clock
    stand_ins: tuple[StandIn, ...] = ()
    printed: list[str] = field(default_factory=list)
    attempts: dict[Attempt, None] = field(default_factory=dict)
    received: int = 0  # bytes of arrays since the case began

    def ask(self, worker: Worker, message: Single, body: list[Buffer], asked: Asked) -> Answer:
        """Ask for one thing."""
        seconds = self.limits.call_seconds
        answer, data = self.send(worker.connection, message, body, seconds, asked.doing)
        return self.read(worker, answer, data, asked)

    def ask_each(
        self, worker: Worker, message: protocol.CallEach, body: list[Buffer], asked: Asked
    ) -> Iterator[Answer]:
        """Ask for many calls in one message, and yield their answers until one raises.

        Each has the time of a single call, from the answer before it on. What a worker holds back
        to send it with the next is counted in.
        """
        connection, left = worker.connection, len(message.calls)
        try:
            allowed = self.clock.allowance(self.limits.call_seconds)
            with self.clock.timed():
                try:
                    connection.begin(message, body, allowed)
                except WorkerGoneError as gone:
                    raise self.faults.of_end(gone, asked.doing(), allowed) from None
            while left:
                allowed = self.clock.allowance(self.limits.call_seconds)
                answer, data = self._receive(connection, allowed, asked.doing)
                left = 0 if isinstance(answer, Raised) else left - 1
                yield self.read(worker, answer, data, asked)
        finally:
            if left:  # what it still sends is an answer to nothing
                connection.close()

    def send(
        self,
        connection: WorkerConnection,
        message: protocol.Request,
        body: list[Buffer],
        seconds: float,
        doing: Callable[[], str],
        importing: bool = False,
    ) -> Heard:
        """Send a message and return what comes of it, within the time that there is."""
        allowed = self.clock.allowance(seconds, importing)
        timed_out, started = False, time.monotonic()
        try:
            answer, data = connection.ask(message, body, allowed, self._provide)
        except WorkerGoneError as gone:
            fault = self.faults.of_end(gone, doing(), allowed)
            timed_out = isinstance(fault, StudentTimeout)
            raise fault from None
        finally:
            self.clock.count(time.monotonic() - started, timed_out, importing)
            if connection.attempts:
                self._note(connection.attempts)
        return self.counted(connection, answer, data, doing)

    def end_case(self) -> None:
        """Count anew."""
        if self.received > MUCH:
            gc.collect()  # a failed check's frames are in a cycle with its exception
        self.received = 0

    def begin(self, connection: WorkerConnection, script: bytes, body: bytes) -> None:
        """Have a script run, whose answers are to be taken with `hear`; `WorkerGoneError`."""
        connection.begin_encoded(script, [body], self.limits.call_seconds)

    def hear(
        self, connection: WorkerConnection, known: Container[Message], patience: float
    ) -> tuple[Message, list[Heard]]:
        """Return what `WorkerConnection.answers_of_case` does.

        Where no answers come in time, no time is counted.

        Parameters
        ----------
        connection
            The worker.
        known
            Messages that need not be read.
        patience
            How long they are waited for, in seconds, if that is allowed.

        Raises
        ------
        WorkerGoneError
            If they do not come.
        StudentFault
            If no time is left.
        """
        allowed = self.clock.allowance(patience)
        started = time.monotonic()
        try:
            heard = connection.answers_of_case(known, allowed)
        finally:
            if connection.attempts:
                self._note(connection.attempts)
        self.clock.count(time.monotonic() - started, timed_out=False)
        return heard

    def hear_at_once(
        self, connection: WorkerConnection, known: Iterable[Container[Message]]
    ) -> list[Message]:
        """Return what `WorkerConnection.answers_at_once` does; nothing if no time is left."""
        try:
            self.clock.allowance(self.limits.call_seconds)
        except StudentFault:  # which whoever hears the next comes to
            return []
        return connection.answers_at_once(known)

    def repeat(
        self, connection: WorkerConnection, script: bytes, body: bytes, cases: int, seconds: float
    ) -> None:
        """Have a script run whose answers are not looked at; `WorkerGoneError`.

        No question's time is counted, and no output.
        """
        started = time.monotonic()
        try:
            connection.begin_encoded(script, [body], seconds)
            for _ in range(cases):
                connection.answers_of_case((), started + seconds - time.monotonic())
        finally:
            self._note(connection.attempts)
            self.clock.count(time.monotonic() - started, timed_out=False, importing=True)

    def _receive(
        self, connection: WorkerConnection, allowed: float, doing: Callable[[], str]
    ) -> Heard:
        with self.clock.timed():
            try:
                heard = connection.next_answer(allowed + HOLD_SECONDS, self._provide)
            except WorkerGoneError as gone:
                raise self.faults.of_end(gone, doing(), allowed) from None
            finally:
                self._note(connection.attempts)
        return self.counted(connection, *heard, doing)

    def counted(
        self,
        connection: WorkerConnection,
        answer: Reply | Raised,
        data: Body,
        doing: Callable[[], str],
    ) -> Heard:
        """Count the data and the output of an answer."""
        self.received += data.size
        if self.received > CASE_ANSWERS * self.result_bytes:
            connection.close()
            raise self.faults.of_data(doing(), self.received)
        if answer.printed:
            room = self.limits.output_chars - sum(map(len, self.printed))
            if room > 0:
                self.printed.append(answer.printed[:room])
        return answer, data

    def read(self, worker: Worker, answer: Reply | Raised, data: Body, asked: Asked) -> Answer:
        """Return what an answer holds, or raise what it says was raised."""
        if isinstance(answer, Raised):
            if answer.kind == "memory":  # what filled it may still be there
                worker.connection.close()
            raise self.faults.of_call(asked.name, asked.file, answer)
        try:
            items = [values.result(node, data, worker.handles) for node in answer.values]
            data.end()
            if answer.single and len(items) != 1:
                raise protocol.ProtocolError("one value that is none or several")
        except protocol.ProtocolError as error:
            self._note([Attempt("message", str(error)[:200])])
            worker.connection.close()
            gone = WorkerGoneError("protocol")
            raise self.faults.of_end(gone, asked.doing(), self.limits.call_seconds) from None
        return Answer(items, answer.single, answer.changed, answer.seconds)

    def _note(self, attempts: Iterable[Attempt]) -> None:
        """Keep the first telling acts, each once."""
        for attempt in attempts:
            if len(self.attempts) < MAX_ATTEMPTS:
                self.attempts[attempt] = None

    def _provide(self, call: Callback, body: Body, seconds: float) -> tuple[Provide, list[Buffer]]:
        """Answer a call of a function that is stood in for."""
        if self.helper is None:
            raise protocol.ProtocolError("a call where none is due")
        return self.helper.answer(self.stand_ins, call, body, seconds)
