"""One submission while it is graded: its workers, one a module, and the calls into them."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from autograder.grading.clock import Clock
from autograder.grading.faults import Faults, shapes
from autograder.grading.helper import Helper
from autograder.grading.methods import methods_of
from autograder.model.assignment import Assignment
from autograder.model.submission import Forbidden, Submission
from autograder.sandbox import protocol, values
from autograder.sandbox.body import Body, Buffer
from autograder.sandbox.client import (
    SandboxError,
    WorkerConnection,
    WorkerFactory,
    WorkerGoneError,
)
from autograder.sandbox.protocol import Attempt, Callback, Provide, Raised, Reply, StandIn
from autograder.testing.errors import (
    StudentCrash,
    StudentFault,
    StudentForbidden,
    StudentLimit,
    StudentMissing,
    StudentNotRun,
    StudentTimeout,
)

MUCH = 2**24
"""Bytes of arrays that are worth being let go at once."""
CASE_ANSWERS = 8
"""How many answers of the largest size a case may get in all."""
MAX_ATTEMPTS = 200
"""How many telling acts of a submission are kept."""


@dataclass(frozen=True)
class Answer:
    """A call's result.

    Parameters
    ----------
    values
        What was returned.
    single
        Whether that is one result, or the items of a tuple.
    changed
        The arguments that were changed, by position or name.
    seconds
        What a call took, by the worker's own word.
    """

    values: list[Any]
    single: bool
    changed: list[str]
    seconds: float = 0.0


class Worker:
    """A worker with one module loaded; arrays that came from it are known to it again."""

    def __init__(self, connection: WorkerConnection) -> None:
        self.connection = connection
        self.handles = values.Handles()
        self.used = False


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
    attempts
        The telling acts of its workers so far, in order, as `WorkerConnection.attempts` has them.
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
        self.clock = Clock(assignment.limits)
        self.printed: list[str] = []
        self.attempts: dict[Attempt, None] = {}
        self.stand_ins: tuple[StandIn, ...] = ()
        self._solutions = submission if reference is None else reference.submission
        self._faults = Faults(submission, assignment.limits)
        self._forbidden = forbidden
        self._assignment = assignment
        self._factory = factory
        self._helper = None if reference is None else Helper(reference, assignment.limits)
        self._received = 0  # bytes of arrays since the case began
        self._workers: dict[tuple[str, tuple[StandIn, ...]], Worker | StudentFault] = {}
        self._harmful: frozenset[str] = frozenset()
        self._hung: dict[str, list[tuple[frozenset[str], StudentTimeout]]] = {}

    @cached_property
    def methods(self) -> frozenset[str]:
        """The names of the methods of the reference's classes."""
        return methods_of(self._solutions)

    def turn_to(self, question: str, stand_ins: tuple[StandIn, ...]) -> None:
        """Begin a case of a question, in which these functions are stood in for."""
        self.clock.turn_to(question, helped=bool(stand_ins))
        self.stand_ins = stand_ins
        self.printed = []

    def end_case(self) -> None:
        """Let the workers drop what they kept for the case."""
        for worker in self._workers.values():
            if isinstance(worker, Worker) and worker.used:
                worker.connection.forget()
                worker.handles = values.Handles()
                worker.used = False
        if self._received > MUCH:
            gc.collect()  # a failed check's frames are in a cycle with its exception
        self._received = 0

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

    def _start(self, module: str) -> Worker:
        file = f"{module}.py"
        uses = self._forbidden.get(file)
        if uses:
            raise StudentForbidden(uses[0].sentence)
        source = self.submission.sources.get(file)
        if source is not None and source.problem:
            raise StudentMissing(f"{file} cannot be used: {source.problem}")
        if source is None and self.submission.notebook is None:
            raise StudentMissing(f"{file} was not handed in")
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
        message = protocol.Load(
            module=module,
            sources={
                name: one.source
                for name, one in self.submission.sources.items()
                if self._usable(name) and name not in without
            },
            cells=notebook.cells if notebook else (),
            notebook=notebook.name if notebook else "",
            modules=self._assignment.modules,
            stand_ins=self.stand_ins,
            allowed=None if imports.allowed is None else tuple(sorted(imports.allowed)),
            forbidden=imports.forbidden,
            result_bytes=self._factory.terms.result_bytes,
            output_chars=min(limits.output_chars, 19_000),
            cell_seconds=limits.import_seconds / 4,
        )
        connection = self._factory.worker()
        allowed = limits.import_seconds
        try:
            allowed = self.clock.allowance(limits.import_seconds, importing=True)
            doing = f"{file} was being imported"
            answer, _ = self._ask(connection, message, [], allowed, doing, importing=True)
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
        return Worker(connection)

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
        try:
            message = protocol.Call(
                name=name,
                handle=-1 if target is None else target[1].number,
                args=[values.argument(value, worker.handles, body) for value in args],
                kwargs={k: values.argument(v, worker.handles, body) for k, v in kwargs.items()},
                keep=keep,
                watch=watch,
            )
        except values.ElsewhereError:
            text = f"{name} could not be called: what it was to be given ended with its process"
            raise StudentCrash(text) from None
        doing = f"{name} was called{shapes((*args, *kwargs.values()))}"
        answer = self._talk(worker, message, body, doing, name, f"{module}.py")
        given = {*map(str, range(len(args))), *kwargs}
        return worker, replace(answer, changed=[one for one in answer.changed if one in given])

    def _home(self, worker: Worker, kept: values.Kept, what: str) -> Worker:
        """Return the worker that has an object, if it still has it."""
        if not worker.connection.alive or kept.home is not worker.handles:
            raise StudentCrash(f"{what.replace(' ', ' could not be ', 1)}: its process had ended")
        return worker

    def get(self, target: tuple[Worker, values.Kept], name: str) -> tuple[Worker, Answer]:
        """Read an attribute of an object."""
        worker = self._home(*target, f"`.{name}` read")
        message = protocol.Get(target[1].number, name)
        return worker, self._talk(worker, message, [], f"`.{name}` was read", f".{name}", "")

    def _talk(
        self,
        worker: Worker,
        message: protocol.Request,
        body: list[Buffer],
        doing: str,
        name: str,
        file: str,
    ) -> Answer:
        seconds = self._assignment.limits.call_seconds
        answer, data = self._ask(worker.connection, message, body, seconds, doing)
        if isinstance(answer, Raised):
            if answer.kind == "memory":  # what filled it may still be there
                worker.connection.close()
            raise self._faults.of_call(name, file, answer)
        try:
            items = [values.result(node, data, worker.handles) for node in answer.values]
            data.end()
            if answer.single and len(items) != 1:
                raise protocol.ProtocolError("one value that is none or several")
        except protocol.ProtocolError as error:
            self._note([Attempt("message", str(error)[:200])])
            worker.connection.close()
            raise self._faults.of_end(WorkerGoneError("protocol"), doing, seconds) from None
        return Answer(items, answer.single, answer.changed, answer.seconds)

    def _ask(
        self,
        connection: WorkerConnection,
        message: protocol.Request,
        body: list[Buffer],
        seconds: float,
        doing: str,
        importing: bool = False,
    ) -> tuple[Reply | Raised, Body]:
        allowed = self.clock.allowance(seconds, importing)
        with self.clock.timed(importing):
            try:
                answer, data = connection.ask(message, body, allowed, self._provide)
            except WorkerGoneError as gone:
                raise self._faults.of_end(gone, doing, allowed) from None
            finally:
                self._note(connection.attempts)
        self._received += data.size
        if self._received > CASE_ANSWERS * self._factory.terms.result_bytes:
            connection.close()
            raise self._faults.of_data(doing, self._received)
        room = self._assignment.limits.output_chars - sum(map(len, self.printed))
        if answer.printed and room > 0:
            self.printed.append(answer.printed[:room])
        return answer, data

    def _note(self, attempts: Iterable[Attempt]) -> None:
        """Keep the first telling acts, each once."""
        for attempt in attempts:
            if len(self.attempts) < MAX_ATTEMPTS:
                self.attempts[attempt] = None

    def _provide(self, call: Callback, body: Body, seconds: float) -> tuple[Provide, list[Buffer]]:
        """Answer a call of a function that is stood in for."""
        if self._helper is None:
            raise protocol.ProtocolError("a call where none is due")
        return self._helper.answer(self.stand_ins, call, body, seconds)
