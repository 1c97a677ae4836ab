"""What the grader and a worker say to each other.

A message is a fixed prefix, a typed header (msgpack), and raw bytes: the contents of the arrays
that the header names, one after the other. Nothing in it nests more than one level, nothing is
unpickled or evaluated, and a reader states beforehand how long header and body may be. An answer
carries the number of its request, which is drawn at random, so that nothing can be answered before
it is asked. Every violation is a `ProtocolError`.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Annotated, Literal, TypeVar, Union, cast, get_args

import msgspec
import numpy as np

from autograder.sandbox.body import COPIED, Buffer
from autograder.sandbox.body import ProtocolError as ProtocolError

MAGIC = b"AG01"
PREFIX = struct.Struct("!4sQIQ")  # magic, number of the request, bytes of header, bytes of body
READY = b"\x06"  # what a worker sends once it is confined, before the first message
HEADER_BYTES = 256 * 1024
SOURCE_BYTES = 64 * 1024 * 1024  # a header from the grader, which may hold a whole submission
MAX_ITEMS = 64
MAX_DIMENSIONS = 16
MAX_LENGTH = 2**40
MAX_CALLS = 256  # in one message
MAX_ATTEMPTS = 20  # of a worker
ANSWERS_BYTES = 4 * 1024 * 1024  # a header with the answers of a case, which may print in each
MAX_STEPS = 64  # of a case
HOLD_SECONDS = 0.01  # for which an answer may wait for the next ones to travel with it

Name = Annotated[str, msgspec.Meta(max_length=200)]
Text = Annotated[str, msgspec.Meta(max_length=20_000)]
Dimension = Annotated[int, msgspec.Meta(ge=0, le=MAX_LENGTH)]
Dtype = Literal[
    "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
    "float16", "float32", "float64", "complex64", "complex128",
]  # fmt: skip
DTYPES: frozenset[str] = frozenset(get_args(Dtype))
NAMES: dict[int, Dtype] = {
    kind.num: cast(Dtype, kind.name)
    for kind in map(np.dtype, "?bhilqBHILQefdgFDG")
    if kind.name in DTYPES
}
"""By NumPy's number of the type: a dtype works its name out each time that it is asked."""
Kind = Literal[
    "", "a dict", "a list", "a tuple", "a set", "a range", "a function", "a generator", "a module",
    "a class", "bytes", "a number too large", "a text too long", "a text that is not Unicode",
    "a masked array with masked entries", "an array too large to look at",
    "an array of dtype object", "an array of text", "an array of bytes", "a structured array",
    "an array of dates", "an array of an unusual dtype", "a NumPy scalar of an unusual dtype",
    "an object",
]  # fmt: skip
"""Words for what stays in a worker. They are shown to students, so that they must not be a
submission's own: it could put hidden inputs into them."""

Act = Literal[
    "open", "write", "list", "change", "process", "network", "signal", "limits", "library",
    "interpreter", "message",
]  # fmt: skip
"""Kinds of telling acts. A `message` is one that violates this protocol."""


