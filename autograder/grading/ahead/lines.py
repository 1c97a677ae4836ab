"""Which worker is asked ahead for a module: one for all of them, then each module's own.

A submission whose answers can only pass needs no worker for each module. Only where something goes
wrong might one file be the fault of another. So one worker is asked for all modules, until a case
does not pass: that ends it, the case begins anew in the module's own worker, and so does whatever
comes after it. An own worker is first asked what the shared one was asked of that module, since a
submission may keep things from call to call. So what fails has failed by itself. What one file does
for another counts as long as all is well, as in a student's own process; so what is forbidden to
one of them is forbidden to all there, and where another is seen to use it, that one has its own
worker from the start.
"""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from dataclasses import field
from itertools import islice

from autograder.grading.ahead.foretold import Foretold, Sendable
from autograder.grading.diagnosis.record import Record
from autograder.grading.session import Session
from autograder.grading.talk import Heard, Talk, Worker
from autograder.records import dataclass
from autograder.sandbox.client import SandboxError, WorkerGoneError
from autograder.sandbox.connection import Message
from autograder.testing.errors import StudentFault

PATIENCE_SECONDS = 1.0
"""How long an answer is waited for that no check has asked for yet."""
MOST_HEARD = 2**24
"""Bytes of answers that are kept for later."""
CATCHING_UP_SECONDS = 2.0
"""What a worker may take for what another was asked before; else it does without."""


@dataclass
class Line:
    """A worker that is asked ahead.

    Parameters
    ----------
    worker
        The worker.
    is_shared
        Whether it is asked for all modules.
    queue
        What it was asked, but for the cases that have begun.
    heard
        What it has answered to the first of these.
    """

    worker: Worker
    is_shared: bool
    queue: deque[Foretold] = field(default_factory=deque)
    heard: deque[tuple[Message, list[Heard]]] = field(default_factory=deque)

    @property
    def is_busy(self) -> bool:
        """Whether answers are due that were not heard."""
        return len(self.queue) > len(self.heard)

    def begin(self, talk: Talk, script: Sendable) -> None:
        """Ask for what a script does; no answers may be due."""
        talk.begin(self.worker.connection, script.header, script.body)
        self.queue.extend(script.cases)

    def next_records(self, talk: Talk, most: int) -> list[Record]:
        """Return what comes of the next cases whose checks can only pass; they stay the next.

        None if the first is not one of these. It is waited for; the others are as many as have come
        with it, and say what has been heard before.

        Parameters
        ----------
        talk
            What hears them.
        most
            How many are wanted.
        """
        case, *others = islice(self.queue, most)
        message, heard = talk.hear(self.worker.connection, case, PATIENCE_SECONDS)
        record = case.passed_by(message, heard)
        if record is None:
            self.heard.append((message, heard))
            return []
        messages = talk.hear_at_once(self.worker.connection, others)
        more = map(Foretold.record_of, others, messages)
        return [record, *(one for one in more if one is not None)]

    def answers(self, talk: Talk, case: Foretold) -> tuple[Message, list[Heard]]:
        """Return the answers to the next case, as `Talk.hear` does."""
        if self.queue.popleft() is not case:
            raise WorkerGoneError("order")
        if self.heard:
            return self.heard.popleft()
        return talk.hear(self.worker.connection, case, PATIENCE_SECONDS)

    def settle(self, talk: Talk) -> None:
        """Hear all that is due, so that the worker can be asked for something else.

        Raises
        ------
        WorkerGoneError
            If that does not come, or is much.
        StudentFault
            If no time is left.
        """
        size = 0
        for case in list(self.queue)[len(self.heard) :]:
            self.heard.append(talk.hear(self.worker.connection, case, PATIENCE_SECONDS))
            size += sum(map(len, self.heard[-1][0]))
            if size > MOST_HEARD:
                raise WorkerGoneError("much")


class Lines:
    """The lines to one submission.

    Parameters
    ----------
    session
        Its workers.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._shared: Line | None = None
        self._sharing = True
        self._own: dict[str, Line] = {}
        self._known: set[str] = set()  # modules of which it is known whether they may share
        self._alone: set[str] = set()  # modules that are asked by themselves
        self._asked: dict[str, list[Foretold]] = {}  # what the shared worker was, by module

    def open(self, module: str) -> Line | None:
        """Return whom to ask for a module, if it need not be imported first, and print."""
        line = self._everybodys() if self._is_shared(module) else self._own.get(module)
        return line if line is not None and line.worker.connection.alive else None

    def to(self, module: str) -> Line:
        """Return whom to ask for a module.

        Raises
        ------
        StudentFault, SandboxError, WorkerGoneError
            If that could not be started.
        """
        if self._is_shared(module) and (shared := self._everybodys()) is not None:
            return shared
        worker = self._session.worker(module)
        line = self._own.get(module)
        if line is None or line.worker is not worker:
            self.catch_up(worker)
            if not worker.connection.alive:  # another one then, which catches up with nothing
                return self.to(module)
            line = self._own[module] = Line(worker, False)
        return line

    def _is_shared(self, module: str) -> bool:
        if self._sharing and module not in self._known:
            self._known.add(module)
            if not self._session.may_share(module):
                self._alone.add(module)
        return self._sharing and module not in self._alone

    def _everybodys(self) -> Line | None:
        """Return the shared line, if there can be one."""
        if self._shared is None:
            try:
                self._shared = Line(self._session.shared(), True)
            except (StudentFault, SandboxError, WorkerGoneError):
                self._sharing = False
        return self._shared

    def of(self, worker: Worker) -> Line | None:
        """Return the line of a worker, if it is asked ahead."""
        for line in (self._shared, self._own.get(worker.module)):
            if line is not None and line.worker is worker:
                return line
        return None

    def answered(self, line: Line, case: Foretold) -> None:
        """Note that a case has passed by what a worker answered."""
        if line.is_shared:
            self._asked.setdefault(case.module, []).append(case)

    def end(self, line: Line) -> None:
        """End a worker, which may be busy with what was asked ahead."""
        line.queue.clear()
        line.heard.clear()
        line.worker.connection.close()
        if line.is_shared:
            self._sharing = False

    def part(self) -> None:
        """End what is shared."""
        if self._shared is not None:
            self.end(self._shared)

    def catch_up(self, worker: Worker) -> None:
        """Ask a module's own worker what the shared one was asked of it.

        The worker may end by that.
        """
        if self._session.stand_ins or worker is self._session.lent:
            return
        self._alone.add(worker.module)
        cases = self._asked.pop(worker.module, [])
        if not cases:
            return
        script = Sendable.of(cases)
        with suppress(WorkerGoneError):
            self._session.talk.repeat(
                worker.connection, script.header, script.body, len(cases), CATCHING_UP_SECONDS
            )

    def close(self) -> None:
        """End the workers that still answer what no check will ask for."""
        for line in (self._shared, *self._own.values()):
            if line is not None and line.is_busy:
                self.end(line)
