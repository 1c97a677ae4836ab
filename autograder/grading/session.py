"""One submission while it is graded: its workers, one a module, and what they say as faults or values."""

from __future__ import annotations

import re
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from autograder.grading.clock import Clock
from autograder.model.assignment import Assignment
from autograder.model.submission import Forbidden, Submission
from autograder.sandbox import protocol, values
from autograder.sandbox.client import WorkerConnection, WorkerFactory, WorkerGone
from autograder.sandbox.protocol import Body, Callback, Provide, Raised, Reply, StandIn
from autograder.testing.errors import (
    StudentCrash,
    StudentError,
    StudentFault,
    StudentForbidden,
    StudentLimit,
    StudentMissing,
    StudentNotRun,
    StudentTimeout,
    StudentValueError,
)

ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")


@dataclass(frozen=True)
class Answer:
    """A call's result: its values, whether they are one result or the items of a tuple, and changed arguments."""

    values: list[Any]
    single: bool
    changed: list[str]


class Worker:
    """A worker with one module of the submission loaded; arrays that came from it are known to it again."""

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
        The reference as a submission of its own, for functions that are stood in for; `None` within itself.
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
        self.stand_ins: tuple[StandIn, ...] = ()
        self._forbidden = forbidden
        self._assignment = assignment
        self._factory = factory
        self._reference = reference
        self._workers: dict[tuple[str, tuple[StandIn, ...]], Worker | StudentFault] = {}

    def turn_to(self, question: str, stand_ins: tuple[StandIn, ...]) -> None:
        """Begin a case of a question, in which these functions are stood in for."""
        self.clock.turn_to(question)
        self.stand_ins = stand_ins
        self.printed = []

    def end_case(self) -> None:
        """Let the workers drop what they kept for the case."""
        for worker in self._workers.values():
            if isinstance(worker, Worker) and worker.used:
                worker.connection.forget()
                worker.handles.clear()
                worker.used = False

    def close(self) -> None:
        """End all workers."""
        for worker in self._workers.values():
            if isinstance(worker, Worker):
                worker.connection.close()
        self._workers.clear()

    # ---------------------------------------------------------------- workers

    def worker(self, module: str) -> Worker:
        """Return a live worker that has loaded `module`; raises the `StudentFault` that kept it from loading."""
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
        limits, imports = self._assignment.limits, self._assignment.imports
        notebook = self.submission.notebook
        message = protocol.Load(
            module=module,
            sources={name: one.source for name, one in self.submission.sources.items() if self._usable(name)},
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
        try:
            doing = f"{file} was being imported"
            answer, _ = self._ask(connection, message, [], limits.import_seconds, doing, importing=True)
        except StudentTimeout as fault:
            raise StudentTimeout(f"{file} did not finish importing within {limits.import_seconds:g} s") from fault
        if isinstance(answer, Raised):
            connection.close()
            raise _import_fault(file, answer)
        return Worker(connection)

    def _usable(self, name: str) -> bool:
        """Whether a file may be imported by others: a forbidden or broken one fails where it is imported."""
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
        worker = self.worker(module) if target is None else target[0]
        if not worker.connection.alive:
            raise StudentCrash(f"{name} could not be called: its process had ended")
        body: list[bytes] = []
        message = protocol.Call(
            name=name,
            handle=-1 if target is None else target[1].number,
            args=[values.argument(value, worker.handles, body) for value in args],
            kwargs={key: values.argument(value, worker.handles, body) for key, value in kwargs.items()},
            keep=keep,
            watch=watch,
        )
        doing = f"{name} was called{_shapes(args, kwargs)}"
        return worker, self._talk(worker, message, body, doing, name, f"{module}.py")

    def get(self, target: tuple[Worker, values.Kept], name: str) -> tuple[Worker, Answer]:
        """Read an attribute of an object."""
        worker, kept = target
        if not worker.connection.alive:
            raise StudentCrash(f"`.{name}` could not be read: its process had ended")
        message = protocol.Get(kept.number, name)
        return worker, self._talk(worker, message, [], f"`.{name}` was read", f".{name}", "")

    def _talk(
        self, worker: Worker, message: protocol.Request, body: list[bytes], doing: str, name: str, file: str
    ) -> Answer:
        answer, data = self._ask(worker.connection, message, body, self._assignment.limits.call_seconds, doing)
        if isinstance(answer, Raised):
            raise _call_fault(answer, name, file)
        try:
            items = [values.result(node, data, worker.handles) for node in answer.values]
            data.end()
        except protocol.ProtocolError:
            worker.connection.close()
            raise StudentCrash(f"the process sent no valid answer when {doing}") from None
        if answer.single and len(items) != 1:
            worker.connection.close()
            raise StudentCrash(f"the process sent no valid answer when {doing}")
        return Answer(items, answer.single, answer.changed)

    def _ask(
        self,
        connection: WorkerConnection,
        message: protocol.Request,
        body: list[bytes],
        seconds: float,
        doing: str,
        importing: bool = False,
    ) -> tuple[Reply | Raised, Body]:
        allowed = self.clock.allowance(seconds, importing)
        with self.clock.timed(importing):
            try:
                answer, data = connection.ask(message, body, allowed, self._provide)
            except WorkerGone as gone:
                raise self._gone(gone, doing, allowed) from None
        if answer.printed:
            self.printed.append(answer.printed)
        return answer, data

    def _gone(self, gone: WorkerGone, doing: str, allowed: float) -> StudentFault:
        if gone.reason == "time":
            subject = doing.replace(" was called", " did not finish within " + f"{allowed:.3g} s", 1)
            return StudentTimeout(subject if subject != doing else f"no answer within {allowed:.3g} s when {doing}")
        if gone.reason == "cpu":
            return StudentTimeout(f"the process had used up its processor time when {doing}")
        if gone.reason == "signal":
            return StudentCrash(f"the process was ended by signal {_signal(gone.number)} when {doing}")
        if gone.reason == "exit":
            return StudentCrash(f"the process ended itself (exit status {gone.number}) when {doing}")
        return StudentCrash(f"the process sent no valid answer when {doing}")

    def _provide(self, call: Callback, body: Body) -> tuple[Provide, list[bytes]]:
        """Answer a call of a function that is stood in for: the reference's worker runs it."""
        if self._reference is None:
            return Provide([], False, "there is no stand-in for a stand-in"), []
        if not any(one.module == call.module and call.name in one.names for one in self.stand_ins):
            return Provide([], False, f"nothing stands in for {call.name}"), []
        nothing = values.Handles()
        try:
            args = [values.result(node, body, nothing) for node in call.args]
            kwargs = {key: values.result(node, body, nothing) for key, node in call.kwargs.items()}
            if any(isinstance(value, values.Kept) for value in (*args, *kwargs.values())):
                return Provide([], False, f"{call.name} was called with something that is no number or array"), []
            self._reference.clock = Clock(self._assignment.limits)
            worker, answer = self._reference.call(call.module, call.name, None, args, kwargs)
        except StudentError as error:
            return Provide([], False, error.detail.splitlines()[0], isinstance(error, ValueError)), []
        except (StudentFault, TypeError) as error:
            return Provide([], False, str(error)), []
        self._reference.end_case()
        out: list[bytes] = []
        nodes = [values.argument(value, nothing, out) for value in answer.values]
        return Provide(nodes, answer.single), out


def _import_fault(file: str, answer: Raised) -> StudentFault:
    where = answer.frames[-1] if answer.frames else None
    line = f", line {where.line}" if where is not None and where.file == file else ""
    if answer.kind == "forbidden":
        return StudentForbidden(f"{file}{line}: {answer.message}")
    if answer.kind == "memory":
        return StudentLimit(f"{file}{line}: importing it used more memory than allowed")
    return StudentMissing(f"{file} could not be imported: {answer.exception}{line}", _traceback(answer))


def _call_fault(answer: Raised, name: str, file: str) -> StudentFault:
    if answer.kind == "missing":
        return StudentMissing(f"{file} has no `{name}`")
    where = answer.frames[-1] if answer.frames else None
    at = f" ({where.file}, line {where.line}: `{where.source}`)" if where is not None else ""
    if answer.kind == "memory":
        return StudentLimit(f"{name} used more memory than allowed{at}", _traceback(answer))
    if answer.kind == "forbidden":
        return StudentForbidden(f"{name}{at}: {answer.message}", _traceback(answer))
    if answer.exception == "NotImplementedError":
        return StudentError(f"{name} is not written yet{at}", _traceback(answer), answer.exception)
    kind = StudentValueError if answer.value_error else StudentError
    return kind(f"{name} raised {answer.exception}{at}", _traceback(answer), answer.exception)


def _traceback(answer: Raised) -> str:
    """The exception's text, then the submission's own frames, innermost last."""
    lines = [f"{answer.exception}: {ADDRESS.sub('0x…', answer.message)}".rstrip(": ")]
    for frame in answer.frames:
        lines.append(f"  {frame.file}, line {frame.line}, in {frame.function}: {frame.source}")
    return "\n".join(lines)


def _shapes(args: Sequence[Any], kwargs: dict[str, Any]) -> str:
    """Say of what shapes a call's arrays are: ` for arrays of shapes (50,) and (9,)`."""
    shapes = [str(value.shape) for value in (*args, *kwargs.values()) if getattr(value, "shape", ())]
    if not shapes:
        return ""
    return f" for an array of shape {shapes[0]}" if len(shapes) == 1 else f" for arrays of shapes {' '.join(shapes)}"


def _signal(number: int) -> str:
    names = {
        signal.SIGSEGV: "segmentation fault", signal.SIGABRT: "abort", signal.SIGFPE: "arithmetic error",
        signal.SIGBUS: "bus error", signal.SIGILL: "illegal instruction", signal.SIGKILL: "killed",
    }  # fmt: skip
    try:
        return f"{number} ({names[signal.Signals(number)]})"
    except (KeyError, ValueError):
        return str(number)
