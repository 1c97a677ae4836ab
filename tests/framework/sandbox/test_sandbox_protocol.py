"""The decoder of messages: whatever bytes come, a message or a `ProtocolError`."""

from __future__ import annotations

import tracemalloc

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.sandbox import protocol, values
from autograder.sandbox.body import Body
from autograder.sandbox.protocol import (
    MAGIC,
    PREFIX,
    ArrayNode,
    Callback,
    Frame,
    Handle,
    Items,
    Number,
    Plain,
    ProtocolError,
    Raised,
    Reply,
)

QUICK = settings(max_examples=150, deadline=None, derandomize=True, database=None)
LIMIT = 2**20


def header(message: object) -> bytes:
    packed = protocol.pack(7, message, [])
    return packed[PREFIX.size :]


MESSAGES = [
    Reply([Plain(1), Plain(None), Plain("text"), Plain(0.5), Plain(True)], False, []),
    Reply([ArrayNode("float64", [2, 3], 4), Number("int8"), Handle(3, "a dict")], False, ["x"]),
    Reply([ArrayNode("bool", [0, 5], 0)], True, [], "printed"),
    Raised("ValueError", True, "words", [Frame("task.py", 3, "f")], "error", "printed"),
    Callback("other", "g", [ArrayNode("float32", [3], 1)], {"mode": Plain("edge")}),
]


def read(data: bytes) -> list[object]:
    """Read a whole message as the grader does, its values too."""
    start = data[: PREFIX.size]
    if len(start) < PREFIX.size:
        raise ProtocolError("cut off")
    prefix = protocol.prefix(start, protocol.HEADER_BYTES, LIMIT)
    rest = data[PREFIX.size :]
    if len(rest) < prefix.header:
        raise ProtocolError("cut off")
    answer = protocol.answer(rest[: prefix.header])
    body = Body(rest[prefix.header :][: prefix.body])
    nodes = []
    if isinstance(answer, Reply):
        nodes = answer.values
    elif isinstance(answer, Callback):
        nodes = [*answer.args, *answer.kwargs.values()]
    handles = values.Handles()
    found = [values.result(node, body, handles) for node in nodes]
    body.end()
    return found


def read_or_refuse(data: bytes) -> None:
    try:
        found = read(data)
    except ProtocolError:
        return
    for value in found:
        kinds = (type(None), bool, int, float, str, np.generic, np.ndarray, values.Kept)
        assert isinstance(value, kinds)
        if isinstance(value, np.ndarray):
            assert type(value) is np.ndarray
            assert value.nbytes <= LIMIT


# ---------------------------------------------------------------- fuzzing


@QUICK
@given(st.binary(max_size=300))
def test_arbitrary_bytes(data):
    read_or_refuse(data)


@QUICK
@given(st.binary(max_size=300), st.integers(0, 2**32 - 1), st.integers(0, 2**64 - 1))
def test_arbitrary_bytes_behind_a_prefix(data, header_size, body_size):
    for sizes in ((header_size, body_size), (len(data), 0)):
        read_or_refuse(PREFIX.pack(MAGIC, 7, *sizes) + data)


@QUICK
@given(st.sampled_from(MESSAGES), st.data())
def test_a_mutated_message(message, data):
    good = bytearray(header(message))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(good) - 1))
        change = data.draw(st.sampled_from(["flip", "drop", "insert", "cut"]))
        if change == "flip":
            good[at] = data.draw(st.integers(0, 255))
        elif change == "drop" and len(good) > 1:
            del good[at]
        elif change == "insert":
            good[at:at] = data.draw(st.binary(min_size=1, max_size=6))
        elif change == "cut" and at:
            del good[at:]
    contents = data.draw(st.binary(max_size=64))
    read_or_refuse(PREFIX.pack(MAGIC, 7, len(good), len(contents)) + bytes(good) + contents)


JSON_LIKE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(max_size=20)
    | st.binary(max_size=20)
    | st.sampled_from(["reply", "raised", "callback", "a", "p", "n", "h", "i", "float64", "load"]),
    lambda inner: (
        st.lists(inner, max_size=6)
        | st.dictionaries(st.text(max_size=4) | st.integers(0, 9), inner, max_size=4)
    ),
    max_leaves=25,
)


