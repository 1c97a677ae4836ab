"""One submission while it is graded: its workers, and the calls into them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property, partial
from typing import Any

import msgspec

from autograder.grading.calls import Answer, Arguments
from autograder.grading.clock import Clock
from autograder.grading.faults import Faults, shapes
from autograder.grading.helper import Helper
from autograder.grading.methods import methods_of
from autograder.grading.starting import Starter
from autograder.grading.talk import Asked, Asker, Talk, Worker
from autograder.model.assignment import Assignment
from autograder.model.submission import Forbidden, Submission
from autograder.sandbox import protocol, values
from autograder.sandbox.body import Buffer
from autograder.sandbox.client import SandboxError, WorkerFactory
from autograder.sandbox.protocol import MAX_CALLS, Attempt, StandIn
from autograder.testing.errors import StudentCrash, StudentFault, StudentNotRun

SHARED: tuple[str, tuple[StandIn, ...]] = ("", ())


class Session:
    """Calls into one submission.

    Parameters
    ----------
    submission
        What was handed in.
    forbidden
        What the import policy found, by file.
    assignment
        Limits and files.
    factory
        Where workers come from.
    reference
        The reference as a submission of its own, for functions that are stood in for; `None`
        within itself.

    Attributes
    ----------
    talk
        What is said to the workers.
    asker
        Asks them in the checks' name.
    lent
        The worker that stands for a module's own in this case.
    """

    def __init__(
        self,
        submission: Submission,
        forbidden: dict[str, tuple[Forbidden, ...]],
        assignment: Assignment,
        factory: WorkerFactory,
        reference: Session | None = None,
    ) -> None:
        self.submission = submission
        self._reference = reference
        self._solutions = submission if reference is None else reference.submission
        faults = Faults(submission, assignment.limits)
        self._forbidden = forbidden
        self._assignment = assignment
        self._factory = factory
        self.talk = Talk(
            assignment.limits,
            factory.terms.result_bytes,
            faults,
            None if reference is None else Helper(reference, assignment.limits),
            Clock(assignment.limits),
        )
        self.asker: Asker = self.talk
        self.lent: Worker | None = None
        self._workers: dict[tuple[str, tuple[StandIn, ...]], Worker | StudentFault] = {}
        self._starter = Starter(submission, forbidden, assignment, factory, self.talk, faults)

    @property
    def clock(self) -> Clock:
        """What counts its time."""
        return self.talk.clock

    @clock.setter
    def clock(self, clock: Clock) -> None:
        self.talk.clock = clock

    @property
    def stand_ins(self) -> tuple[StandIn, ...]:
        """The functions that are stood in for."""
        return self.talk.stand_ins

    @property
    def printed(self) -> list[str]:
        """What was printed in the case."""
        return self.talk.printed

    @property
    def attempts(self) -> dict[Attempt, None]:
        """The telling acts of its workers so far, in order."""
        return self.talk.attempts

    @cached_property
    def methods(self) -> frozenset[str]:
        """The names of the methods of the reference's classes."""
        return methods_of(self._solutions)

    def turn_to(self, question: str, stand_ins: tuple[StandIn, ...]) -> None:
        """Begin a case of a question, in which these functions are stood in for."""
        self.clock.turn_to(question, helped=bool(stand_ins))
        self.talk.stand_ins = stand_ins
        self.talk.printed = []

    def end_case(self) -> None:
        """Let the workers drop what they kept for the case."""
        for worker in self._workers.values():
            if isinstance(worker, Worker) and worker.used:
                worker.connection.forget()
                worker.handles = values.Handles()
                worker.used = False
        self.lent = None
        self.asker.end_case()

    def renewed(self) -> Session:
        """Return a session of the same submission that has no workers yet."""
        forbidden, factory = self._forbidden, self._factory
        new = Session(self.submission, forbidden, self._assignment, factory, self._reference)
        new._starter.together = self._starter.together
        return new

    def close(self) -> None:
        """End all workers."""
        for worker in self._workers.values():
            if isinstance(worker, Worker):
                with suppress(SandboxError):  # it ended with its parent
                    worker.connection.close()
        self._workers.clear()

    # ---------------------------------------------------------------- workers

    def worker(self, module: str) -> Worker:
        """Return a live worker that has loaded `module`.

        Raises
        ------
        StudentFault
            What kept it from loading, now or before.
        """
        if self.lent is not None and self.lent.module == module and not self.stand_ins:
            return self.lent
        key = (module, self.stand_ins)
        found = self._workers.get(key)
        if isinstance(found, StudentFault):
            raise found.with_traceback(None)
        if found is None or not found.connection.alive:
            try:
                found = self._workers[key] = self._starter.worker(module)
            except StudentNotRun:  # no time was left: nothing is known of the file
                raise
            except StudentFault as fault:
                self._workers[key] = fault
                raise
        found.used = True
        return found

    def shared(self) -> Worker:
        """Start a worker that has loaded nothing yet, for scripts of any module.

        Raises
        ------
        StudentFault
            If no time is left.
        SandboxError
            If it could not be started.
        """
        worker = self._workers[SHARED] = self._starter.shared()
        worker.used = True
        return worker

    def lend(self, worker: Worker, module: str) -> None:
        """Have a worker stand for a module's own until the case ends."""
        worker.module = module
        self.lent = worker

    def may_share(self, module: str) -> bool:
        """Whether a module may be loaded in one process with others."""
        return self._starter.may_share(module)

    # ---------------------------------------------------------------- calls

    def call(
        self,
        module: str,
        name: str,
        target: tuple[Worker, values.Kept] | None,
        args: Sequence[Any],
        kwargs: dict[str, Any],
        keep: bool = False,
        watch: bool = False,
    ) -> tuple[Worker, Answer]:
        """Call `module.name`, or the object `target` of a worker.

        Raises
        ------
        StudentFault
            When the submission's code does not answer.
        """
        worker = self.worker(module) if target is None else self._home(*target, f"{name} called")
        body: list[Buffer] = []
        handle = -1 if target is None else target[1].number
        message = _message(worker, name, handle, (args, kwargs), keep, watch, body)

        def doing() -> str:
            return f"{name} was called{shapes((*args, *kwargs.values()))}"

        asked = Asked(doing, name, f"{module}.py")
        answer = self.asker.ask(worker, message, body, asked)
        return worker, _of_given(answer, (args, kwargs))

    def call_each(
        self, module: str, name: str, calls: Sequence[Arguments], watch: bool = False
    ) -> Iterator[tuple[Worker, Answer]]:
        """Call `module.name` once for each of these arguments, many in a message.

        Each call is what it would be alone; after the first that raises there are no more. Whoever
        does not take all answers loses the worker.

        Raises
        ------
        StudentFault
            When the submission's code does not answer.
        """
        for first in range(0, len(calls), MAX_CALLS):
            some = calls[first : first + MAX_CALLS]
            worker, body = self.worker(module), list[Buffer]()
            each = [_message(worker, name, -1, one, False, watch, body) for one in some]
            asked = Asked(partial(_in_words, name, some), name, f"{module}.py")
            answers = self.asker.ask_each(worker, protocol.CallEach(each), body, asked)
            for one, answer in zip(some, answers, strict=True):
                yield worker, _of_given(answer, one)

    def _home(self, worker: Worker, kept: values.Kept, what: str) -> Worker:
        """Return the worker that has an object, if it still has it."""
        if not worker.connection.alive or kept.home is not worker.handles:
            raise StudentCrash(f"{what.replace(' ', ' could not be ', 1)}: its process had ended")
        return worker

    def get(self, target: tuple[Worker, values.Kept], name: str) -> tuple[Worker, Answer]:
        """Read an attribute of an object."""
        worker = self._home(*target, f"`.{name}` read")
        message = protocol.Get(target[1].number, name)
        asked = Asked(lambda: f"`.{name}` was read", f".{name}", "")
        return worker, self.asker.ask(worker, message, [], asked)


