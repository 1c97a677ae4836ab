"""`submission_metadata.json`: what the platform says of a submission, as far as it does."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from autograder.records import dataclass

MAX_BYTES = 64 * 2**20
"""The results of the submission before are in it."""
MAX_ID = 100

_FRACTION = re.compile(r"\.(\d+)")
_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Previous:
    """An earlier submission of the same students.

    Parameters
    ----------
    time
        When it was handed in.
    error
        Whether the autograder failed on it.
    results
        Its `results.json`; the platform keeps those of the latest one only.
    """

    time: datetime
    error: bool = False
    results: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Metadata:
    """A submission, as the platform describes it; `None` and empty where it does not say.

    Parameters
    ----------
    id
        The submission's own.
    created_at
        When it was handed in.
    due
        When it was due: for a group the latest date that one of its students has.
    total_points
        What the assignment is worth there, with what a person awards.
    previous
        Earlier submissions, the earliest first.
    problems
        For staff: what is missing or not as it should be.
    """

    id: str = ""
    created_at: datetime | None = None
    due: datetime | None = None
    total_points: float | None = None
    previous: tuple[Previous, ...] = ()
    problems: tuple[str, ...] = ()


def read(path: Path) -> Metadata:
    """Read the file; whatever is wrong with it is among the `problems`, and nothing is raised."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        return Metadata(problems=(f"{path.name} cannot be read: {error.strerror}",))
    if len(data) > MAX_BYTES:
        return Metadata(problems=(f"{path.name} is larger than {MAX_BYTES >> 20} MiB",))
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return Metadata(problems=(f"{path.name} is no JSON",))
    if not isinstance(document, dict):
        return Metadata(problems=(f"{path.name} is no object",))
    return interpret(document)


def interpret(document: Mapping[str, Any]) -> Metadata:
    """Return what the file's contents say."""
    reader = _Reader()
    assignment = reader.get(document, "assignment", "", _mapping) or {}
    return Metadata(
        id=reader.get(document, "id", "", _id) or "",
        created_at=reader.get(document, "created_at", "", _time),
        due=_due(reader, document, assignment),
        total_points=reader.get(assignment, "total_points", "assignment.", _number),
        previous=_previous(reader, document),
        problems=tuple(reader.problems),
    )


class _Reader:
    """Takes values out of mappings and notes what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def get(
        self, found: Mapping[str, Any], key: str, where: str, read: Callable[[Any], _Value]
    ) -> _Value | None:
        """Return what `read` makes of a value; `None`, with a problem, where that cannot be."""
        if found.get(key) is None:
            self.problems.append(f"submission_metadata.json has no {where}{key}")
            return None
        try:
            return read(found[key])
        except (TypeError, ValueError, OverflowError, RecursionError) as error:
            self.problems.append(f"submission_metadata.json: {where}{key} {error}")
            return None

    def optional(
        self, found: Mapping[str, Any], key: str, where: str, read: Callable[[Any], _Value]
    ) -> _Value | None:
        """Return the same for a value that need not be there."""
        return None if found.get(key) is None else self.get(found, key, where, read)


def _due(
    reader: _Reader, document: Mapping[str, Any], assignment: Mapping[str, Any]
) -> datetime | None:
    """Return the latest due date of the students: with an extension, one has a date beside them."""
    read = reader.optional if "due_date" in assignment else reader.get  # null: it is never due
    general = read(assignment, "due_date", "assignment.", _time)
    dates = []
    for number, user in enumerate(reader.optional(document, "users", "", _list) or []):
        own = user.get("assignment") if isinstance(user, dict) else None
        own = own if isinstance(own, dict) else {}
        date = reader.optional(own, "due_date", f"users[{number}].assignment.", _time) or general
        if date is not None:
            dates.append(date)
    return max(dates, default=general)


def _previous(reader: _Reader, document: Mapping[str, Any]) -> tuple[Previous, ...]:
    found = []
    for number, one in enumerate(reader.get(document, "previous_submissions", "", _list) or []):
        where = f"previous_submissions[{number}]"
        if not isinstance(one, dict):
            reader.problems.append(f"submission_metadata.json: {where} is no object")
            continue
        time = reader.get(one, "submission_time", f"{where}.", _time)
        results = one.get("results")
        if time is not None:
            found.append(
                Previous(
                    time,
                    bool(one.get("autograder_error")),
                    results if isinstance(results, dict) else None,
                )
            )
    return tuple(sorted(found, key=lambda one: one.time))


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("is no object")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("is no list")
    return value


def _id(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, str)) or value == "":
        raise ValueError("is no number")
    return str(value)[:MAX_ID]


def _time(value: Any) -> datetime:
    """Read an ISO 8601 time with its distance from UTC.

    Python 3.10 knows neither `Z` nor fractions of a second that have not 3 or 6 digits.
    """
    try:
        text = _FRACTION.sub(lambda found: f".{found[1][:6]:0<6}", value, count=1)
        time = datetime.fromisoformat(f"{text[:-1]}+00:00" if text[-1:] in ("z", "Z") else text)
        time.astimezone()  # years at the ends of the calendar have no other time zone
    except (TypeError, ValueError, OverflowError, KeyError):
        raise ValueError("is no time such as 2026-03-01T23:59:00-08:00") from None
    if time.utcoffset() is None:
        raise ValueError("does not say in which time zone it is")
    return time


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise ValueError("is no number")
    try:
        number = float(value)
    except (ValueError, OverflowError):
        raise ValueError("is no number") from None
    if not math.isfinite(number):
        raise ValueError("is no number")
    return number
