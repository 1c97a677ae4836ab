"""The worker: imports modules of a submission and answers calls, until it is killed.

Whatever happens here, the grader trusts none of it: it reads typed messages of bounded size and
keeps its own deadlines. The bookkeeping below is for honest feedback.
"""

from __future__ import annotations

import builtins
import importlib
import io
import sys
import traceback
import types
from collections import deque
from collections.abc import Callable, Sequence
from time import monotonic, perf_counter
from typing import Any, Literal

import numpy as np

from autograder.sandbox import protocol
from autograder.sandbox.body import COPIED, Body, Buffer
from autograder.sandbox.loading import (
    FOLDER,
    ROOT,
    ForbiddenUseError,
    SubmissionImporter,
    guard_calls,
    guard_imports,
)
from autograder.sandbox.objects import Objects
from autograder.sandbox.protocol import (
    MAX_ATTEMPTS,
    Act,
    Answers,
    Attempt,
    Call,
    Callback,
    CallEach,
    CaseScript,
    Forget,
    Frame,
    Get,
    Load,
    Provide,
    Raised,
    Reply,
    Request,
    Script,
)
from autograder.sandbox.watch import watch
from autograder.sandbox.wire import Wire

BUILTIN_EXCEPTIONS = tuple(
    value
    for value in vars(builtins).values()
    if isinstance(value, type) and issubclass(value, BaseException)
)
MAX_MESSAGE = 2_000
MAX_FRAMES = 8


class Output(io.TextIOBase):
    """Standard output of the submission: its beginning is kept, the rest dropped."""

    def __init__(self, room: int) -> None:
        self._room = self._left = room
        self._parts: list[str] = []

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, text: str) -> int:
        """Keep what there is room for."""
        if self._left > 0:
            self._parts.append(str(text)[: self._left])
            self._left -= len(self._parts[-1])
        return len(text)

    def take(self) -> str:
        """Return what was written since the last time."""
        if not self._parts:
            return ""
        text = "".join(self._parts)
        if self._left <= 0:
            text += "\n… (cut)"
        self._parts.clear()
        self._left = self._room
        return text.encode("utf-8", "replace").decode()


