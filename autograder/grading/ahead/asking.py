"""Asks a submission what cases will ask, many at a time, and answers their checks with that."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import NoReturn

from autograder.grading.ahead.foretold import Foretelling, Foretold, Key
from autograder.grading.calls import Answer
from autograder.grading.diagnosis.record import Record
from autograder.grading.session import Session
from autograder.grading.talk import Asked, Heard, Talk, Worker
from autograder.records import dataclass
from autograder.sandbox import protocol
from autograder.sandbox.body import Buffer
from autograder.sandbox.client import SandboxError, WorkerGoneError
from autograder.sandbox.connection import Message
from autograder.sandbox.protocol import Single
from autograder.testing.errors import StudentFault

MOST_DEPARTURES = 3
"""How many cases of a module may begin anew before nothing more is asked ahead of it."""
PATIENCE_SECONDS = 1.0
"""How long an answer is waited for that no check has asked for yet."""


class DepartedError(BaseException):
    """A check asks for something else than foretold, of a worker that has gone on.

    The case has to begin anew: what a submission keeps from call to call went with the worker.
    """


@dataclass
class _Current:
    """A case whose calls were made.

    Parameters
    ----------
    key, case, worker
        The case, and who made its calls.
    message, heard
        The answers: fewer than foretold, if the case ended before.
    asked
        How many of them the check has asked for.
    is_all
        Whether it has asked for nothing else.
    """

    key: Key
    case: Foretold
    worker: Worker
    message: Message
    heard: Sequence[Heard]
    asked: int = 0
    is_all: bool = True

    @property
    def is_asked_for(self) -> bool:
        """Whether the check has asked for all of it."""
        return self.asked == len(self.heard)

    def is_next(self, message: Single, body: Sequence[Buffer]) -> bool:
        """Whether the next answer is to this."""
        left = self.case.steps[self.asked : len(self.heard)]
        return bool(left) and left[0].is_asked(message, body)


class Ahead:
    """Asks ahead what is foretold; whatever a check asks besides is asked when it does.

    A check sees the same as without: it behaves as on the reference until an answer differs, so
    what was heard by then is what it asks for. Where it goes on to ask for something else, and
    where no answer comes, the worker is ended, and the case is run as if nothing had been. The
    latter, or a few of the former, end all asking ahead of that module.

    Parameters
    ----------
    session
        The submission's workers.
    foretelling
        What is foretold.

    Attributes
    ----------
    has_departed
        Whether the case has to begin anew, whatever its check made of `DepartedError`.
    """

    def __init__(self, session: Session, foretelling: Foretelling) -> None:
        self._session, self._talk = session, session.talk
        self._foretelling = foretelling
        self._workers: dict[str, Worker] = {}  # who was asked ahead, by module
        self._queues: dict[str, deque[Foretold]] = {}  # for which cases, but for the current one
        self._given_up: set[str] = set()
        self._departed: dict[Key, str] = {}  # cases that began anew, and their modules
        self._now: _Current | None = None
        self.has_departed = False

    def fulfilled(self, case: Key) -> Record | None:
        """Return what comes of a case if its check can only pass; else that must be run.

        Parameters
        ----------
        case
            Which one; it has begun, without stand-ins.
        """
        self.has_departed = False
        foretold = self._foretelling.cases.get(case)
        if foretold is None or foretold.module in self._given_up or case in self._departed:
            return None
        try:
            worker = self._session.worker(foretold.module)
            if not self._is_next(case, foretold, worker):
                return None
            message, heard = self._hear(foretold, worker)
        except (StudentFault, SandboxError, WorkerGoneError):  # which the check comes to as well
            return None
        if message in foretold.passing:
            return foretold.passing[message]
        if foretold.is_met(heard):
            return foretold.record
        self._now = _Current(case, foretold, worker, message, heard)
        return None

    def _hear(self, foretold: Foretold, worker: Worker) -> tuple[Message, list[Heard]]:
        try:
            return self._talk.hear(worker.connection, foretold.passing, PATIENCE_SECONDS)
        except (StudentFault, WorkerGoneError):
            self._give_up(worker)
            raise

    def passed(self, record: Record | None) -> None:
        """Note that the check of the case has passed, by what was heard alone.

        Parameters
        ----------
        record
            What is kept of the answers.
        """
        now = self._now
        if now is None or record is None or self._talk.printed:
            return
        if now.is_asked_for and now.is_all:
            now.case.learn(now.message, record)

    def close(self) -> None:
        """End the workers that still answer what no check will ask for."""
        for module, queue in self._queues.items():
            if queue:
                self._give_up(self._workers[module])

    def _is_next(self, case: Key, foretold: Foretold, worker: Worker) -> bool:
        """Whether the worker makes, or now begins to make, the calls of a case."""
        queue = self._queues.setdefault(foretold.module, deque())
        if not queue:
            script = self._foretelling.script(case)
            self._workers[foretold.module] = worker
            try:
                self._talk.begin(worker.connection, script.header, script.body)
            except WorkerGoneError:
                self._give_up(worker)
                return False
            queue.extend(script.cases)
        if queue[0] is not foretold or self._workers[foretold.module] is not worker:
            self._give_up(self._workers[foretold.module])
            return False
        queue.popleft()
        return True

    def _give_up(self, worker: Worker) -> None:
        """Ask nothing ahead of a module any more."""
        self._given_up.add(worker.module)
        self._end(worker)

    def _end(self, worker: Worker) -> None:
        """End a worker, which may be busy with what was asked ahead."""
        self._now = None
        self._queues[worker.module].clear()
        worker.connection.close()

    # ---------------------------------------------------------------- for the checks

    def ask(self, worker: Worker, message: Single, body: list[Buffer], asked: Asked) -> Answer:
        """Return what was heard if this was asked ahead, or ask it."""
        now = self._now
        if now is None or worker is not now.worker or not now.is_next(message, body):
            return self._let_go(worker).ask(worker, message, body, asked)
        answer, data = now.heard[now.asked]
        now.asked += 1
        self._talk.counted(worker.connection, answer, data, asked.doing)
        return self._talk.read(worker, answer, data, asked)

    def ask_each(
        self, worker: Worker, message: protocol.CallEach, body: list[Buffer], asked: Asked
    ) -> Iterator[Answer]:
        """Ask for many calls in one message, and yield their answers until one raises."""
        return self._let_go(worker).ask_each(worker, message, body, asked)

    def _let_go(self, worker: Worker) -> Talk:
        """Return what a worker can be asked by for what was not foretold.

        Raises
        ------
        DepartedError
            If the worker is not where the check is.
        """
        now = self._now
        if now is not None and worker is now.worker:
            self._now = None
            if not now.is_asked_for or self._queues[worker.module]:
                self._depart(now)
        elif now is not None:
            now.is_all = False
        if self._queues.get(worker.module) and self._workers[worker.module] is worker:
            self.has_departed = True
            self._give_up(worker)
            raise DepartedError
        return self._talk

    def _depart(self, now: _Current) -> NoReturn:
        self.has_departed = True
        self._departed[now.key] = module = now.worker.module
        if list(self._departed.values()).count(module) > MOST_DEPARTURES:
            self._given_up.add(module)
        self._end(now.worker)
        raise DepartedError

    def end_case(self) -> None:
        """End a case."""
        self._now = None
        self._talk.end_case()
