"""On the grader's side: arguments to messages, and answers to plain data."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np

from autograder.sandbox.body import Body, Buffer, contents
from autograder.sandbox.protocol import (
    DTYPES,
    NAMES,
    ArrayNode,
    Handle,
    Items,
    Number,
    Plain,
    ProtocolError,
    Value,
)

SCALARS = frozenset({bool, int, float, str, type(None)})


class _Copy(weakref.ref):  # type: ignore[type-arg]
    """A copy of an object of a worker, as long as somebody holds it."""

    __slots__ = ("key", "number")
    key: int
    number: int


class Handles:
    """Which arrays came from which objects of a worker.

    An array that is handed back is the very object there. It is known only while the grader holds
    it, so that what a submission returns takes up memory no longer than the check needs it.
    """

    def __init__(self) -> None:
        self._numbers: dict[int, _Copy] = {}

    def remember(self, array: Any, number: int) -> None:
        """Note that `array` is a copy of the worker's object `number`."""
        copy = _Copy(array, self._forget)
        copy.key, copy.number = id(array), number
        self._numbers[copy.key] = copy

    def __reduce__(self) -> tuple[type[Handles], tuple[()]]:
        """Be pickled as one that knows nothing: what it knows are objects of this process."""
        return Handles, ()

    def _forget(self, copy: weakref.ref[Any]) -> None:
        self._numbers.pop(cast(_Copy, copy).key, None)

    def number(self, value: Any) -> int | None:
        """Return the worker's number of an array that came from it, or None."""
        copy = self._numbers.get(id(value))
        return copy.number if copy is not None and copy() is value else None


@dataclass(frozen=True)
class Kept:
    """An object that stays in a worker.

    Parameters
    ----------
    number
        The worker's number for it.
    what
        Words for what it is.
    home
        Stands for the worker, and for the time until it forgets its objects.
    """

    number: int
    what: str
    home: Handles = field(repr=False, compare=False)


class ElsewhereError(Exception):
    """An object was to be handed to another worker than the one that has it."""


def argument(value: Any, handles: Handles, body: list[Buffer]) -> Value:
    """Translate one argument; array contents are appended to `body`.

    Raises
    ------
    TypeError
        If it is nothing that a worker can be given.
    ElsewhereError
        If it is an object of another worker, or one that is forgotten.
    """
    kind = type(value)
    if kind in SCALARS:
        return Plain(value)
    if kind is Kept:
        if value.home is not handles:
            raise ElsewhereError
        return Handle(value.number)
    number = handles.number(value)
    if number is not None:
        return Handle(number)
    if isinstance(value, np.ndarray):
        return _array(value, body)
    if isinstance(value, tuple) and all(type(v) in SCALARS for v in value):
        return Items(list(value))
    if isinstance(value, np.generic) and value.dtype.name in DTYPES:
        body.append(value.tobytes())
        return Number(value.dtype.name)
    raise _cannot_be_handed(value)


def _array(value: Any, body: list[Buffer]) -> ArrayNode:
    dtype, flags = value.dtype, value.flags
    name = NAMES.get(dtype.num)
    if name is None:
        raise _cannot_be_handed(value)
    native, strides = dtype.isnative, None
    body.append(contents(value if native else value.astype(dtype.newbyteorder("="))))
    if not flags.c_contiguous and not any(s % value.itemsize for s in value.strides):
        strides = [stride // value.itemsize for stride in value.strides]
    return ArrayNode(name, list(value.shape), -1, strides, not flags.writeable, not native)


def _cannot_be_handed(value: Any) -> TypeError:
    return TypeError(f"a {type(value).__name__} cannot be handed to a submission")


def call_argument(node: Value, body: Body, handles: Handles) -> Any:
    """Translate one argument of a call by a submission, which may be a tuple of scalars too."""
    return tuple(node.values) if isinstance(node, Items) else result(node, body, handles)


def result(node: Value, body: Body, handles: Handles) -> Any:
    """Translate one value of an answer: a Python or NumPy scalar, a read-only array, or a `Kept`.

    Raises
    ------
    ProtocolError
        If the body does not hold what the node says.
    """
    if isinstance(node, Plain):
        return node.value
    if isinstance(node, Handle):
        return Kept(node.number, node.what, handles)
    if isinstance(node, Number):
        return body.take(node.dtype, [1])[0]
    if isinstance(node, ArrayNode):
        array = body.take(node.dtype, node.shape)
        handles.remember(array, node.handle)
        return array
    raise ProtocolError("a value that only arguments may be")