class Worker:
    """Answers the grader's messages over `wire`."""

    def __init__(self, wire: Wire, readable: Sequence[str] = ()) -> None:
        self._wire = wire
        self._readable = readable
        self._result_bytes = 0
        self._objects = Objects(0)
        self._output = Output(0)
        self._module: types.ModuleType | None = None
        self._modules: dict[str, types.ModuleType] = {}
        self._number = 0  # of the request that is being answered; 0 for none
        self._untold: list[Attempt] = []
        self._held: list[Buffer] = []  # answers that wait for the next
        self._held_bytes = 0
        self._sent = 0.0

    def serve(self) -> None:
        """Say that the worker is ready, then answer one message after the other."""
        self._wire.send([protocol.READY])
        while True:
            self._number, request, body = self._receive()
            self._tell_all()
            try:
                self._answer(request, body)
            except BaseException as error:
                self._send(_raised(error, self._output.take()), [])
            self._number = 0

    def _answer(self, request: Request, body: Body) -> None:
        if isinstance(request, Call):
            self._send(*self._call(request, body))
        elif isinstance(request, Forget):
            self._objects.forget()
        elif isinstance(request, Load):
            self._load(request)
            self._send(Reply([], False, [], self._output.take()), [])
        elif isinstance(request, Get):
            self._send(*self._get(request))
        elif isinstance(request, CallEach):
            self._call_each(request, body)
        elif isinstance(request, Script):
            self._play(request, body)

    def _reply(
        self,
        result: Any,
        keep: bool = False,
        changed: Sequence[str] = (),
        seconds: float = 0.0,
    ) -> tuple[Reply, list[Buffer]]:
        values, single, body = self._objects.outgoing(result, keep)
        return Reply(values, single, list(changed), self._output.take(), seconds), body

    def _load(self, load: Load) -> None:
        self._result_bytes = load.result_bytes
        self._objects = Objects(load.result_bytes)
        self._output = Output(load.output_chars)
        sys.stdout = sys.stderr = self._output
        sys.modules[ROOT] = root = types.ModuleType(ROOT)
        root.__path__ = []
        importer = SubmissionImporter(load, self._stand_in, taken=sys.modules)
        importer.put_first()
        guard_imports(load.allowed, importer.owns)
        guard_calls(load.forbidden)
        watch(self._tell, self._readable, MAX_ATTEMPTS)
        if load.module:
            self._turn_to(load.module)

    def _turn_to(self, module: str) -> None:
        """Import a module, once, and have the next calls go there."""
        if module not in self._modules:
            self._modules[module] = importlib.import_module(module)
        self._module = self._modules[module]

    def _call_each(self, request: CallEach, body: Body) -> None:
        """Make calls until one raises; answers travel together where they are quick."""
        self._sent = monotonic()
        for call in request.calls:
            answer, contents = self._made(call, body)
            self._hold(answer, contents)
            if answer.printed or self._is_due():
                self._send_held()
            if isinstance(answer, Raised):
                break
        self._send_held()

    def _play(self, script: Script, body: Body) -> None:
        """Make the calls of cases; their answers travel together where they are quick."""
        self._sent = monotonic()
        is_there = self._is_there(script.module)
        answers: tuple[Answers, list[Buffer]] = Answers([], []), []
        for case in script.cases:
            if case.steps and is_there:
                self._objects.forget()
                body.go_to(case.start)
                answers = self._play_case(case, body)
            self._hold(*answers)
            if self._is_due():
                self._send_held()
        self._send_held()

    def _is_there(self, module: str) -> bool:
        """Turn to a module; whether that did not raise, nor print."""
        try:
            self._turn_to(module)
        except BaseException:
            self._output.take()
            return False
        return not self._output.take()

    def _play_case(self, case: CaseScript, body: Body) -> tuple[Answers, list[Buffer]]:
        answers, ends, out, size = list[Reply | Raised](), list[int](), list[Buffer](), 0
        for step, raises in zip(case.steps, case.raises, strict=True):
            answer, contents = self._made(step, body, timed=False)
            for one in contents:
                size += len(one)
            if size > self._result_bytes:
                break
            answers.append(answer)
            ends.append(size)
            out += contents
            if (type(answer) is Raised) is not raises:
                break
        return Answers(answers, ends), out

    def _made(
        self, step: Call | Get, body: Body, timed: bool = True
    ) -> tuple[Reply | Raised, list[Buffer]]:
        """Make a call; whatever it raises is the answer."""
        try:
            return self._get(step) if isinstance(step, Get) else self._call(step, body, timed)
        except BaseException as error:
            return _raised(error, self._output.take()), []

    def _get(self, request: Get) -> tuple[Reply, list[Buffer]]:
        return self._reply(getattr(self._objects[request.handle], request.name))

    def _is_due(self) -> bool:
        """Whether what is held should wait no longer, such as what is no copy of an array."""
        return self._held_bytes > COPIED or monotonic() - self._sent > protocol.HOLD_SECONDS / 2

    def _call(
        self, call: Call, body: Body, timed: bool = True
    ) -> tuple[Reply | Raised, list[Buffer]]:
        incoming = self._objects.incoming
        args = [incoming(node, body) for node in call.args]
        kwargs = {}
        for key, node in call.kwargs.items():
            kwargs[key] = incoming(node, body)
        if call.handle >= 0:
            function = self._objects[call.handle]
        else:
            try:
                function = getattr(self._module, call.name)
            except AttributeError:
                return Raised("AttributeError", False, call.name, [], "missing"), []
        before = _copies(args, kwargs) if call.watch else None
        started = perf_counter() if timed else 0.0
        result = function(*args, **kwargs)
        seconds = perf_counter() - started if timed else 0.0
        changed = _changed(before) if before else []
        return self._reply(result, call.keep, changed, seconds)

    def _stand_in(self, module: str, name: str) -> Callable[..., Any]:
        """Make a function that has the grader answer its calls."""

        def ask(*args: Any, **kwargs: Any) -> Any:
            values, body = self._objects.arguments((*args, *kwargs.values()))
            named = dict(zip(kwargs, values[len(args) :], strict=True))
            self._send(Callback(module, name, values[: len(args)], named), body)
            number, answer, data = self._receive()
            if number != self._number or not isinstance(answer, Provide):
                raise RuntimeError("no answer from the grader")
            if answer.error is not None:
                raise (ValueError if answer.value_error else RuntimeError)(answer.error)
            results = [self._objects.incoming(node, data) for node in answer.values]
            return results[0] if answer.single else tuple(results)

        ask.__name__ = ask.__qualname__ = name
        return ask

    # ---------------------------------------------------------------- messages

    def _receive(self) -> tuple[int, Request, Body]:
        start = self._wire.read(protocol.PREFIX.size)
        number, header, body = protocol.prefix(start, protocol.SOURCE_BYTES, sys.maxsize)
        if body <= COPIED:
            data = self._wire.read(header + body)
            return number, protocol.request(data[:header]), Body(data, header)
        request = protocol.request(self._wire.read(header))
        return number, request, Body(self._wire.read(body))

    def _tell(self, act: Act, what: str) -> None:
        """Tell the grader of an act: at once, or when it next asks for something."""
        self._untold.append(Attempt(act, what))
        self._tell_all()

    def _tell_all(self) -> None:
        while self._number and self._untold:
            self._send(self._untold.pop(0), [])

    def _send(self, message: protocol.Answer, body: Sequence[Buffer]) -> None:
        self._hold(message, body)
        self._send_held()

    def _hold(self, message: protocol.Answer, body: Sequence[Buffer]) -> None:
        parts = protocol.parts(self._number, message, body)
        self._held += parts
        self._held_bytes += sum(map(len, parts))

    def _send_held(self) -> None:
        held, self._held, self._held_bytes = self._held, [], 0
        self._wire.send(held)
        self._sent = monotonic()


