"""In the worker: values in and out. Whatever is no plain data stays here, under a number.

What a value is, is told by `type()` alone: an object's own `__class__`, `==` or truth are not
asked, since a cache may raise on any of them.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Iterable
from typing import Any, cast

import numpy as np

from autograder.sandbox.body import Body, Buffer, contents
from autograder.sandbox.protocol import (
    MAX_DIMENSIONS,
    MAX_ITEMS,
    MAX_LENGTH,
    NAMES,
    ArrayNode,
    Handle,
    Items,
    Kind,
    Number,
    Plain,
    ProtocolError,
    Value,
)

NoneType = type(None)
MAX_TEXT = 10_000
KINDS: tuple[tuple[type, Kind], ...] = (
    (dict, "a dict"),
    (list, "a list"),
    (tuple, "a tuple"),
    (set, "a set"),
    (frozenset, "a set"),
    (range, "a range"),
    (bytes, "bytes"),
    (bytearray, "bytes"),
    (type, "a class"),
    (types.FunctionType, "a function"),
    (types.BuiltinFunctionType, "a function"),
    (types.MethodType, "a function"),
    (types.GeneratorType, "a generator"),
    (types.ModuleType, "a module"),
    (np.generic, "a NumPy scalar of an unusual dtype"),
)
UNUSUAL: dict[str, Kind] = {
    "O": "an array of dtype object",
    "U": "an array of text",
    "T": "an array of text",
    "S": "an array of bytes",
    "V": "a structured array",
    "M": "an array of dates",
    "m": "an array of dates",
}
_DESCRIBED = dict(KINDS)
_scalar_dtype: Any = vars(np.generic)["dtype"].__get__


class Objects:
    """The objects that the grader has handles of, and the translation of values.

    Parameters
    ----------
    result_bytes
        How many bytes of arrays one message may carry; larger arrays stay here.
    """

    def __init__(self, result_bytes: int) -> None:
        self._kept: list[Any] = []
        self._result_bytes = result_bytes

    def forget(self) -> None:
        """Let go of every object."""
        self._kept.clear()

    def __getitem__(self, number: int) -> Any:
        return self._kept[number]

    def keep(self, value: Any) -> int:
        """Keep an object, and return its number."""
        self._kept.append(value)
        return len(self._kept) - 1

    # ---------------------------------------------------------------- to the grader

    def outgoing(self, result: Any, keep: bool) -> tuple[list[Value], bool, list[Buffer]]:
        """Translate a result: nodes, whether it is one value, and the arrays' bytes.

        A tuple or list is opened, one level deep; with `keep` nothing is.
        """
        body: list[Buffer] = []
        if keep:
            return [self._handle(result)], True, body
        kind = type(result)
        if kind is np.ndarray:
            return [self._array(result, body)], True, body
        opened: list[Any] | None = None
        if issubclass(kind, tuple):
            opened = list(tuple.__iter__(result))
        elif issubclass(kind, list):
            opened = list(list.__iter__(result))
        if opened is None or len(opened) > MAX_ITEMS:
            return [self._value(result, body)], True, body
        return [self._value(item, body) for item in opened], False, body

    def arguments(self, given: Iterable[Any]) -> tuple[list[Value], list[Buffer]]:
        """Translate the arguments of a call that the grader answers: nodes, the arrays' bytes.

        Nothing is kept, so that what is no plain data is described and cannot be used there.
        """
        body: list[Buffer] = []
        before = len(self._kept)
        nodes = [
            Items(list(one)) if _is_tuple_of_scalars(one) else self._value(one, body)
            for one in given
        ]
        del self._kept[before:]
        return nodes, body

    def _handle(self, value: Any, what: Kind = "") -> Handle:
        return Handle(self.keep(value), what or _describe(value))

    def _value(self, value: Any, body: list[Buffer]) -> Value:
        kind = type(value)
        if kind is np.ndarray:
            return self._array(value, body)
        if _is_plain(kind):
            problem = _problem(value)
            return self._handle(value, problem) if problem else Plain(value)
        if kind is complex:
            body.append(np.complex128(value).tobytes())
            return Number("complex128")
        if issubclass(kind, np.generic):
            # NumPy's own methods, for a subclass may have others of these names.
            dtype = _scalar_dtype(value)
            if dtype.char == "g":
                value = np.generic.astype(value, np.float64)
                dtype = np.dtype(np.float64)
            name = NAMES.get(dtype.num)
            if name is not None:
                body.append(np.generic.tobytes(value))
                return Number(name)
        if issubclass(kind, np.ndarray):
            return self._array(value, body)
        return self._handle(value)

    def _array(self, value: Any, body: list[Buffer]) -> Value:
        plain = value
        if type(value) is not np.ndarray:
            if _hides_entries(value):
                return self._handle(value, "a masked array with masked entries")
            plain = np.ndarray.view(value, np.ndarray)
        dtype = plain.dtype
        name = NAMES.get(dtype.num)
        if name is None and dtype.char != "g":
            return self._handle(value, UNUSUAL.get(dtype.kind, "an array of an unusual dtype"))
        size = plain.nbytes if name else plain.size * 8  # as it is sent
        if body:
            size += sum(map(len, body))
        if size > self._result_bytes or plain.ndim > MAX_DIMENSIONS or _is_long(plain):
            return self._handle(value, "an array too large to look at")
        if name is None:
            name, plain = "float64", plain.astype(np.float64)
        elif not dtype.isnative:
            plain = plain.astype(dtype.newbyteorder("="))
        body.append(contents(plain))
        return ArrayNode(name, list(plain.shape), self.keep(value))

    # ---------------------------------------------------------------- from the grader

    def incoming(self, node: Value, body: Body) -> Any:
        """Translate one argument back to an object, layout included.

        Raises
        ------
        ProtocolError
            If the body does not hold what the node says, or there is no such object or layout.
        """
        if type(node) is ArrayNode:
            if node.strides is None and not node.swapped and not node.read_only:
                return body.view(node.dtype, node.shape).copy()
            return _unusual(node, body)
        if type(node) is Plain:
            return node.value
        if type(node) is Items:
            return tuple(node.values)
        if type(node) is Number:
            return body.take(node.dtype, [1])[0]
        number = cast(Handle, node).number
        if not 0 <= number < len(self._kept):
            raise ProtocolError("no object of this number")
        return self._kept[number]


def _unusual(node: ArrayNode, body: Body) -> Any:
    """Return an array of another layout, which may be read-only."""
    data = body.take(node.dtype, node.shape)
    dtype = data.dtype.newbyteorder("S") if node.swapped else data.dtype
    array = data.astype(dtype) if node.strides is None else _laid_out(data, dtype, node.strides)
    array.flags.writeable = not node.read_only
    return array


def _laid_out(data: Any, dtype: Any, strides: list[int]) -> Any:
    """Copy `data` to a new array with these strides, in items (0 repeats, negative runs back)."""
    if len(strides) != data.ndim:
        raise ProtocolError("strides of another number of dimensions")
    steps = zip(data.shape, strides, strict=True)
    reach = [(n - 1) * stride if data.size else 0 for n, stride in steps]
    first = -sum(r for r in reach if r < 0)
    last = sum(r for r in reach if r > 0)
    if max(first, last, *map(abs, strides)) > MAX_LENGTH:
        raise ProtocolError("strides that reach too far")
    memory = np.zeros(first + last + 1, dtype=dtype)
    step = dtype.itemsize
    array: Any = np.ndarray(
        data.shape, dtype, buffer=memory, offset=first * step, strides=[s * step for s in strides]
    )
    array[...] = data
    return array


def _hides_entries(value: Any) -> bool:
    """Whether an array is a masked one with masked entries; its module may not be loaded."""
    masked: Any = sys.modules.get("numpy.ma")
    return (
        masked is not None
        and issubclass(type(value), masked.MaskedArray)
        and bool(masked.getmaskarray(value).any())
    )


def _is_long(array: Any) -> bool:
    """Whether a dimension is too long to be told: beside a zero, or every byte would be counted."""
    return not array.size and max(array.shape) > MAX_LENGTH


def _is_plain(kind: type) -> bool:
    return kind is float or kind is int or kind is bool or kind is str or kind is NoneType


def _is_tuple_of_scalars(value: Any) -> bool:
    if type(value) is not tuple or len(value) > MAX_ITEMS:
        return False
    return all(_is_plain(type(one)) and not _problem(one) for one in value)


def _problem(value: Any) -> Kind:
    """Say why a Python scalar or text cannot be sent as it is, or nothing."""
    kind = type(value)
    if kind is int and not -(2**63) <= value < 2**63:
        return "a number too large"
    if kind is not str:
        return ""
    if len(value) > MAX_TEXT:
        return "a text too long"
    try:
        value.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return "a text that is not Unicode"
    return ""


def _describe(value: Any) -> Kind:
    kind = type(value)
    if type(kind) is type and kind in _DESCRIBED:  # a metaclass may hash as it likes
        return _DESCRIBED[kind]
    for one, words in KINDS:
        if issubclass(kind, one):
            return words
    return "an object"
