"""Holds a document against a JSON Schema and says in words what is wrong, all of it."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

Schema = dict[str, Any]

KEYWORDS = frozenset(
    {"type", "enum", "maxLength", "required", "properties", "additionalProperties", "items",
     "contains", "anyOf", "$ref", "$defs", "$schema", "$comment", "title"}
)  # fmt: skip
"""What is understood here; `$comment` beside `anyOf` has the words for it."""
WORDS = {
    "object": "an object",
    "array": "a list",
    "string": "text",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}
MAX_QUOTED = 60


def violations(
    value: Any, schema: Schema, where: str = "", root: Schema | None = None
) -> Iterator[str]:
    """Yield a sentence for each place in a document that the schema does not allow.

    Parameters
    ----------
    value
        The document, or a part of it, as `json.loads` returns it.
    schema
        What it should be; its keywords are among `KEYWORDS`.
    where
        The part's place, such as `tests[2].score`.
    root
        The whole schema, where `schema` is a part of it.
    """
    root = schema if root is None else root
    place = f"{where}: " if where else "the document "
    if "$ref" in schema:
        yield from violations(value, root["$defs"][schema["$ref"].rpartition("/")[2]], where, root)
        return
    kinds = schema.get("type", kind(value))
    if kind(value) not in kinds:
        wanted = " or ".join(WORDS[one] for one in ([kinds] if isinstance(kinds, str) else kinds))
        hint = "; leave the key out" if value is None else ""
        yield f"{place}should be {wanted}, not {WORDS[kind(value)]}{hint}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{place}should be {' or '.join(schema['enum'])}, not {_quoted(value)}"
    if "anyOf" in schema and not any(_fits(value, one, root) for one in schema["anyOf"]):
        yield place + str(schema["$comment"])
    if isinstance(value, str) and len(value) > schema.get("maxLength", len(value)):
        most = schema["maxLength"]
        yield f"{place}has {len(value):,} characters; more than {most:,} are cut in the middle"
    if isinstance(value, dict):
        yield from _members(value, schema, where, root)
    if isinstance(value, list):
        yield from _items(value, schema, where, root)


def _members(value: dict[str, Any], schema: Schema, where: str, root: Schema) -> Iterator[str]:
    place = f"{where}: " if where else "the document "
    known = schema.get("properties", {})
    for key in schema.get("required", ()):
        if key not in value:
            yield f"{place}has no {key!r}, which is required"
    for key, item in value.items():
        if key in known:
            yield from violations(item, known[key], f"{where}.{key}" if where else key, root)
        elif not schema.get("additionalProperties", True):
            near = get_close_matches(key, known, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            yield f"{place}has a key that is not known, {_quoted(key)}{hint}"


def _items(value: list[Any], schema: Schema, where: str, root: Schema) -> Iterator[str]:
    if "contains" in schema and not any(_fits(item, schema["contains"], root) for item in value):
        yield f"{where}: has no item of the kind that is required"
    if "items" in schema:
        for number, item in enumerate(value):
            yield from violations(item, schema["items"], f"{where}[{number}]", root)


def _fits(value: Any, schema: Schema, root: Schema) -> bool:
    return next(violations(value, schema, root=root), None) is None


def kind(value: Any) -> str:
    """Return JSON's name for the type of a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def _quoted(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= MAX_QUOTED else f"{text[:MAX_QUOTED]}…"
