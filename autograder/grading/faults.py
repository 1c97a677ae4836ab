"""What a submission's exception, or the end of its process, says to the student.

A fault's `message` may be shown for a hidden check, whose inputs the submission has seen. So it is
made of the grader's own words, of names that exist beforehand and of the student's own source; what
a worker wrote goes to `detail`.
"""

from __future__ import annotations

import builtins
import re
import signal
from collections.abc import Sequence
from typing import Any

from autograder.model.assignment import Limits
from autograder.model.submission import Submission
from autograder.records import dataclass
from autograder.sandbox.connection import WorkerGoneError
from autograder.sandbox.protocol import Frame, Raised
from autograder.testing.errors import (
    StudentCrash,
    StudentError,
    StudentFault,
    StudentForbidden,
    StudentLimit,
    StudentMissing,
    StudentTimeout,
    StudentValueError,
)

ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
EXCEPTIONS = frozenset(
    name
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException)
)
SIGNALS = {
    "SIGSEGV": "segmentation fault", "SIGABRT": "abort", "SIGFPE": "arithmetic error",
    "SIGBUS": "bus error", "SIGILL": "illegal instruction",
    "SIGKILL": "killed, as where memory runs out",
    "SIGALRM": "alarm", "SIGSYS": "bad system call", "SIGTRAP": "trap",
    "SIGXFSZ": "file too large",
}  # fmt: skip

WINDOWS_ERRORS = {
    0xC0000005: "an access violation",
    0xC0000017: "a lack of memory",
    0xC000001D: "an illegal instruction",
    0xC000008E: "a floating-point division by zero",
    0xC0000094: "an integer division by zero",
    0xC00000FD: "a stack overflow",
    0xC000013A: "Ctrl-C",
    0xC0000374: "a corrupted heap",
    0xC0000409: "an abort",
}


@dataclass(frozen=True)
class Faults:
    """Puts the faults of one submission into words.

    Parameters
    ----------
    submission
        Whose source lines are quoted.
    limits
        What its code may use.
    """

    submission: Submission
    limits: Limits

    def of_import(self, file: str, answer: Raised) -> StudentFault:
        """Return the fault of a module that raised while it was imported."""
        last = self._last(answer)
        if answer.kind == "forbidden":
            line = f", line {last.line}" if last is not None else ""
            return StudentForbidden(f"{last.file if last else file}{line}: {answer.message[:200]}")
        if answer.kind == "memory":
            return StudentLimit(f"importing {file} used more than {self._memory()}{self._at(last)}")
        text = f"{file} could not be imported: {_exception(answer)}{self._at(last)}"
        return StudentMissing(text, self._traceback(answer))

    def of_call(self, name: str, file: str, answer: Raised) -> StudentFault:
        """Return the fault of a call that raised."""
        if answer.kind == "missing":
            return StudentMissing(f"{file} has no `{name}`")
        at, traceback = self._at(self._last(answer)), self._traceback(answer)
        exception = _exception(answer)
        if answer.kind == "memory":
            return StudentLimit(f"{name} used more than {self._memory()}{at}", traceback)
        if answer.kind == "forbidden":
            text = f"{name} used what the assignment does not allow{at}"
            return StudentForbidden(text, traceback)
        if exception == "NotImplementedError":
            what = _unwritten(name, self._last(answer))
            return StudentError(f"{what}{at}", traceback, exception)
        kind = StudentValueError if answer.value_error else StudentError
        return kind(f"{name} raised {exception}{at}", traceback, exception)

    def of_end(self, gone: WorkerGoneError, doing: str, allowed: float) -> StudentFault:
        """Return the fault of a process that ended, or had to be ended, in `allowed` seconds."""
        if gone.reason == "time":
            within = f"did not finish within {allowed:.3g} s"
            subject = doing.replace("was called", within, 1)
            if subject == doing:
                subject = f"no answer within {allowed:.3g} s when {doing}"
            return StudentTimeout(subject)
        if gone.reason == "cpu":
            return StudentTimeout(f"the process had used up its processor time when {doing}")
        if gone.reason == "signal":
            by = _signal(gone.number)
            return StudentCrash(f"the process was ended by signal {by} when {doing}")
        if gone.reason == "windows":
            number = f"0x{gone.number:08X}"
            what = WINDOWS_ERRORS.get(gone.number, "an error of Windows")
            return StudentCrash(f"the process was ended by {what} ({number}) when {doing}")
        if gone.reason == "exit":
            return StudentCrash(f"the process ended itself when {doing}")
        return StudentCrash(f"the process sent no valid answer when {doing}")

    def of_data(self, doing: str, size: int) -> StudentFault:
        """Return the fault of a case in which calls returned `size` bytes in all, too many."""
        return StudentLimit(f"more than {size // 2**20:,} MB of results had come when {doing}")

    def _memory(self) -> str:
        return f"{self.limits.memory_mb:,} MB"

    def _last(self, answer: Raised) -> Frame | None:
        """Return the last step of a traceback that is a line of the submission as handed in."""
        own = [frame for frame in answer.frames if self._source(frame) is not None]
        return own[-1] if own else None

    def _at(self, frame: Frame | None) -> str:
        if frame is None:
            return ""
        return f" ({frame.file}, line {frame.line}: `{self._source(frame)}`)"

    def _source(self, frame: Frame) -> str | None:
        """Return the source line of a step, or None if there is no such line."""
        source = self.submission.sources.get(frame.file)
        text = None if source is None else source.source
        notebook = self.submission.notebook
        if notebook is not None and frame.file.startswith(f"{notebook.name}, cell "):
            cells = {f"{notebook.name}, cell {n}": c for n, c in enumerate(notebook.cells, 1)}
            text = cells.get(frame.file)
        lines = [] if text is None else text.splitlines()
        if not 1 <= frame.line <= len(lines):
            return None
        return lines[frame.line - 1].strip()[:200]

    def _traceback(self, answer: Raised) -> str:
        """Return the exception's text, then the submission's own frames, innermost last."""
        text = ADDRESS.sub("0x…", answer.message)
        lines = [f"{_exception(answer)}: {text}".rstrip(": ")]
        for frame in answer.frames:
            source = self._source(frame) or ""
            line = f"  {frame.file}, line {frame.line}, in {frame.function}: {source}"
            lines.append(line.rstrip(": "))
        return "\n".join(lines)


def shapes(values: Sequence[Any]) -> str:
    """Say of what shapes a call's arrays are, such as ` for arrays of shapes (50,) and (9,)`."""
    found = [str(value.shape) for value in values if getattr(value, "shape", ())]
    if not found:
        return ""
    if len(found) == 1:
        return f" for an array of shape {found[0]}"
    return f" for arrays of shapes {', '.join(found[:-1])} and {found[-1]}"


def _unwritten(name: str, last: Frame | None) -> str:
    """Say which function is not written yet: the one that was called, or one that it calls."""
    inner = name if last is None else last.function
    if inner == name or inner.startswith("__") or not inner.isidentifier():
        return f"{name} is not written yet"
    return f"{inner} is not written yet, which {name} calls"


def _exception(answer: Raised) -> str:
    return answer.exception if answer.exception in EXCEPTIONS else "Exception"


def _signal(number: int) -> str:
    try:
        return f"{number} ({SIGNALS[signal.Signals(number).name]})"
    except (KeyError, ValueError):
        return str(number)