def _message(
    worker: Worker,
    name: str,
    handle: int,
    arguments: Arguments,
    keep: bool,
    watch: bool,
    body: list[Buffer],
) -> protocol.Call:
    """Return the message of a call; what its arrays hold is appended to `body`."""
    args, kwargs = arguments
    try:
        return protocol.Call(
            name=name,
            handle=handle,
            args=[values.argument(value, worker.handles, body) for value in args],
            kwargs={k: values.argument(v, worker.handles, body) for k, v in kwargs.items()},
            keep=keep,
            watch=watch,
        )
    except values.ElsewhereError:
        text = f"{name} could not be called: what it was to be given ended with its process"
        raise StudentCrash(text) from None


def _in_words(name: str, calls: Sequence[Arguments]) -> str:
    """Say what was called, and on which shapes if all calls have the same."""
    alike = {shapes((*args, *kwargs.values())) for args, kwargs in calls}
    return f"{name} was called{alike.pop() if len(alike) == 1 else ''}"


def _of_given(answer: Answer, arguments: Arguments) -> Answer:
    """Return an answer in which only arguments that were given are said to be changed."""
    if not answer.changed:
        return answer
    given = {*map(str, range(len(arguments[0]))), *arguments[1]}
    return msgspec.structs.replace(answer, changed=[one for one in answer.changed if one in given])
