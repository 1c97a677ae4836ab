"""What Gradescope asks of `results.json`: a JSON Schema, and what a schema cannot say."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from autograder.reporting.json_schema import violations

SCHEMA_FILE = Path(__file__).with_name("gradescope.schema.json")
CLOSE = 0.005
"""Points by which sums may differ: the platform shows two decimals."""


@cache
def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of `results.json`."""
    found: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return found


def problems(data: bytes) -> list[str]:
    """Return a sentence for everything in the bytes of `results.json` that breaks the contract.

    Empty when all is well. Source: Gradescope's autograder documentation, and a public copy of
    its harness.
    """
    repeated: list[str] = []
    try:
        document = _parsed(data, repeated)
    except (ValueError, RecursionError) as error:
        return [f"results.json cannot be read: {_in_words(error)}"]
    found = [f"the key {key!r} stands twice in one object" for key in repeated]
    found.extend(violations(document, schema()))
    found.extend(_leaves(document, ""))
    return list(dict.fromkeys(found))


def warnings(data: bytes, total_points: float | None = None) -> list[str]:
    """Return a sentence for what is allowed, and may not be what was meant.

    Parameters
    ----------
    data
        The bytes of `results.json`, which have no problem.
    total_points
        The assignment's points on the platform, those that a person awards included.
    """
    document = _parsed(data, [])
    tests = document.get("tests", [])
    found = []
    for number, test in enumerate(tests):
        if "score" not in test and "status" not in test:
            found.append(f"tests[{number}]: without score and status it is shown as failed")
    if tests and total_points is not None:
        points = math.fsum(test.get("max_score", 0.0) for test in tests)
        if abs(points - total_points) > CLOSE:
            found.append(
                f"the tests' max_score add up to {points:g}, the assignment has {total_points:g} "
                "points; is the rest awarded by a person?"
            )
    scores = [test["score"] for test in tests if "score" in test]
    if "score" in document and scores and abs(document["score"] - math.fsum(scores)) > CLOSE:
        found.append(
            f"score is {document['score']:g}, the tests' scores add up to {math.fsum(scores):g}; "
            "the former counts"
        )
    return found


def _parsed(data: bytes, repeated: list[str]) -> Any:
    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            repeated.extend(key for key in found if keys.count(key) > 1)
        return found

    return json.loads(data.decode("utf-8"), object_pairs_hook=members)


def _in_words(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, UnicodeDecodeError):
        return f"it is not UTF-8 (byte {error.start})"
    if isinstance(error, json.JSONDecodeError):
        what = error.msg[0].lower() + error.msg[1:]
        return f"it is no JSON: {what} (line {error.lineno}, column {error.colno})"
    return f"it is no JSON: {error}"


def _leaves(value: Any, where: str) -> Iterator[str]:
    """Yield what is wrong with single values and keys, wherever they stand."""
    place = f"{where}: " if where else ""
    if isinstance(value, dict):
        for key, item in value.items():
            inner = f"{where}.{key}" if where else key
            yield from _characters(key, f"{place}a key ")
            yield from _leaves(item, inner)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _leaves(item, f"{where}[{number}]")
    elif isinstance(value, str):
        yield from _characters(value, place)
    elif isinstance(value, (int, float)) and not abs(value) <= sys.float_info.max:
        yield f"{place}is no finite number; the platform cannot read the file"


def _characters(text: str, place: str) -> Iterator[str]:
    if "\0" in text:
        yield f"{place}has a NUL byte, which the platform replaces"
    if any("\ud800" <= character <= "\udfff" for character in text):
        yield f"{place}has half a surrogate pair, which is no character"