@QUICK
@given(JSON_LIKE)
def test_well_formed_messagepack_of_any_shape(tree):
    data = msgspec.msgpack.encode(tree)
    read_or_refuse(PREFIX.pack(MAGIC, 7, len(data), 0) + data)


@QUICK
@given(
    st.lists(st.sampled_from([0, 1, 2, 7, 2**31, 2**40]), max_size=16),
    st.sampled_from(sorted(protocol.DTYPES)),
    st.binary(max_size=64),
)
def test_any_shape_over_any_body(shape, dtype, contents):
    body = Body(contents)
    try:
        array = body.take(dtype, shape)
        body.end()
    except ProtocolError:
        return
    assert array.shape == tuple(shape)
    assert array.nbytes == len(contents)


# ---------------------------------------------------------------- malformed on purpose


def tree(*nodes: object, changed: object = (), printed: object = "") -> list[object]:
    return ["reply", list(nodes), len(nodes) == 1, list(changed), printed]


ARRAY = ["a", "float64", [1], 0, None, False, False]
MALFORMED = {
    "nothing": None,
    "an empty list": [],
    "an unknown message": ["shutdown"],
    "a request": ["call", "f", -1, [], {}, False, False],
    "too few fields": ["reply"],
    "too many fields": [*tree(ARRAY), 0.0, 0],
    "an object with keys": {"type": "reply", "values": []},
    "65 values": tree(*[["p", 1]] * 65),
    "an unknown value": tree(["x", 1]),
    "a value in a value": tree(["p", ["p", 1]]),
    "a list as a scalar": tree(["p", [1]]),
    "a map as a scalar": tree(["p", {}]),
    "bytes as a scalar": tree(["p", b"x"]),
    "an integer over 64 bits": tree(["p", msgspec.msgpack.Ext(1, b"\xff" * 16)]),
    "an unknown dtype": tree(["a", "object", [1], 0, None, False, False]),
    "a structured dtype": tree(["a", "f8,f8", [1], 0, None, False, False]),
    "a negative dimension": tree(["a", "float64", [-1], 0, None, False, False]),
    "a dimension over 2**40": tree(["a", "float64", [0, 2**62], 0, None, False, False]),
    "a fractional dimension": tree(["a", "float64", [1.5], 0, None, False, False]),
    "17 dimensions": tree(["a", "float64", [1] * 17, 0, None, False, False]),
    "17 strides": tree(["a", "float64", [1], 0, [1] * 17, False, False]),
    "a handle that is text": tree(["h", "1", "a dict"]),
    "words of its own": tree(["h", 1, "x[3] is 0.25"]),
    "a text over its limit": tree(["p", "x" * 20_001]),
    "printed over its limit": tree(["p", 1], printed="x" * 20_001),
    "65 changed arguments": tree(["p", 1], changed=["x"] * 65),
    "a long name": tree(["p", 1], changed=["x" * 201]),
    "an exception of another kind": ["raised", "E", False, "", [], "fatal", ""],
    "17 frames": ["raised", "E", False, "", [["f", 1, "g"]] * 17, "error", ""],
    "65 keywords": ["callback", "m", "n", [], {f"k{i}": ["p", 1] for i in range(65)}],
}  # fmt: skip


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed(name):
    data = msgspec.msgpack.encode(MALFORMED[name])

    with pytest.raises(ProtocolError):
        protocol.answer(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xc1",
        b"\x95\xa5reply",
        b"\x95\xa5reply" + b"\x91" * 100_000,
        b"\x95\xa5reply\xdd\xff\xff\xff\xff",
        b"\x95\xa5reply\x91\x97\xa1a\xa7float64\xdd\xff\xff\xff\xff",
        header(MESSAGES[0]) + b"\x00",
        header(MESSAGES[0]).replace(b"\xa4text", b"\xa4\xed\xa0\x80x"),
        header(MESSAGES[0]).replace(b"\xa4text", b"\xdb\xff\xff\xff\xfftext"),
    ],
    ids=[
        "empty",
        "a reserved byte",
        "cut off",
        "nested",
        "2**32 values",
        "2**32 dimensions",
        "a byte too many",
        "half a surrogate pair",
        "a text of 2**32 bytes",
    ],
)
def test_malformed_bytes(data):
    with pytest.raises(ProtocolError):
        protocol.answer(data)


