"""Messages of every kind, and ways to spoil them: for the tests of the decoder and its fuzzer.

What a message may hold is read off the protocol's own types, so that a kind that is added there is
tried here without a change.
"""

from __future__ import annotations

import contextlib
import functools
import math
import random
from collections.abc import Iterator
from typing import Any, get_args

import msgspec
import numpy as np

from autograder.sandbox import protocol, values
from autograder.sandbox.body import Body
from autograder.sandbox.objects import Objects
from autograder.sandbox.protocol import (
    MAGIC,
    PREFIX,
    ArrayNode,
    Call,
    Callback,
    CallEach,
    Number,
    ProtocolError,
    Provide,
    Reply,
)

ANSWERS: tuple[type[Any], ...] = get_args(protocol.Answer)
REQUESTS: tuple[type[Any], ...] = get_args(protocol.Request)
BODY_BYTES = 2**20


# ---------------------------------------------------------------- making


def a_message(kind: type[Any], dice: random.Random) -> Any:
    """Return a message of this kind that is well-formed; arrays in it are small."""
    return _made(_type_info(kind), dice)


_type_info = functools.cache(msgspec.inspect.type_info)


def _made(info: Any, dice: random.Random) -> Any:
    match info:
        case msgspec.inspect.StructType():
            return info.cls(*(_made(field.type, dice) for field in info.fields))
        case msgspec.inspect.UnionType():
            return _made(dice.choice(info.types), dice)
        case msgspec.inspect.LiteralType():
            return dice.choice(info.values)
        case msgspec.inspect.ListType() | msgspec.inspect.VarTupleType():
            longest = min(info.max_length or 4, 4)
            items = [_made(info.item_type, dice) for _ in range(dice.randint(0, longest))]
            return items if isinstance(info, msgspec.inspect.ListType) else tuple(items)
        case msgspec.inspect.DictType():
            pairs = range(dice.randint(0, 2))
            return {_made(info.key_type, dice): _made(info.value_type, dice) for _ in pairs}
        case msgspec.inspect.IntType():
            return dice.choice((0, 1, 2, 3) if info.ge is not None else (-1, 0, 1, 2, 2**63 - 1))
        case msgspec.inspect.FloatType():
            return dice.choice((0.0, -0.0, 2.5, float("inf"), 5e-324))
        case msgspec.inspect.BoolType():
            return dice.random() < 0.5
        case msgspec.inspect.NoneType():
            return None
        case msgspec.inspect.BytesType():
            return dice.choice((b"", b"\0\xff", b"code" * 20))
        case msgspec.inspect.StrType():
            return dice.choice(("", "x", "conv1d.py", "\u00e9\u202e\0", "\U0001f642" * 20))
    raise AssertionError(info)


# ---------------------------------------------------------------- reading


def nodes_of(message: Any) -> list[Any]:
    """Return the values and arguments that a message holds, in the order of their bytes."""
    if isinstance(message, (Reply, Provide)):
        return list(message.values)
    if isinstance(message, (Call, Callback)):
        return [*message.args, *message.kwargs.values()]
    if isinstance(message, CallEach):
        return [node for call in message.calls for node in nodes_of(call)]
    return []


def body_size(message: Any) -> int:
    """Return how many bytes the arrays of a message have; 0 where that is out of all proportion."""
    size = 0
    for node in nodes_of(message):
        if isinstance(node, (ArrayNode, Number)):
            count = math.prod(node.shape) if isinstance(node, ArrayNode) else 1
            size += count * np.dtype(node.dtype).itemsize
    return size if size <= BODY_BYTES else 0


def answer_values(data: bytes) -> list[Any]:
    """Read a whole message as the grader does, its values too; `ProtocolError` where it would."""
    header, body = _parts(data, protocol.HEADER_BYTES)
    answer = protocol.answer(header)
    handles = values.Handles()
    read = values.call_argument if isinstance(answer, Callback) else values.result
    found = [read(node, body, handles) for node in nodes_of(answer)]
    body.end()
    return found


def request_values(data: bytes) -> list[Any]:
    """Read a whole message as a worker does, its arguments too."""
    header, body = _parts(data, protocol.SOURCE_BYTES)
    request = protocol.request(header)
    objects = Objects(BODY_BYTES)
    objects.keep("kept")
    found = [objects.incoming(node, body) for node in nodes_of(request)]
    body.end()
    return found


def _parts(data: bytes, header_bytes: int) -> tuple[bytes, Body]:
    start = data[: PREFIX.size]
    if len(start) < PREFIX.size:
        raise ProtocolError("cut off")
    _, length, size = protocol.prefix(start, header_bytes, BODY_BYTES)
    header, body = data[PREFIX.size :][:length], data[PREFIX.size + length :]
    if len(header) < length:
        raise ProtocolError("cut off")
    return header, Body(body[:size])


def check_answer(data: bytes) -> bool:
    """Tell whether bytes are an answer; whatever else than a refusal comes of them is raised."""
    try:
        found = answer_values(data)
    except ProtocolError:
        return False
    for value in found:
        for one in value if type(value) is tuple else (value,):
            check_value(one)
    return True


def check_value(value: Any) -> None:
    """Check that a value is plain data of bounded size, whose every use is NumPy's or Python's."""
    kind = type(value)
    if kind is np.ndarray:
        assert value.nbytes <= BODY_BYTES
        assert value.dtype.name in protocol.DTYPES
        assert not value.flags.writeable
    elif isinstance(value, np.generic):
        assert kind.__module__ == "numpy"
    else:
        assert kind in (type(None), bool, int, float, str, values.Kept)


