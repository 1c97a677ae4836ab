"""Asks a submission what cases will ask, many at a time, and answers their checks with that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, takewhile
from typing import NoReturn

from autograder.grading.ahead.foretold import Foretelling, Foretold, Key, Sendable
from autograder.grading.ahead.lines import Line, Lines
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

NO_ANSWER = (StudentFault, SandboxError, WorkerGoneError)


class DepartedError(BaseException):
    """A check asks for something else than foretold, of a worker that has gone on.

    The case has to begin anew: what a submission keeps from call to call went with the worker.
    """


@dataclass
class _Current:
    """A case whose calls were made.

    Parameters
    ----------
    key, case, line
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
    line: Line
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
    latter, or a few of the former, end all asking ahead of that module. A case that does not pass
    by what a shared worker answers (`lines`) begins anew, too.

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
        self._lines = Lines(session)
        self._given_up: set[str] = set()
        self._departed: dict[Key, str] = {}  # cases that began anew, and their modules
        self._now: _Current | None = None
        self._has_departed = False  # whatever the check has made of `DepartedError`

    def fulfilled(self, case: Key) -> Record | None:
        """Return what comes of a case if its check can only pass; else that must be run.

        Parameters
        ----------
        case
            Which one; it has begun, without stand-ins.
        """
        return self._fulfilled(case, self._foretelling.script)

    def fulfilled_at_once(self, cases: Iterable[Key]) -> list[Record]:
        """Return what `fulfilled` does of the first cases, as far as that is quickly told.

        Parameters
        ----------
        cases
            Which ones, in the order in which they are run; the first has begun.
        """
        found: list[Record] = []
        first = next(rest := iter(cases))
        if (foretold := self._foretold(first)) is None:
            return found
        line = self._lines.open(foretold.module)
        if line is None:
            return found
        try:
            if not line.queue:
                self._begin(line, self._foretelling.script(first))
            wanted = map(self._foretelling.cases.get, chain([first], rest))
            due = zip(list(line.queue), wanted, strict=False)
            passing = (one.passing for one, _ in takewhile(lambda pair: pair[0] is pair[1], due))
            for record in self._talk.hear_known(line.worker.connection, passing, PATIENCE_SECONDS):
                found.append(record)
                self._lines.answered(line, line.queue.popleft())
        except NO_ANSWER:  # which the next case comes to as well
            self._give_up(foretold.module, line)
        return found

    def again(self, case: Key) -> Record | None:
        """Return what `fulfilled` does, of a case that is run once more when all are through."""
        return self._fulfilled(case, self._foretelling.script_of_one)

    def _fulfilled(self, case: Key, script: Callable[[Key], Sendable]) -> Record | None:
        self._has_departed = False
        foretold = self._foretold(case)
        if foretold is None:
            return None
        line: Line | None = None
        try:
            line = self._lines.to(foretold.module)
            if not line.queue:
                self._begin(line, script(case))
            message, heard = self._answers(line, foretold)
        except NO_ANSWER:  # which the check comes to as well
            self._give_up(foretold.module, line)
            return None
        record = foretold.passed_by(message, heard)
        if record is not None:
            self._lines.answered(line, foretold)
        elif line.is_shared and not heard:  # the module could not be imported, or printed
            self._end(line)
            return self._fulfilled(case, script)
        else:
            self._now = _Current(case, foretold, line, message, heard)
            if line.is_shared:
                line.worker.module = foretold.module
                self._session.lent = line.worker
        return record

    def _foretold(self, case: Key) -> Foretold | None:
        """Return what is foretold of a case that is still asked ahead."""
        foretold = self._foretelling.cases.get(case)
        if foretold is None or foretold.module in self._given_up or case in self._departed:
            return None
        return foretold

    def _begin(self, line: Line, script: Sendable) -> None:
        self._talk.begin(line.worker.connection, script.header, script.body)
        line.queue.extend(script.cases)

    def _answers(self, line: Line, foretold: Foretold) -> tuple[Message, list[Heard]]:
        if line.queue.popleft() is not foretold:
            raise WorkerGoneError("order")
        return self._talk.hear(line.worker.connection, foretold.passing, PATIENCE_SECONDS)

    def _give_up(self, module: str, line: Line | None) -> None:
        """Ask nothing ahead of a module any more."""
        self._given_up.add(module)
        if line is not None:
            self._end(line)

    def _end(self, line: Line) -> None:
        self._now = None
        self._lines.end(line)

    def begins_anew(self, error: BaseException | None, record: Record | None) -> bool:
        """Whether a case whose check has ended has to begin anew; note what it passes by.

        Parameters
        ----------
        error
            What the check has raised.
        record
            What is kept of the answers; `None` if it depends on more than those.
        """
        now = self._now
        if self._has_departed:
            return True
        if now is None:
            return False
        if error is not None:
            if now.line.is_shared:
                self._end(now.line)
            return now.line.is_shared
        self._lines.answered(now.line, now.case)
        if record is not None and not self._talk.printed and now.is_asked_for and now.is_all:
            now.case.learn(now.message, record)
        return False

    def close(self) -> None:
        """End the workers that still answer what no check will ask for."""
        self._lines.close()

    # ---------------------------------------------------------------- for the checks

    def ask(self, worker: Worker, message: Single, body: list[Buffer], asked: Asked) -> Answer:
        """Return what was heard if this was asked ahead, or ask it."""
        now = self._now
        if now is None or worker is not now.line.worker or not now.is_next(message, body):
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
        if now is not None and worker is now.line.worker:
            self._now = None
            if now.line.is_shared or not now.is_asked_for or now.line.queue:
                self._depart(now)
        elif now is not None:
            now.is_all = False
        line = self._lines.of(worker)
        if line is not None and line.queue:
            self._has_departed = True
            self._give_up(worker.module, line)
            raise DepartedError
        self._lines.catch_up(worker)
        if not worker.connection.alive:
            self._has_departed = True
            raise DepartedError
        return self._talk

    def _depart(self, now: _Current) -> NoReturn:
        self._has_departed = True
        self._end(now.line)
        if not now.line.is_shared:
            module = self._departed[now.key] = now.case.module
            if list(self._departed.values()).count(module) > MOST_DEPARTURES:
                self._given_up.add(module)
        raise DepartedError

    def end_case(self) -> None:
        """End a case."""
        self._now = None
        self._talk.end_case()
