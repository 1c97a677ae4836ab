"""An earlier submission's results in place of new ones, for a submission that is one too many."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from autograder.model.assignment import RateLimit

NOTE = "rate_limit"
"""The key of `extra_data` that holds our sentence, which the results then begin with."""
MOST = 90_000
"""Characters of a text; the platform cuts at 100,000."""
MOST_DEEP = 40


def carried_over(results: Mapping[str, Any], sentence: str) -> dict[str, Any] | None:
    """Return earlier results with a sentence before their output, by the contract.

    Only keys that the contract knows are taken, with values of the right kind.

    Parameters
    ----------
    results
        As the platform kept them.
    sentence
        For the student: why these are not new, and when the next are.

    Returns
    -------
    dict or None
        `None` where there is no score in them.
    """
    tests = [_test(one) for one in _objects(results.get("tests"))]
    document = _taken(results, TOP)
    extra = document.setdefault("extra_data", {})
    output = document.get("output", "")
    before = extra.get(NOTE)
    if isinstance(before, str):  # these were carried over themselves
        output = output.removeprefix(before).lstrip("\n")
    extra[NOTE] = sentence
    document["output"] = f"{sentence}\n\n{output}" if output else sentence
    document.setdefault("stdout_visibility", "hidden")
    document["tests"] = tests
    entries = [_taken(one, ENTRY) for one in _objects(results.get("leaderboard"))]
    entries = [entry for entry in entries if entry.keys() >= {"name", "value"}]
    if entries:
        document["leaderboard"] = entries
    if "score" not in document and not any("score" in test for test in tests):
        return None
    return document


def sentence(limit: RateLimit, until: datetime) -> str:
    """Say that a submission was one too many, and when the next is graded."""
    often = "1 submission is" if limit.submissions == 1 else f"{limit.submissions} submissions are"
    hours = "1 hour" if limit.hours == 1 else f"{limit.hours:g} hours"
    return (
        f"This submission was not graded: at most {often} graded within {hours}. What follows is "
        f"the result of the one before. The next is graded from {_moment(until)} on."
    )


def _moment(time: datetime) -> str:
    """Return a time to the minute, rounded up, in its own zone."""
    if time.second or time.microsecond:
        time = datetime.fromtimestamp(math.ceil(time.timestamp() / 60) * 60, time.tzinfo)
    zone = time.strftime("%z")
    return f"{time:%Y-%m-%d %H:%M} (UTC{zone[:3]}:{zone[3:5]})"


def _objects(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _test(found: Mapping[str, Any]) -> dict[str, Any]:
    test = _taken(found, TEST)
    tags = found.get("tags")
    if isinstance(tags, list):
        test["tags"] = [_text(tag) for tag in tags if isinstance(tag, str)]
    return test


def _taken(found: Mapping[str, Any], known: Mapping[str, Callable[[Any], bool]]) -> dict[str, Any]:
    """Return what is known and of the right kind."""
    return {key: _plain(found[key]) for key, fits in known.items() if fits(found.get(key))}


def _plain(value: Any, depth: int = 0) -> Any:
    """Return a value without nulls, without numbers that are not finite, with plain texts."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return {_text(str(k)): _plain(v, depth + 1) for k, v in value.items() if _sound(v, depth)}
    if isinstance(value, list):
        return [_plain(item, depth + 1) for item in value if _sound(item, depth)]
    return value


def _sound(value: Any, depth: int) -> bool:
    if isinstance(value, (dict, list)):
        return depth < MOST_DEEP
    if isinstance(value, float):
        return math.isfinite(value)
    return value is not None


def _text(text: str) -> str:
    text = text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")
    half = MOST // 2
    return text if len(text) <= MOST else f"{text[:half]}\n…\n{text[-half:]}"


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _one_of(*words: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and value in words


_is_format = _one_of("text", "html", "simple_format", "md", "ansi")
_is_visibility = _one_of("visible", "hidden", "after_due_date", "after_published")

TOP = {
    "score": _is_number,
    "execution_time": _is_number,
    "output": _is_text,
    "output_format": _is_format,
    "test_output_format": _is_format,
    "test_name_format": _is_format,
    "visibility": _is_visibility,
    "stdout_visibility": _is_visibility,
    "extra_data": _is_object,
}
TEST = {
    "score": _is_number,
    "max_score": _is_number,
    "status": _one_of("passed", "failed"),
    "name": _is_text,
    "name_format": _is_format,
    "number": _is_text,
    "output": _is_text,
    "output_format": _is_format,
    "visibility": _is_visibility,
    "extra_data": _is_object,
}
ENTRY = {
    "name": _is_text,
    "value": lambda value: _is_number(value) or _is_text(value),
    "order": _one_of("asc", "desc"),
}
