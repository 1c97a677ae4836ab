"""YAML → the texts of a document's top-level scalars, from the parser's events.

Nothing is constructed and nothing is expanded: a scalar keeps its source text (`no` stays `no`, `0`
stays `0`), an alias is looked up, and what is nested is passed over. So a document costs time and
memory in proportion to its length, whatever its aliases say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import field
from typing import Any

from autograder.records import dataclass

_DEPTH = 50
_MOST_KEYS = 100
_MERGE = "<<"
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})

NESTED = object()
"""Stands for a value that is a list or a mapping."""


class MalformedError(Exception):
    """A text is not YAML; the error's text says where."""


@dataclass
class _Node:
    """A mapping or a sequence while it is read; of a mapping only the keys asked for are kept."""

    is_mapping: bool
    anchor: str | None
    pairs: dict[str, Any] = field(default_factory=dict)
    merged: dict[str, Any] = field(default_factory=dict)
    key: Any = None
    awaits_value: bool = False


@dataclass
class Pairs:
    """What a text's top-level mappings hold.

    Parameters
    ----------
    values
        The text, or `NESTED`, by key; keys as they are written.
    repeated
        Keys that occur more than once; the last value counts.
    documents
        How many documents there were.
    is_mapping
        Whether each was a mapping (or empty).
    last
        The key whose value was read last; after an error it is in doubt.
    undefined
        Keys whose value is an alias that nothing defines.
    """

    values: dict[str, Any] = field(default_factory=dict)
    repeated: list[str] = field(default_factory=list)
    documents: int = 0
    is_mapping: bool = True
    last: str = ""
    undefined: list[str] = field(default_factory=list)


def read_pairs(text: str, keys: Collection[str], pairs: Pairs) -> None:
    """Read the top level of a YAML text into `pairs`, as far as it goes.

    Parameters
    ----------
    text
        The YAML.
    keys
        The keys to keep, compared without case and without blanks around them.
    pairs
        Filled in; after an error it holds what came before.

    Raises
    ------
    MalformedError
        If the text is not YAML, or nested too deeply.
    """
    import yaml  # here: few submissions have YAML

    wanted = {key.strip().casefold() for key in keys}
    anchors: dict[str, Any] = {}
    stack: list[_Node] = []
    try:
        for event in _events(text):
            if isinstance(event, yaml.DocumentStartEvent):
                pairs.documents += 1
                anchors.clear()
            elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                if len(stack) >= _DEPTH:
                    raise MalformedError("nested too deeply")
                is_mapping = isinstance(event, yaml.MappingStartEvent)
                if not stack:
                    pairs.is_mapping &= is_mapping
                stack.append(_Node(is_mapping, event.anchor))
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                node = stack.pop()
                node.pairs = _joined(node.merged, node.pairs)
                if node.anchor:
                    anchors[node.anchor] = node
                if stack:
                    _give(stack, node, wanted, pairs)
                elif node.is_mapping:
                    _keep(node, pairs)
            elif isinstance(event, yaml.ScalarEvent):
                value = None if not event.style and event.value in _NULLS else event.value
                if event.anchor:
                    anchors[event.anchor] = value
                if stack:
                    _give(stack, event.value if _awaits_key(stack) else value, wanted, pairs)
                else:
                    pairs.is_mapping &= value is None
            elif isinstance(event, yaml.AliasEvent):
                anchor = str(event.anchor)
                if len(stack) == 1 and anchor not in anchors and not _awaits_key(stack):
                    pairs.undefined.append(str(stack[0].key))
                if stack:
                    _give(stack, anchors.get(anchor), wanted, pairs)
    except (yaml.YAMLError, MalformedError) as error:
        if stack and stack[0].is_mapping:
            _keep(stack[0], pairs)
        raise MalformedError(_said(error)) from None


def _events(text: str) -> Iterator[Any]:
    import yaml

    # libyaml looks ahead further the deeper brackets nest, so that reading stops early matters.
    yield from yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _awaits_key(stack: list[_Node]) -> bool:
    return stack[-1].is_mapping and not stack[-1].awaits_value


def _give(stack: list[_Node], value: Any, wanted: Collection[str], pairs: Pairs) -> None:
    """Hand a finished value to the mapping or sequence that it stands in."""
    node = stack[-1]
    if not node.is_mapping:
        if isinstance(value, _Node) and value.is_mapping:
            # For `<<: [*a, *b]`, where the earlier takes precedence.
            node.pairs = _joined(value.pairs, node.pairs)
        return
    if not node.awaits_value:
        node.key, node.awaits_value = value, True
        if len(stack) == 1 and isinstance(value, str):
            pairs.last = value
        return
    node.awaits_value = False
    key = node.key
    if key == _MERGE and isinstance(value, _Node):
        node.merged = _joined(value.pairs, node.merged)
    elif isinstance(key, str) and key.strip().casefold() in wanted:
        if len(stack) == 1 and key in node.pairs:
            pairs.repeated.append(key)
        if key in node.pairs or len(node.pairs) < _MOST_KEYS:
            node.pairs[key] = NESTED if isinstance(value, _Node) else value


def _joined(merged: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Return both, `own` before `merged`; bounded, since merges of merges would add up."""
    joined = dict(own)
    for key, value in merged.items():
        if len(joined) >= _MOST_KEYS:
            break
        joined.setdefault(key, value)
    return joined


def _keep(node: _Node, pairs: Pairs) -> None:
    found = _joined(node.merged, node.pairs)
    pairs.repeated += [key for key in found if key in pairs.values]
    pairs.values.update(found)


def _said(error: Exception) -> str:
    if isinstance(error, MalformedError):
        return str(error)
    mark = getattr(error, "problem_mark", None)
    what = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "cut off")
    return f"line {mark.line + 1}: {what}" if mark else what