class Node(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """Base of everything that a header is made of."""


class Plain(Node, frozen=True, tag="p"):
    """A Python scalar, or text."""

    value: Union[bool, int, float, Text, None]  # noqa: UP007  (a type that msgspec reads at run time)


class Number(Node, frozen=True, tag="n"):
    """A NumPy scalar, or a Python complex (`complex128`): 1 item of the body."""

    dtype: Dtype


class ArrayNode(Node, frozen=True, tag="a"):
    """An array: its bytes stand in the body, in C order.

    `strides` (in items) are given for arguments whose layout is to be reproduced; `handle` is the
    number under which the worker keeps the very object.
    """

    dtype: Dtype
    shape: Annotated[list[Dimension], msgspec.Meta(max_length=MAX_DIMENSIONS)]
    handle: int = -1
    strides: Annotated[list[int], msgspec.Meta(max_length=MAX_DIMENSIONS)] | None = None
    read_only: bool = False
    swapped: bool = False


class Handle(Node, frozen=True, tag="h"):
    """An object that stays in the worker, and words for what it is."""

    number: int
    what: Kind = ""


class Items(Node, frozen=True, tag="i"):
    """A tuple of scalars, as an argument."""

    values: Annotated[list[Union[bool, int, float, Text, None]], msgspec.Meta(max_length=MAX_ITEMS)]  # noqa: UP007


Value = Union[Plain, Number, ArrayNode, Handle, Items]  # noqa: UP007
Values = Annotated[list[Value], msgspec.Meta(max_length=MAX_ITEMS)]


class StandIn(msgspec.Struct, frozen=True):
    """Functions of a module that the grader answers in the submission's place."""

    module: str
    names: tuple[str, ...]


class Load(Node, frozen=True, tag="load"):
    """Hand the submission over and import `module`, if any; answered by `Reply` or `Raised`.

    `codes` has the marshalled code of those sources that the grader has compiled.
    """

    module: str
    sources: dict[str, str]
    codes: dict[str, bytes]
    cells: tuple[str, ...]
    notebook: str
    modules: tuple[str, ...]
    stand_ins: tuple[StandIn, ...]
    allowed: tuple[str, ...] | None
    forbidden: dict[str, tuple[str, ...]]
    result_bytes: int
    output_chars: int
    cell_seconds: float


class Call(Node, frozen=True, tag="call"):
    """Call `module.name`, or the object behind a handle."""

    name: str
    handle: int
    args: list[Value]
    kwargs: dict[str, Value]
    keep: bool
    watch: bool


class CallEach(Node, frozen=True, tag="each"):
    """Make calls one after the other, until one raises; each is answered as a `Call` is."""

    calls: Annotated[list[Call], msgspec.Meta(max_length=MAX_CALLS)]


class Get(Node, frozen=True, tag="get"):
    """Read an attribute of the object behind a handle."""

    handle: int
    name: str


Single = Union[Call, Get]  # noqa: UP007
"""A request that a check makes, and that one answer is to."""


class CaseScript(Node, frozen=True):
    """The calls that a case makes on the reference.

    `raises` says of each whether it raises there, and `start` where in the body the contents of
    their arrays begin. A case without steps makes those of the case before it, and is answered by
    what came of them.
    """

    steps: list[Single]
    raises: list[bool]
    start: int


class Script(Node, frozen=True, tag="script"):
    """Make the calls of cases in `module`, one after the other; each is answered by `Answers`.

    The module is imported if it was not; where that raises or prints, no call is made, and each
    case has no answers. Before each case every object is let go of. A case ends with the first call
    that raises where none is due to, or does not where one is: what the case would ask for then,
    nobody knows yet. It also ends where its results are more than one answer may carry.
    """

    module: str
    cases: list[CaseScript]


class Forget(Node, frozen=True, tag="forget"):
    """Let go of every object kept so far. Not answered."""


class Provide(Node, frozen=True, tag="provide"):
    """The answer to a `Callback`: values, or the text of an exception."""

    values: list[Value]
    single: bool
    error: str | None = None
    value_error: bool = False


class Reply(Node, frozen=True, tag="reply"):
    """A result: one value, or the items of a tuple or list.

    `seconds` is what a call took by the worker's clock, which is its own word. So is `changed`, the
    arguments that the call changed: to take the worker apart and keep that back gains a submission
    nothing that a copy in its first line would not, and bytes that were sent back for the grader to
    compare would come from the same process.
    """

    values: Values
    single: bool
    changed: Annotated[list[Name], msgspec.Meta(max_length=MAX_ITEMS)]
    printed: Text = ""
    seconds: float = 0.0


class Frame(Node, frozen=True):
    """One step of a traceback within the submission."""

    file: Name
    line: int
    function: Name


class Raised(Node, frozen=True, tag="raised"):
    """An exception: the built-in type that it is, its text, and where, innermost last."""

    exception: Name
    value_error: bool
    message: Annotated[str, msgspec.Meta(max_length=4_000)]
    frames: Annotated[list[Frame], msgspec.Meta(max_length=16)]
    kind: Literal["error", "memory", "missing", "forbidden"] = "error"
    printed: Text = ""


class Answers(Node, frozen=True, tag="answers"):
    """The answers to the first calls of a case, which tell no time; `ends`: of each in the body."""

    answers: Annotated[list[Union[Reply, Raised]], msgspec.Meta(max_length=MAX_STEPS)]  # noqa: UP007
    ends: Annotated[list[int], msgspec.Meta(max_length=MAX_STEPS)]


class Callback(Node, frozen=True, tag="callback"):
    """The submission calls a function that the grader stands in for."""

    module: Name
    name: Name
    args: Values
    kwargs: Annotated[dict[Name, Value], msgspec.Meta(max_length=MAX_ITEMS)]


class Attempt(Node, frozen=True, tag="attempt"):
    """The submission is about to do something telling. Not answered."""

    act: Act
    what: Name


Request = Union[Load, Call, CallEach, Script, Get, Forget, Provide]  # noqa: UP007
Answer = Union[Reply, Raised, Answers, Callback, Attempt]  # noqa: UP007

_encoder = msgspec.msgpack.Encoder()
_requests: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)
_answers: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)
M = TypeVar("M")


def pack(number: int, message: Request | Answer, body: Sequence[Buffer]) -> bytes:
    """Return the bytes of a message whose arrays have the given contents."""
    return b"".join(parts(number, message, body))


def encoded(message: Request | Answer | Value) -> bytes:
    """Return the header of a message, or the bytes of a value in one."""
    return _encoder.encode(message)


def parts(number: int, message: Request | Answer, body: Sequence[Buffer]) -> list[Buffer]:
    """Return the bytes of a message in parts; those that are long are not copied."""
    return framed(number, _encoder.encode(message), body)


def framed(number: int, header: bytes, body: Sequence[Buffer]) -> list[Buffer]:
    """Return what `parts` does, of a header that is encoded already."""
    size = sum(map(len, body))
    start = PREFIX.pack(MAGIC, number, len(header), size)
    if size <= COPIED:
        return [b"".join((start, header, *body))]
    return [start + header, *body]


def prefix(data: Buffer, max_header: int, max_body: int) -> tuple[int, int, int]:
    """Read what stands before a header: the number of the request, and two lengths in bytes.

    Raises
    ------
    ProtocolError
        If it is none, or if header or body are longer than allowed.
    """
    magic, number, header, body = PREFIX.unpack(data)
    if magic != MAGIC:
        raise ProtocolError("not a message")
    if header > max_header or body > max_body:
        raise ProtocolError(f"a message of {header} + {body} bytes")
    return number, header, body


def request(header: Buffer) -> Request:
    """Read the header of a message to the worker."""
    return _decode(_requests, header)


def answer(header: Buffer) -> Answer:
    """Read the header of a message from the worker; `ProtocolError` if it is not well-formed."""
    return _decode(_answers, header)


def _decode(decoder: msgspec.msgpack.Decoder[M], header: Buffer) -> M:
    try:
        return decoder.decode(header)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError, ValueError) as error:
        raise ProtocolError(f"a malformed header: {error}"[:300]) from None
