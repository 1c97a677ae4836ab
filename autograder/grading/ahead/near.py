"""Answers that are the reference's but for rounding and form, which checks take for it.

A right submission adds up in another order, so that its numbers are rounded otherwise; it returns
a Python number in place of NumPy's, and keeps another kind of cache. A check that compares within
tolerances passes all the same, and need not be run. That a check is such a one is not assumed: it
is played back with answers that differ more than those (`altered`).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from autograder.grading.ahead.step import Step
from autograder.grading.talk import Heard
from autograder.records import dataclass
from autograder.sandbox import protocol
from autograder.sandbox.body import Body
from autograder.sandbox.connection import Message
from autograder.sandbox.protocol import (
    ArrayNode,
    Call,
    Handle,
    Number,
    Plain,
    ProtocolError,
    Raised,
    Reply,
    Value,
)
from autograder.testing.tolerances import Tolerances

MOST_FORMS = 8
"""How many forms are kept of what answers a case."""
FLOATS = frozenset({"float64", "float32"})


@dataclass(frozen=True)
class Slack:
    """How far off numbers may be, relative to the largest magnitude in their array.

    Parameters
    ----------
    float64, float32
        By the dtype of the array; others are compared to the bit.
    """

    float64: float
    float32: float

    @classmethod
    def within(cls, tolerances: Tolerances) -> Slack:
        """Return what rounding takes, and no more of a tolerance than a check can spare."""
        return cls(tolerances.float64 / 1000, tolerances.float32 / 100)

    @property
    def tried(self) -> Slack:
        """How far off the numbers are by which it is seen that a check can."""
        return Slack(10 * self.float64, 10 * self.float32)

    def bound(self, numbers: Any) -> float:
        """Return how far off each number may be of an array, of any shape, of one of `FLOATS`."""
        relative = self.float64 if numbers.dtype == np.float64 else self.float32
        bound = relative * float(np.abs(numbers).max()) if numbers.size else 0.0
        return bound if np.isfinite(bound) else 0.0


class Expected(NamedTuple):
    """What the reference returns in one place.

    Numbers are known by `dtype` (one of `FLOATS`) and `shape`, what has to be the same by its
    bytes; neither is told of the result of a call that may be any object, such as a cache.
    `handle` is the worker's number of what can be asked for again, or -1.
    """

    dtype: str
    shape: list[int]
    handle: int
    same: bytes


class RightAnswer(NamedTuple):
    """What the reference answers to one request: results, or what it raises."""

    raised: tuple[str, bool, str, str] | None
    single: bool
    changed: list[str]
    printed: str
    results: tuple[Expected, ...]


@dataclass
class Near:
    """Tells whether a case is answered as by the reference, but for rounding and form.

    Parameters
    ----------
    answers
        What the reference answers, one for each request.
    numbers, bounds
        The floating-point numbers of its results as float64, and how far off each may be.
    named
        The worker's numbers of the objects that later requests name.
    forms
        Headers of messages whose bodies are these numbers, and which need not be read.
    """

    answers: tuple[RightAnswer, ...]
    numbers: Any
    bounds: Any
    named: frozenset[int]
    forms: set[bytes]

    @classmethod
    def of(cls, steps: Sequence[Step], slack: Slack, known: Iterable[Message] = ()) -> Near:
        """Return what is near the answers of the reference.

        Parameters
        ----------
        steps
            What a case asks, and what the reference answers.
        slack
            How far off answers may be.
        known
            Messages with these answers.
        """
        arrays: list[Any] = []
        answers = tuple(_right_answer(step, arrays) for step in steps)
        none = np.zeros(0)
        numbers = np.concatenate([none, *arrays])
        bounds = [np.full(one.size, slack.bound(one)) for one in arrays]
        named = frozenset(chain.from_iterable(map(_named, steps)))
        forms = {header for header, body in known if body == numbers.tobytes()}
        return cls(answers, numbers, np.concatenate([none, *bounds]), named, forms)

    def knows(self, message: Message) -> bool:
        """Whether a message is near, and in a form that has been read before."""
        header, body = message
        return header in self.forms and self._is_within(body)

    def is_met(self, message: Message, heard: Sequence[Heard]) -> bool:
        """Whether a message is near.

        Parameters
        ----------
        message, heard
            The message, and what it says.
        """
        if len(heard) != len(self.answers):
            return False
        numbers: list[bytes] = []
        try:
            for right, (answer, body) in zip(self.answers, heard, strict=True):
                if not self._is_same(right, answer, body.again(), numbers):
                    return False
        except ProtocolError:  # which the check comes to as well
            return False
        is_met = self._is_within(whole := b"".join(numbers))
        if is_met and whole == message[1] and len(self.forms) < MOST_FORMS:
            self.forms.add(message[0])
        return is_met

    def _is_within(self, numbers: bytes) -> bool:
        if len(numbers) != self.numbers.nbytes:
            return False
        with np.errstate(all="ignore"):
            off = np.abs(np.frombuffer(numbers) - self.numbers)
        return bool(np.all(off <= self.bounds))

    def _is_same(
        self, right: RightAnswer, answer: Reply | Raised, body: Body, numbers: list[bytes]
    ) -> bool:
        """Whether all but its numbers is the same in an answer; these are appended."""
        if isinstance(answer, Raised) or right.raised is not None:
            return _exception_of(answer) == right.raised
        if len(answer.values) != len(right.results) or answer.single != right.single:
            return False
        if answer.changed != right.changed or answer.printed != right.printed:
            return False
        for expected, value in zip(right.results, answer.values, strict=True):
            form, contents, handle = form_of(value), contents_of(value, body), _handle(value)
            if expected.same:
                if protocol.encoded(value) + contents != expected.same:
                    return False
            elif expected.dtype:
                is_other = handle != expected.handle
                if form != (expected.dtype, expected.shape) or (
                    is_other and not self.named.isdisjoint((handle, expected.handle))
                ):
                    return False
                numbers.append(contents if expected.dtype == "float64" else _widened(contents))
            elif handle != expected.handle:
                return False
        body.end()
        return True


def form_of(value: Value) -> tuple[str, list[int]]:
    """Return the dtype and the shape of the numbers that a value is; of others, of none."""
    if isinstance(value, ArrayNode):
        return value.dtype, value.shape
    if isinstance(value, Number):
        return value.dtype, []
    return ("float64" if isinstance(value, Plain) and type(value.value) is float else ""), []


def contents_of(value: Value, body: Body) -> bytes:
    """Return the bytes of the numbers that a value is, and leave them behind in a body.

    Raises
    ------
    ProtocolError
        If the body does not hold them.
    """
    if isinstance(value, ArrayNode):
        return body.take(value.dtype, value.shape).tobytes()
    if isinstance(value, Number):
        return body.take(value.dtype, [1]).tobytes()
    if isinstance(value, Plain) and type(value.value) is float:
        return struct.pack("=d", value.value)
    return b""


def _right_answer(step: Step, arrays: list[Any]) -> RightAnswer:
    """Describe what the reference answers; floating-point results are appended."""
    if isinstance(step.answer, Raised):
        return RightAnswer(_exception_of(step.answer), False, [], "", ())
    answer, body, results = step.answer, Body(step.contents), list[Expected]()
    for value in answer.values:
        (dtype, shape), contents = form_of(value), contents_of(value, body)
        if isinstance(value, Handle) and step.returns_results:
            results.append(Expected("", [], value.number, b""))
        elif dtype in FLOATS:
            arrays.append(np.frombuffer(contents, dtype))
            results.append(Expected(dtype, shape, _handle(value), b""))
        else:
            results.append(Expected("", [], -1, protocol.encoded(value) + contents))
    return RightAnswer(None, answer.single, answer.changed, answer.printed, tuple(results))


def _named(step: Step) -> Iterator[int]:
    """Yield the worker's numbers of the objects that a request names."""
    values: Iterable[Value] = ()
    if isinstance(step.request, Call):
        values = chain(step.request.args, step.request.kwargs.values())
    return (one for one in (step.request.handle, *map(_handle, values)) if one >= 0)


def _handle(value: Value) -> int:
    """Return the worker's number of the object that a value is, or names; -1 if it has none."""
    if isinstance(value, Handle):
        return value.number
    return value.handle if isinstance(value, ArrayNode) else -1


def _exception_of(answer: Reply | Raised) -> tuple[str, bool, str, str] | None:
    """Return what a check may see of an exception, but for its words."""
    if isinstance(answer, Raised):
        return answer.exception, answer.value_error, answer.kind, answer.printed
    return None


def _widened(contents: bytes) -> bytes:
    return np.frombuffer(contents, np.float32).astype(np.float64).tobytes()
