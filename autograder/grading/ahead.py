"""Asks a submission what cases will ask, many at a time, and answers their checks with that."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from autograder.grading.calls import Answer
from autograder.grading.foretold import Foretelling, Foretold, Key
from autograder.grading.session import Session
from autograder.grading.talk import Asked, Worker
from autograder.sandbox import protocol
from autograder.sandbox.body import Body, Buffer
from autograder.sandbox.protocol import Raised, Reply
from autograder.testing.errors import StudentFault

Heard = tuple[Reply | Raised, Body] | StudentFault | None
"""An answer, what came in its place, or `None` for what was foretold."""


@dataclass
class _Current:
    """A case whose calls are made already, or are being made.

    Parameters
    ----------
    case, worker
        The case, and who makes its calls.
    heard
        The answers so far.
    asked
        How many of them the check has asked for.
    coming
        How many answers there will be: none come after one that raises unlike the reference.
    """

    case: Foretold
    worker: Worker
    heard: list[Heard] = field(default_factory=list)
    asked: int = 0
    coming: int = 0


class Ahead:
    """Asks ahead what is foretold; whatever a check asks besides is asked when it does.

    A check sees the same as without: it behaves as on the reference until an answer differs, so
    that what was heard by then is what it asks for. What it does not ask for, or asks differently,
    costs the worker, and then nothing more is asked ahead of the worker's module.

    Parameters
    ----------
    session
        The submission's workers.
    foretelling
        What is foretold.
    """

    def __init__(self, session: Session, foretelling: Foretelling) -> None:
        self._session, self._talk = session, session.talk
        self._foretelling = foretelling
        self._queues: dict[str, deque[Foretold]] = {}
        self._workers: dict[str, Worker] = {}
        self._given_up: set[str] = set()
        self._now: _Current | None = None

    def fulfilled(self, case: Key) -> Foretold | None:
        """Return what was foretold of a case if just that comes of it; else the check must be run.

        Parameters
        ----------
        case
            Which one; it has begun, without stand-ins.
        """
        foretold = self._foretelling.cases.get(case)
        if foretold is None or foretold.module in self._given_up:
            return None
        try:
            worker = self._session.worker(foretold.module)
            if not self._is_next(case, foretold, worker):
                return None
        except StudentFault:  # which the check comes to as well
            return None
        now = self._now = _Current(foretold, worker, coming=len(foretold.steps))
        while len(now.heard) < now.coming:
            if self._hear(now) is not None:
                return None
        return foretold

    def _is_next(self, case: Key, foretold: Foretold, worker: Worker) -> bool:
        """Whether the worker makes, or now begins to make, the calls of a case."""
        module = foretold.module
        queue = self._queues.setdefault(module, deque())
        if not queue:
            script = self._foretelling.scripts.get(case)
            if script is None:
                return False
            self._talk.begin(worker.connection, script.header, script.body)
            self._workers[module] = worker
            queue.extend(script.cases)
        if queue[0] is not foretold or self._workers[module] is not worker:
            self._give_up(module)
            return False
        queue.popleft()
        return True

    def _hear(self, now: _Current) -> Heard:
        """Hear the next answer of the case."""
        step = now.case.steps[len(now.heard)]
        heard: Heard
        try:
            heard = self._talk.hear(now.worker.connection, step.told, step.doing)
        except StudentFault as fault:
            heard = fault
            self._give_up(now.case.module)
        now.heard.append(heard)
        if isinstance(heard, StudentFault) or (
            heard is not None and isinstance(heard[0], Raised) != (step.told is None)
        ):
            now.coming = len(now.heard)
        return heard

    def _give_up(self, module: str) -> None:
        """Ask nothing ahead of a module any more; what it was asked besides is of no use."""
        self._given_up.add(module)
        queue = self._queues[module]
        if queue or (self._now is not None and len(self._now.heard) < self._now.coming):
            with suppress(Exception):
                self._workers[module].connection.close()
        queue.clear()

    # ---------------------------------------------------------------- for the checks

    def ask(
        self,
        worker: Worker,
        message: protocol.Call | protocol.Get,
        body: list[Buffer],
        asked: Asked,
    ) -> Answer:
        """Return what was heard if this was asked ahead, or ask it."""
        now = self._now
        if now is None or worker is not now.worker:
            self._free(worker)
            return self._talk.ask(worker, message, body, asked)
        if now.asked < now.coming and now.case.steps[now.asked].is_asked(message, body):
            now.asked += 1
            if len(now.heard) < now.asked:
                self._hear(now)
            return self._answer(now, asked)
        self._catch_up(now)
        return self._talk.ask(worker, message, body, asked)

    def ask_each(
        self, worker: Worker, message: protocol.CallEach, body: list[Buffer], asked: Asked
    ) -> Iterator[Answer]:
        """Ask for many calls in one message, and yield their answers until one raises."""
        if self._now is not None and worker is self._now.worker:
            self._catch_up(self._now)
        else:
            self._free(worker)
        return self._talk.ask_each(worker, message, body, asked)

    def end_case(self) -> None:
        """End a case; nobody wants to hear the rest of its answers."""
        now = self._now
        if now is not None and len(now.heard) < now.coming:
            self._give_up(now.case.module)
        self._now = None
        self._talk.end_case()

    def _free(self, worker: Worker) -> None:
        """Have a worker answer anew that has still to answer what was asked ahead."""
        if self._queues.get(worker.module) and self._workers[worker.module] is worker:
            self._give_up(worker.module)
            self._session.restart(worker)

    def _answer(self, now: _Current, asked: Asked) -> Answer:
        heard = now.heard[now.asked - 1]
        if isinstance(heard, StudentFault):
            self._now = None  # the worker has ended
            raise heard
        if heard is None:
            told = now.case.steps[now.asked - 1].told
            assert told is not None
            heard = told.reply(), Body(told.body)
        return self._talk.read(now.worker, *heard, asked)

    def _catch_up(self, now: _Current) -> None:
        """Bring a worker to where the check is, which asks for something else now."""
        self._now = None
        queue = self._queues[now.case.module]
        if not queue and len(now.heard) == now.coming == now.asked:
            return
        self._given_up.add(now.case.module)
        queue.clear()
        printed = list(self._talk.printed)
        self._session.restart(now.worker)
        for step in now.case.steps[: now.asked]:
            connection, seconds = now.worker.connection, self._talk.limits.call_seconds
            self._talk.send(connection, step.request, [step.body], seconds, step.doing)
        self._talk.printed[:] = printed