def test_announced_counts_take_no_memory():
    """A header of a few bytes that speaks of 2**32 items is refused before room is made."""
    bombs = [
        b"\x95\xa5reply\xdd\xff\xff\xff\xff" + b"\xc0" * 100,
        b"\x95\xa5reply\x91\x97\xa1a\xa7float64\xdd\xff\xff\xff\xff" + b"\x01" * 100,
        b"\x95\xa5reply\x91\x97\xa1a\xa7float64\x91\x01\x00\xdd\x0f\xff\xff\xff" + b"\x01" * 100,
    ]
    tracemalloc.start()
    try:
        for bomb in bombs:
            with pytest.raises(ProtocolError):
                protocol.answer(bomb)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2**20


def test_the_largest_header_takes_bounded_memory():
    text = "é" * 20_000
    full = header(Reply([Plain(text)] * 6, False, ["x" * 200] * 64, "p" * 1000))
    assert len(full) <= protocol.HEADER_BYTES
    tracemalloc.start()
    try:
        protocol.answer(full)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 16 * protocol.HEADER_BYTES


@pytest.mark.parametrize(
    "start",
    [
        b"XXXX" + bytes(20),
        PREFIX.pack(MAGIC, 7, protocol.HEADER_BYTES + 1, 0),
        PREFIX.pack(MAGIC, 7, 10, LIMIT + 1),
        PREFIX.pack(MAGIC, 7, 2**32 - 1, 2**64 - 1),
    ],
    ids=["no magic", "a long header", "a long body", "the longest"],
)
def test_a_refused_prefix(start):
    with pytest.raises(ProtocolError):
        protocol.prefix(start, protocol.HEADER_BYTES, LIMIT)


@pytest.mark.parametrize(
    ("dtype", "shape", "contents"),
    [
        ("float64", [2], bytes(15)),
        ("float64", [2**40, 2**40], bytes(8)),
        ("complex128", [2**40] * 16, bytes(8)),
        ("float64", [0] + [2**40] * 4, b""),
    ],
    ids=["a byte short", "beyond 64 bits", "far beyond", "zero times too much"],
)
def test_a_body_that_does_not_fit(dtype, shape, contents):
    with pytest.raises(ProtocolError):
        Body(contents).take(dtype, shape)


def test_a_body_that_is_too_long():
    body = Body(bytes(9))
    body.take("float64", [1])

    with pytest.raises(ProtocolError):
        body.end()


def test_an_empty_array_may_be_long_in_other_directions():
    array = Body(b"").take("float64", [0, 2**40])

    assert array.shape == (0, 2**40)
    assert array.nbytes == 0


def test_bytes_that_are_no_truth_values_become_truth_values():
    array = Body(bytes([0, 1, 2, 255])).take("bool", [4])

    assert array.view(np.uint8).tolist() == [0, 1, 1, 1]


def test_a_value_that_only_arguments_may_be():
    packed = header(Callback("m", "f", [Items([1, 2])], {}))

    with pytest.raises(ProtocolError):
        read(PREFIX.pack(MAGIC, 7, len(packed), 0) + packed)


@pytest.mark.parametrize("number", [-1, 0, 2**63 - 1, 2**64 - 1])
def test_odd_handles_are_mere_numbers(number):
    packed = header(Reply([Handle(number, "a dict")], True, []))

    (kept,) = read(PREFIX.pack(MAGIC, 7, len(packed), 0) + packed)

    assert (kept.number, kept.what) == (number, "a dict")


def test_one_handle_twice():
    nodes = [ArrayNode("float64", [1], 5), ArrayNode("float64", [1], 5), Handle(5, "a list")]
    handles = values.Handles()
    body = Body(bytes(16))

    first, second, kept = (values.result(node, body, handles) for node in nodes)

    assert handles.number(first) == handles.number(second) == kept.number == 5


@QUICK
@given(st.sampled_from(MESSAGES))
def test_a_message_is_read_as_it_was_written(message):
    assert protocol.answer(header(message)) == message
