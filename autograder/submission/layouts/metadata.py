"""Gradescope's `submission_metadata.yml` → whose each submission is. Nothing is constructed.

The file holds what every test printed in every version of every submission, so it may be large. It
is read line by line, and what is indented below `:results:` and the like is dropped before the YAML
is looked at. Keys are Ruby's symbols (`:name:`); they are taken with and without the first colon.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from autograder.model.person import Person
from autograder.records import dataclass
from autograder.submission.decoding import decode
from autograder.submission.events import MalformedError
from autograder.submission.remarks import size
from autograder.submission.wanted import MIB

FILE_BYTES = 4096 * MIB
"""The largest file."""
KEPT_BYTES = 64 * MIB
"""How much of it may be left when results and history are dropped."""
_LINE = 64 * MIB
_DEPTH = 50
_NODES = 5_000_000
_MEMBERS = 500
_TEXT = 500
_INNER_KEY = re.compile(rb"  :?([A-Za-z_][\w ]*):(?:\s|$)")
_LONG = {b"results", b"history", b"autograder_results", b"evaluations"}
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Record:
    """What the metadata say of one submission.

    Parameters
    ----------
    people
        Who handed it in.
    earlier
        How many earlier versions its history has.
    """

    people: tuple[Person, ...] = ()
    earlier: int = 0


def read_metadata(blocks: Iterable[bytes]) -> dict[str, Record]:
    """Read the metadata of an export.

    Parameters
    ----------
    blocks
        The file, some of it at a time.

    Returns
    -------
    dict of str to Record
        By the names of the submissions' folders.

    Raises
    ------
    MalformedError
        If it is not YAML, not a mapping, or out of all proportion.
    """
    earlier: dict[str, int] = {}
    kept = bytearray()
    for line in _without_results(_lines(blocks), earlier):
        kept += line
        if len(kept) > KEPT_BYTES:
            raise MalformedError(f"more than {size(KEPT_BYTES)} of names")
    document = _compose(decode(bytes(kept)).text)
    if not isinstance(document, dict):
        raise MalformedError("no mapping of submissions at its top level")
    return {
        name: Record(_people(_get(value, "submitters")), earlier.get(name, _length(value)))
        for name, value in document.items()
        if isinstance(value, dict)
    }


def _lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines with their ends."""
    rest = b""
    total = 0
    for block in blocks:
        total += len(block)
        if total > FILE_BYTES:
            raise MalformedError(f"larger than {size(FILE_BYTES)}")
        *whole, rest = (rest + block).split(b"\n")
        if len(rest) > _LINE:
            raise MalformedError(f"a line longer than {size(_LINE)}")
        for line in whole:
            yield line + b"\n"
    if rest:
        yield rest


def _without_results(lines: Iterable[bytes], earlier: dict[str, int]) -> Iterator[bytes]:
    """Drop what is below keys that are of no use, in the form that Gradescope writes.

    There, a submission's folder is a key at the beginning of a line and what is said of it a key
    after two blanks; lists are not indented further than their key. Anything else is kept.
    """
    keeps = True
    key = folder = b""
    for line in lines:
        inner = _INNER_KEY.match(line)
        if inner:
            key = inner[1]
            keeps = key not in _LONG
        elif line[:1] not in (b" ", b"-", b"\n", b"\r", b"#"):
            folder, key, keeps = line.split(b":")[0].strip(b"\"' "), b"", True
        elif key == b"history" and line.startswith(b"  - "):
            name = folder.decode("utf-8", "replace")
            earlier[name] = earlier.get(name, 0) + 1
        if keeps:
            yield line


@dataclass
class _Open:
    """A mapping or a list while it is read."""

    value: dict[str, Any] | list[Any]
    anchor: str | None
    key: str | None = None


def _compose(text: str) -> Any:
    """Return a document of mappings, lists and texts; an alias is the very thing it names."""
    anchors: dict[str, Any] = {}
    stack: list[_Open] = []
    done: Any = None
    nodes = 0
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            nodes += 1
            if nodes > _NODES:
                raise MalformedError("more entries than any class has")
            if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                if len(stack) >= _DEPTH:
                    raise MalformedError("nested too deeply")
                empty: dict[str, Any] | list[Any] = (
                    {} if isinstance(event, yaml.MappingStartEvent) else []
                )
                stack.append(_Open(empty, event.anchor))
                continue
            if isinstance(event, yaml.ScalarEvent):
                value: Any = _scalar(event)
                anchor = event.anchor
            elif isinstance(event, yaml.AliasEvent):
                value, anchor = anchors.get(str(event.anchor)), None
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                opened = stack.pop()
                value, anchor = opened.value, opened.anchor
            else:
                continue
            if anchor:
                anchors[anchor] = value
            if not stack:
                done = value
            else:
                _give(stack[-1], value)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = str(getattr(error, "problem", None) or "cut off")
        raise MalformedError(f"near {_near(text, mark)}: {what}" if mark else what) from None
    return done


def _near(text: str, mark: Any) -> str:
    """Say which submission a place in the text belongs to; lines were dropped before it."""
    for line in reversed(text[: mark.index].split("\n")[-1000:]):
        if line[:1].strip() and ":" in line:
            return line.split(":")[0][:80]
    return "its beginning"


def _give(node: _Open, value: Any) -> None:
    if isinstance(node.value, list):
        node.value.append(value)
    elif node.key is None:
        node.key = value if isinstance(value, str) else ""
    else:
        node.value[node.key] = value
        node.key = None


def _scalar(event: yaml.ScalarEvent) -> str:
    if not event.style and event.value in _NULLS:
        return ""
    text = str(event.value)
    if event.tag in ("!binary", "tag:yaml.org,2002:binary"):  # Ruby's for what is not ASCII
        try:
            return base64.b64decode(text).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return text
    return text


def _get(value: Any, key: str) -> Any:
    return value.get(f":{key}", value.get(key)) if isinstance(value, dict) else None


def _length(value: Any) -> int:
    history = _get(value, "history")
    return len(history) if isinstance(history, list) else 0


def _people(submitters: Any) -> tuple[Person, ...]:
    people = []
    for one in submitters[:_MEMBERS] if isinstance(submitters, list) else []:
        name, number, email = (_text(_get(one, key)) for key in ("name", "sid", "email"))
        if name or number or email:
            people.append(Person(name=name, email=email, number=number))
    return tuple(dict.fromkeys(people))


def _text(value: Any) -> str:
    return " ".join(value[:_TEXT].split()) if isinstance(value, str) else ""