def check_request(data: bytes) -> bool:
    """Tell whether bytes are a request; whatever else than a refusal comes of them is raised."""
    try:
        request_values(data)
    except (ProtocolError, MemoryError):  # what a worker may take up is limited by the kernel
        return False
    return True


def whole(header: bytes, body: bytes = b"") -> bytes:
    """Return a message with this header and body, and the prefix that fits."""
    return PREFIX.pack(MAGIC, 7, len(header), len(body)) + header + body


def with_body(header: bytes) -> bytes:
    """Return a message with this header, and a body that fits if the header is one."""
    for decode in (protocol.answer, protocol.request):
        with contextlib.suppress(ProtocolError):
            return whole(header, bytes(body_size(decode(header))))
    return whole(header)


def header_of(message: Any) -> bytes:
    """Return a message's header."""
    return protocol.pack(7, message, [])[PREFIX.size :]


# ---------------------------------------------------------------- spoiling

LEAVES: list[Any] = [
    None, True, False, 0, 1, -1, 7, 255, 2**31, 2**40, 2**40 + 1, 2**62, 2**63 - 1, 2**64 - 1,
    -(2**63), 0.0, -0.0, 0.5, 1e308, float("nan"), float("inf"), "", "x", "\0", "\u202e", "a\nb",
    "float64", "object", "O", "<f8", ">f8", "f8,f8", "float64\0", "V8", "M8[s]", "U3", "S0",
    "p", "n", "a", "h", "i", "reply", "raised", "callback", "attempt", "load", "call", "x" * 201,
    "x" * 20_001, b"", b"float64", [], [[]], [0] * 17, [1] * 65, ["p", 1], {}, {"": 1}, {1: 2},
    [["p", 1]] * 65, {f"k{n}": ["p", n] for n in range(65)}, ["a", "bool", [2**40] * 16, 0],
    ["a", "float64", [0, 2**40, 2**40], 0], ["a", "int8", [2**32, 2**32], 0], ["n", "bool"],
    msgspec.msgpack.Ext(1, b"\xff" * 16), msgspec.msgpack.Ext(-1, b"\xff" * 12),
]  # fmt: skip
RAW = [
    b"\xc1", b"\x91" * 2000 + b"\xc0", b"\x81\x01" * 2000 + b"\xc0", b"\xdd\xff\xff\xff\xff",
    b"\xdf\xff\xff\xff\xff", b"\xdb\xff\xff\xff\xff", b"\xc6\xff\xff\xff\xff", b"\xa3\xed\xa0\x80",
    b"\xa2\xff\xfe", b"\xc9\xff\xff\xff\xff\x01", b"\xd6\xff\xff\xff\xff\xff", b"", b"\xc0\xc0",
]  # fmt: skip


def spoiled(header: bytes, dice: random.Random, most: int = 4) -> bytes:
    """Return a header of which up to `most` parts are something else; its form is kept."""
    tree = msgspec.msgpack.decode(header)
    for _ in range(dice.randint(1, most)):
        places = list(_places(tree))
        if not places:
            break
        holder, key = dice.choice(places)
        act = dice.randrange(6)
        if act == 0 and isinstance(holder, list):
            del holder[key]
        elif act == 1 and isinstance(holder, list):
            holder[key:key] = [holder[key]] * dice.choice((1, 2, 16, 64, 300))
        elif act == 2:
            other, where = dice.choice(places)
            holder[key] = _copy(other[where])
        elif act == 3:
            holder[key] = msgspec.Raw(dice.choice(RAW))
        elif act == 4 and type(holder[key]) is int:
            holder[key] = max(-(2**63), min(holder[key] + dice.choice((-1, 1, 2**32)), 2**64 - 1))
        else:
            holder[key] = _copy(dice.choice(LEAVES))
    return msgspec.msgpack.encode(tree)


def flipped(data: bytes, dice: random.Random, most: int = 4) -> bytes:
    """Return bytes with up to `most` changes, whatever they stand for."""
    changed = bytearray(data)
    for _ in range(dice.randint(1, most)):
        at = dice.randrange(len(changed) + 1)
        act = dice.randrange(5)
        if act == 0 and at < len(changed):
            changed[at] ^= 1 << dice.randrange(8)
        elif act == 1 and at < len(changed):
            changed[at] = dice.choice((0, 0x7F, 0x80, 0x90, 0xC0, 0xC1, 0xD9, 0xDD, 0xDF, 0xFF))
        elif act == 2:
            del changed[at : at + dice.choice((1, 1, 2, 8))]
        elif act == 3:
            changed[at:at] = dice.choice(RAW) or bytes(dice.choices(range(256), k=3))
        else:
            del changed[at:]
    return bytes(changed)


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place of a tree: what holds it, and its key."""
    waiting = [tree]
    while waiting:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        for key in keys:
            yield holder, key
            if isinstance(holder[key], (list, dict)):
                waiting.append(holder[key])


def _copy(value: Any) -> Any:
    """Copy lists and dicts, so that no tree holds itself."""
    if isinstance(value, list):
        return [_copy(one) for one in value]
    if isinstance(value, dict):
        return {key: _copy(one) for key, one in value.items()}
    return value