def _copies(args: list[Any], kwargs: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    named = {str(place): one for place, one in enumerate(args) if isinstance(one, np.ndarray)}
    named.update({name: one for name, one in kwargs.items() if isinstance(one, np.ndarray)})
    return {name: (one, one.copy()) for name, one in named.items()}


def _changed(before: dict[str, tuple[Any, Any]]) -> list[str]:
    return [name for name, (array, copy) in before.items() if not _same_bytes(array, copy)]


def _same_bytes(array: Any, copy: Any) -> bool:
    return bool(array.shape == copy.shape and array.tobytes() == copy.tobytes())


def _raised(error: BaseException, printed: str) -> Raised:
    """Describe an exception, with the submission's own frames only; nothing of it may raise."""
    kind = type(error)
    category: Literal["error", "memory", "forbidden"] = "error"
    if issubclass(kind, MemoryError):
        category = "memory"
    elif issubclass(kind, ForbiddenUseError):
        category = "forbidden"
    try:
        name = next(base.__name__ for base in type.mro(kind) if base in BUILTIN_EXCEPTIONS)
    except BaseException:
        name = "Exception"
    try:
        text = str.__getitem__(str(error), slice(MAX_MESSAGE))
        message = text.encode("utf-8", "replace").decode()
    except BaseException:
        message = "(its text cannot be shown)"
    try:
        frames = _frames(error)
    except BaseException:
        frames = []
    return Raised(name, issubclass(kind, ValueError), message, frames, category, printed)


def _frames(error: BaseException) -> list[Frame]:
    """Return the last steps of a traceback that lie within the submission."""
    frames: deque[Frame] = deque(maxlen=MAX_FRAMES)
    for frame, line in traceback.walk_tb(error.__traceback__):
        code = frame.f_code
        if code.co_filename.startswith(FOLDER):
            file = code.co_filename.removeprefix(FOLDER)
            frames.append(Frame(file[:200], line or 0, code.co_name[:200]))
    if isinstance(error, SyntaxError) and str(error.filename).startswith(FOLDER):
        frames.append(Frame(str(error.filename).removeprefix(FOLDER)[:200], error.lineno or 0, ""))
    return list(frames)
