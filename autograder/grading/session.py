"""One submission while it is graded: its workers, and the calls into them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from contextlib import suppress
from functools import cached_property, partial
from typing import Any

import msgspec

from autograder.grading.calls import Answer, Arguments
from autograder.grading.clock import Clock
from autograder.grading.faults import Faults, shapes
from autograder.grading.helper import Helper
from autograder.grading.intake import forbidden_together
from autograder.grading.methods import methods_of
from autograder.grading.talk import Asked, Asker, Talk, Worker
from autograder.model.assignment import Assignment
from autograder.model.submission import Forbidden, Submission
from autograder.sandbox import protocol, values
from autograder.sandbox.body import Buffer
from autograder.sandbox.client import SandboxError, WorkerFactory
from autograder.sandbox.protocol import MAX_CALLS, Attempt, Raised, StandIn
from autograder.testing.errors import (
    StudentCrash,
    StudentFault,
    StudentForbidden,
    StudentLimit,
    StudentMissing,
    StudentNotRun,
    StudentTimeout,
)

NOTHING = ""
SHARED: tuple[str, tuple[StandIn, ...]] = (NOTHING, ())


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
        self._faults = Faults(submission, assignment.limits)
        self._forbidden = forbidden
        self._assignment = assignment
        self._factory = factory
        self.talk = Talk(
            assignment.limits,
            factory.terms.result_bytes,
            self._faults,
            None if reference is None else Helper(reference, assignment.limits),
            Clock(assignment.limits),
        )
        self.asker: Asker = self.talk
        self.lent: Worker | None = None
        self._workers: dict[tuple[str, tuple[StandIn, ...]], Worker | StudentFault] = {}
        self._harmful: frozenset[str] = frozenset()
        self._loaded: set[tuple[str, tuple[StandIn, ...]]] = set()
        self._together: dict[str, tuple[str, ...]] | None = None
        self._hung: dict[str, list[tuple[frozenset[str], StudentTimeout]]] = {}

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
        new._together = self._together
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
                found = self._workers[key] = self._start(module)
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
        worker = self._workers[SHARED] = self._load(NOTHING, frozenset())
        worker.used = True
        return worker

    def lend(self, worker: Worker, module: str) -> None:
        """Have a worker stand for a module's own until the case ends."""
        worker.module = module
        self.lent = worker

    def _forbidden_together(self) -> dict[str, tuple[str, ...]]:
        if self._together is None:
            self._together = forbidden_together(self.submission, self._assignment)
        return self._together

    def may_share(self, module: str) -> bool:
        """Whether a module may be loaded in one process with others.

        Not one that cannot be loaded at all, nor one to which something is forbidden that others
        may use, for they could do that for it.
        """
        try:
            self._require(module)
        except StudentFault:
            return False
        return f"{module}.py" not in self._forbidden_together()

    def _require(self, module: str) -> None:
        """Raise the `StudentFault` that keeps a module from being loaded at all, if one does."""
        file = f"{module}.py"
        uses = self._forbidden.get(file)
        if uses:
            raise StudentForbidden(uses[0].sentence)
        source = self.submission.sources.get(file)
        if source is not None and source.problem:
            raise StudentMissing(f"{file} cannot be used: {source.problem}")
        if source is None and self.submission.notebook is None:
            raise StudentMissing(f"{file} was not handed in")

    def _start(self, module: str) -> Worker:
        self._require(module)
        file = f"{module}.py"
        stood_in = frozenset(f"{one.module}.py" for one in self.stand_ins) - {file}
        try:
            return self._load_once(module, stood_in & self._harmful)
        except (StudentTimeout, StudentCrash, StudentLimit):
            if stood_in <= self._harmful:
                raise
        worker = self._load_once(module, stood_in)
        self._harmful |= stood_in  # importing one of them never ends, or ends the process
        return worker

    def _load_once(self, module: str, without: frozenset[str]) -> Worker:
        """Load a module, unless it hung before with the same files, or more, left out."""
        hung = self._hung.setdefault(module, [])
        for left_out, fault in hung:
            if without <= left_out:
                raise fault.with_traceback(None)
        try:
            return self._load(module, without)
        except StudentTimeout as fault:
            hung.append((without, fault))
            raise

    def _load(self, module: str, without: Set[str]) -> Worker:
        """Start a worker and have it import `module`; what is `without` are stand-ins alone."""
        limits, imports = self._assignment.limits, self._assignment.imports
        notebook, file = self.submission.notebook, f"{module}.py"
        usable = {
            name: one
            for name, one in self.submission.sources.items()
            if self._usable(name) and name not in without
        }
        message = protocol.Load(
            module=module,
            sources={name: one.source for name, one in usable.items()},
            codes={name: one.code for name, one in usable.items() if one.code},
            cells=notebook.cells if notebook else (),
            notebook=notebook.name if notebook else "",
            modules=self._assignment.modules,
            stand_ins=self.stand_ins,
            allowed=None if imports.allowed is None else tuple(sorted(imports.allowed)),
            forbidden=imports.forbidden if module else self._forbidden_together(),
            result_bytes=self._factory.terms.result_bytes,
            output_chars=min(limits.output_chars, 19_000),
            cell_seconds=limits.import_seconds / 4,
        )
        connection, said = self._factory.worker(), len(self.talk.printed)
        allowed = limits.import_seconds
        try:
            allowed = self.clock.allowance(limits.import_seconds, importing=True)
            answer, _ = self.talk.send(
                connection,
                message,
                [],
                allowed,
                lambda: f"{file} was being imported",
                importing=True,
            )
        except StudentTimeout:
            if allowed < limits.import_seconds:
                raise self.clock.used_up() from None
            text = f"{file} did not finish importing within {allowed:g} s"
            raise StudentTimeout(text) from None
        except StudentNotRun:
            connection.close()
            raise
        if isinstance(answer, Raised):
            connection.close()
            raise self._faults.of_import(file, answer)
        key = (module, self.stand_ins)
        if key in self._loaded:  # what it prints when it is loaded was shown
            del self.talk.printed[said:]
        self._loaded.add(key)
        return Worker(connection, module)

    def _usable(self, name: str) -> bool:
        """Whether a file may be imported by others."""
        return not self._forbidden.get(name) or name not in self._assignment.modules

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
