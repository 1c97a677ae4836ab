"""Asks a submission what cases will ask, many at a time, and answers their checks with that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, takewhile
from operator import is_

from autograder.grading.ahead.foretold import Foretelling, Foretold, Sendable
from autograder.grading.ahead.lines import Line, Lines
from autograder.grading.calls import Answer
from autograder.grading.cases import CaseKey
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

MOST_DEPARTURES = 20
"""How many cases of a module may begin anew before nothing more is asked ahead of it."""
NO_ANSWER = (StudentFault, SandboxError, WorkerGoneError)


class DepartedError(BaseException):
    """A check asks for something else than foretold.

    The case has to begin anew: what it was answered by is no longer there.
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

    key: CaseKey
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
    what was heard by then is what it asks for. Where it goes on to ask for something else, the case
    begins anew when all that is due was heard, and is asked for nothing ahead. Where no answer
    comes, the worker is ended, and so is all asking ahead of that module. A case that does not pass
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
        self._departed: dict[CaseKey, str] = {}  # cases that began anew, and their modules
        self._now: _Current | None = None
        self._has_departed = False  # whatever the check has made of `DepartedError`

    def fulfilled(self, case: CaseKey) -> Record | None:
        """Return what comes of a case if its check can only pass; else that must be run.

        Parameters
        ----------
        case
            Which one; it has begun, without stand-ins.
        """
        return self._fulfilled(case, self._foretelling.script)

    def fulfilled_at_once(self, cases: Iterable[CaseKey]) -> list[Record]:
        """Return what `fulfilled` does of the first cases, as far as that is quickly told.

        Parameters
        ----------
        cases
            Which ones, in the order in which they are run; the first has begun.
        """
        found: list[Record] = []
        first = next(rest := iter(cases))
        foretold = self._foretold(first)
        line = None if foretold is None else self._lines.open(foretold.module)
        if foretold is None or line is None or line.heard:
            return found
        try:
            if not line.queue:
                line.begin(self._talk, self._foretelling.script(first))
            wanted = map(self._foretelling.cases.get, chain([first], rest))
            due = sum(takewhile(bool, map(is_, line.queue, wanted)))
            while due > len(found):
                records = line.next_records(self._talk, due - len(found))
                found += records
                for _ in records:
                    self._lines.answered(line, line.queue.popleft())
                if not records:
                    break
        except NO_ANSWER:  # which the next case comes to as well
            self._give_up(foretold.module, line)
        return found

    def again(self, case: CaseKey) -> Record | None:
        """Return what `fulfilled` does, of a case that is run once more when all are through."""
        return self._fulfilled(case, self._foretelling.script_of_one)

    def _fulfilled(self, case: CaseKey, script: Callable[[CaseKey], Sendable]) -> Record | None:
        self._has_departed = False
        foretold = self._foretold(case)
        if foretold is None:
            if module := self._departed.get(case):
                self.lend(module)
            return None
        line: Line | None = None
        try:
            line = self._lines.to(foretold.module)
            if not line.queue:
                line.begin(self._talk, script(case))
            message, heard = line.answers(self._talk, foretold)
        except NO_ANSWER:  # which the check comes to as well
            self._give_up(foretold.module, line)
            return None
        record = foretold.passed_by(message, heard)
        if record is not None:
            self._lines.answered(line, foretold)
        elif line.is_shared and not heard:  # the module could not be imported, or printed
            self._lines.end(line)
            return self._fulfilled(case, script)
        else:
            self._now = _Current(case, foretold, line, message, heard)
            if line.is_shared:
                self._session.lend(line.worker, foretold.module)
        return record

    def _foretold(self, case: CaseKey) -> Foretold | None:
        """Return what is foretold of a case that is still asked ahead."""
        foretold = self._foretelling.cases.get(case)
        if foretold is None or foretold.module in self._given_up or case in self._departed:
            return None
        return foretold

    def lend(self, module: str) -> None:
        """Have the worker that was asked ahead of a module answer all that a case asks of it.

        Parameters
        ----------
        module
            The module; a worker of its own answers for itself.
        """
        line = self._lines.open(module)
        if line is not None and line.is_shared:
            with suppress(WorkerGoneError):  # who asks comes to that as well
                turn = protocol.encoded(protocol.Script(module, []))
                self._talk.begin(line.worker.connection, turn, b"")
            self._session.lend(line.worker, module)

    def _give_up(self, module: str, line: Line | None) -> None:
        """Ask nothing ahead of a module any more."""
        self._given_up.add(module)
        if line is not None:
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
        now, is_shared = self._now, self._session.lent is not None
        if self._has_departed:
            return True
        if error is not None:
            if is_shared:
                self._lines.part()
            return is_shared
        if now is not None:
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
            If it was asked ahead of this case: it has let go of what it kept for that.
        """
        now, line = self._now, self._lines.of(worker)
        departed = now if now is not None and line is now.line else None
        if departed is not None:
            self._now = None
        elif now is not None:
            now.is_all = False
        if line is not None:
            try:
                line.settle(self._talk)
            except NO_ANSWER:
                self._give_up(worker.module, line)
        if departed is not None:
            self._note_departure(departed)
        self._lines.catch_up(worker)
        self._has_departed = departed is not None or not worker.connection.alive
        if self._has_departed:
            raise DepartedError
        return self._talk

    def _note_departure(self, now: _Current) -> None:
        module = self._departed[now.key] = now.case.module
        if list(self._departed.values()).count(module) > MOST_DEPARTURES:
            self._given_up.add(module)
            now.line.queue.clear()
            now.line.heard.clear()

    def end_case(self) -> None:
        """End a case."""
        self._now = None
        self._talk.end_case()
