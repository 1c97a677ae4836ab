"""The decoder of messages: whatever bytes come, a message or a `ProtocolError`."""

from __future__ import annotations

import contextlib
import random
import tracemalloc

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sandbox_messages import (
    ANSWERS,
    BODY_BYTES,
    REQUESTS,
    a_message,
    answer_values,
    check_answer,
    check_request,
    flipped,
    header_of,
    request_values,
    spoiled,
    whole,
    with_body,
)

from autograder.sandbox import protocol, values
from autograder.sandbox.body import Body
from autograder.sandbox.protocol import (
    MAGIC,
    PREFIX,
    ArrayNode,
    Call,
    Handle,
    Items,
    Plain,
    ProtocolError,
    Reply,
)

QUICK = settings(max_examples=300, deadline=None, derandomize=True, database=None)
DICE = st.integers(0, 2**32 - 1).map(random.Random)
CHECKS = dict.fromkeys(ANSWERS, check_answer) | dict.fromkeys(REQUESTS, check_request)
EVERY_KIND = pytest.mark.parametrize("kind", CHECKS, ids=lambda kind: kind.__name__)

MESSAGE = Reply([Plain(1), Plain("text"), ArrayNode("float64", [2], 4)], False, [])


# ---------------------------------------------------------------- fuzzing


@QUICK
@given(st.binary(max_size=300), st.integers(0, 2**32 - 1), st.integers(0, 2**64 - 1))
def test_arbitrary_bytes(data, header_size, body_size):
    for start in (b"", PREFIX.pack(MAGIC, 7, header_size, body_size), whole(data)[: PREFIX.size]):
        check_answer(start + data)
        check_request(start + data)


@EVERY_KIND
@QUICK
@given(DICE)
def test_a_message_is_read_as_it_was_written(kind, dice):
    message = a_message(kind, dice)
    decode = protocol.answer if kind in ANSWERS else protocol.request

    assert decode(header_of(message)) == message


@EVERY_KIND
@QUICK
@given(DICE)
def test_a_message_of_other_parts(kind, dice):
    data = with_body(spoiled(header_of(a_message(kind, dice)), dice))
    check_answer(data)
    check_request(data)


@EVERY_KIND
@QUICK
@given(DICE)
def test_a_message_of_other_bytes(kind, dice):
    header = header_of(a_message(kind, dice))
    for data in (with_body(flipped(header, dice)), flipped(with_body(header), dice)):
        check_answer(data)
        check_request(data)


@EVERY_KIND
def test_most_messages_that_are_tried_are_spoiled_and_some_are_not(kind):
    dice = random.Random(1)
    right = [CHECKS[kind](with_body(header_of(a_message(kind, dice)))) for _ in range(60)]
    wrong = [
        CHECKS[kind](with_body(spoiled(header_of(a_message(kind, dice)), dice))) for _ in range(60)
    ]
    assert sum(right) > 10
    assert sum(wrong) < 55


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
        header_of(MESSAGE) + b"\x00",
        header_of(MESSAGE).replace(b"\xa4text", b"\xa4\xed\xa0\x80x"),
        header_of(MESSAGE).replace(b"\xa4text", b"\xdb\xff\xff\xff\xfftext"),
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


def peak_of(data):
    """Return the most bytes that reading a header takes, in either direction."""
    tracemalloc.start()
    try:
        for decode in (protocol.answer, protocol.request):
            with contextlib.suppress(ProtocolError):
                decode(data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "bomb",
    [
        b"\x95\xa5reply\xdd\xff\xff\xff\xff" + b"\xc0" * 100,
        b"\x95\xa5reply\x91\x97\xa1a\xa7float64\xdd\xff\xff\xff\xff" + b"\x01" * 100,
        b"\x95\xa5reply\x91\x97\xa1a\xa7float64\x91\x01\x00\xdd\x0f\xff\xff\xff" + b"\x01" * 100,
    ],
    ids=["values", "dimensions", "strides"],
)
def test_announced_counts_take_no_memory(bomb):
    """A header of a few bytes that speaks of 2**32 items is refused before room is made."""
    assert peak_of(bomb) < 2**20


FULL = protocol.HEADER_BYTES
LARGE = {
    "texts": tree(*[["p", "\u00e9" * 20_000]] * 6, changed=["x" * 200] * 64, printed="p" * 1000),
    "values": tree(*[["p", None]] * (FULL // 4)),
    "arrays": tree(*[["a", "int8", [], 0, None, False, False]] * (FULL // 14)),
    "dimensions": tree(["a", "int8", [1] * FULL, 0]),
    "strides": tree(["a", "int8", [1], 0, [1000] * (FULL // 3)]),
    "items": tree(["i", [None] * FULL]),
    "empty lists": tree(["p", [[]] * FULL]),
    "empty maps": tree(["p", [{}] * FULL]),
    "keys": tree(["p", {str(n): {} for n in range(FULL // 8)}]),
    "names": tree(changed=[""] * FULL),
    "frames": ["raised", "E", False, "", [["", 0, ""]] * (FULL // 4), "error", ""],
    "keywords": ["callback", "m", "n", [], {str(n): ["p", n] for n in range(FULL // 11)}],
    "arguments": ["call", "f", -1, [["p", None]] * (FULL // 4), {}, False, False],
}


@pytest.mark.parametrize("what", LARGE)
def test_the_largest_header_takes_bounded_memory(what):
    data = msgspec.msgpack.encode(LARGE[what])

    assert peak_of(data[:FULL]) < 16 * FULL
    assert peak_of(data) < 16 * FULL


@pytest.mark.parametrize(
    "start",
    [
        b"XXXX" + bytes(20),
        PREFIX.pack(MAGIC, 7, protocol.HEADER_BYTES + 1, 0),
        PREFIX.pack(MAGIC, 7, 10, BODY_BYTES + 1),
        PREFIX.pack(MAGIC, 7, 2**32 - 1, 2**64 - 1),
    ],
    ids=["no magic", "a long header", "a long body", "the longest"],
)
def test_a_refused_prefix(start):
    with pytest.raises(ProtocolError):
        protocol.prefix(start, protocol.HEADER_BYTES, BODY_BYTES)


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
    data = whole(header_of(Reply([Items([1, 2])], True, [])))

    with pytest.raises(ProtocolError, match="only arguments"):
        answer_values(data)


@pytest.mark.parametrize("number", [-1, 0, 2**63 - 1, 2**64 - 1])
def test_odd_handles_are_mere_numbers(number):
    (kept,) = answer_values(whole(header_of(Reply([Handle(number, "a dict")], True, []))))

    assert (kept.number, kept.what) == (number, "a dict")


def test_one_handle_twice():
    nodes = [ArrayNode("float64", [1], 5), ArrayNode("float64", [1], 5), Handle(5, "a list")]
    handles = values.Handles()
    body = Body(bytes(16))

    first, second, kept = (values.result(node, body, handles) for node in nodes)

    assert handles.number(first) == handles.number(second) == kept.number == 5


@pytest.mark.parametrize(
    "argument",
    [
        Handle(1),
        Handle(-1),
        ArrayNode("int8", [2], strides=[1, 1]),
        ArrayNode("int8", [2], strides=[]),
        ArrayNode("int8", [2], strides=[2**41]),
        ArrayNode("int8", [2], strides=[-(2**63)]),
        ArrayNode("int8", [1, 2], strides=[2**62, 1]),
    ],
)
def test_an_argument_that_cannot_be(argument):
    data = with_body(header_of(Call("f", -1, [argument], {}, False, False)))

    with pytest.raises(ProtocolError):
        request_values(data)
