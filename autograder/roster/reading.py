"""A roster's CSV file → who is on it."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.errors import UsageError
from autograder.model.person import Person
from autograder.records import dataclass
from autograder.roster.columns import known, roles
from autograder.submission.decoding import decode
from autograder.submission.remarks import shown, size
from autograder.submission.wanted import MIB

FILE_BYTES = 64 * MIB
"""The largest file."""
_MOST = 200_000
_CELL = 500
_TITLES = 10
_HEADINGS = 20_000
_SEPARATORS = ",;\t"
_PARTICIPANT = re.compile(r"\D*(\d{1,18})")
_STUDENT = re.compile(r"student|learner|pupil", re.IGNORECASE)
_UNIQUE = ("number", "login", "email", "canvas", "moodle")


@dataclass(frozen=True)
class Listed:
    """Somebody on a roster.

    Parameters
    ----------
    person
        Who.
    line
        Where in the file, counted from 1.
    first, last
        The names, where the roster tells them apart.
    github
        The name on GitHub, where the roster has it beside a login.
    group
        The group that hands in together.
    """

    person: Person
    line: int = 0
    first: str = ""
    last: str = ""
    github: str = ""
    group: str = ""


@dataclass(frozen=True)
class Roster:
    """Who is in a course.

    Parameters
    ----------
    listed
        The students, in the order of the file.
    notes
        What is doubtful about it: sentences for whoever grades.
    """

    listed: tuple[Listed, ...]
    notes: tuple[str, ...] = ()


def read(path: Path) -> Roster:
    """Read a roster.

    UTF-8, UTF-16 and Windows-1252 are understood, and commas, semicolons and tabs. Rows of others
    than students (by a column `Role`), of Canvas's test student and of possible points are passed
    over.

    Raises
    ------
    UsageError
        If it cannot be read, or names nobody.
    """
    text = _text(path)
    rows = _rows(path, text)
    found: dict[str, list[int]] = {}
    for line, row in rows:
        found = roles(row)
        if found or line > _TITLES:
            break
    if not found:
        raise UsageError(
            f"{path}: no column has a heading that names people; use, for example, "
            f"{', '.join(known())}"
        )
    listed = []
    staff: set[str] = set()
    for line, row in rows:
        role = _cell(row, found.get("role", ()))
        if role and not _STUDENT.search(role):
            staff.add(role)
            continue
        one = _listed(row, found, line)
        if one is not None:
            listed.append(one)
        if len(listed) > _MOST:
            raise UsageError(f"{path}: more than {_MOST:,} people")
    notes = []
    if staff:
        named = ", ".join(sorted(shown(role, 40) for role in staff)[:4])
        notes.append(f"{path.name}: rows with another role than student are passed over ({named}).")
    return Roster(*_without_duplicates(path, listed, notes))


def _text(path: Path) -> str:
    try:
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size > FILE_BYTES:
                raise UsageError(f"{path}: larger than {size(FILE_BYTES)}, so no roster")
            data = file.read(FILE_BYTES)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror or error})") from None
    if data[:2] == b"PK":
        raise UsageError(f"{path}: an Excel file; save it as CSV")
    text = decode(data)
    if text.problem:
        raise UsageError(f"{path}: {text.problem}")
    return text.text


def _rows(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank, with the line on which each ends."""
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for row in reader:
            if any(cell.strip() for cell in row) and not row[0].startswith("sep="):
                yield reader.line_num, row
    except csv.Error as error:
        raise UsageError(f"{path}, line {reader.line_num}: no CSV ({error})") from None


def _separator(text: str) -> str:
    """Return what separates columns: the sign by which the most headings are known.

    Excel's own first line, `sep=;`, says it.
    """
    lines = [line for line in text.split("\n", 100)[:100] if line.strip()][:_TITLES]
    if lines and lines[0][:4] == "sep=" and lines[0][4:] in tuple(_SEPARATORS):
        return lines[0][4]
    headings = [line[:_HEADINGS].replace('"', "") for line in lines]
    return max(
        _SEPARATORS,
        key=lambda sign: max((len(roles(line.split(sign))) for line in headings), default=0),
    )


def _cell(row: Sequence[str], numbers: Sequence[int]) -> str:
    """Return the first of some columns that is not empty, on one line and without odd signs."""
    for number in numbers:
        if number < len(row):
            text = " ".join(row[number].split())[:_CELL]
            text = "".join(sign for sign in text if sign.isprintable())
            if text:
                return text
    return ""


def _listed(row: Sequence[str], found: dict[str, list[int]], line: int) -> Listed | None:
    """Return who a row is about, if it is about anybody."""

    def cell(role: str) -> str:
        return _cell(row, found.get(role, ()))

    first, last, name = cell("first"), cell("last"), cell("name")
    whole = (name or f"{first} {last}").strip(" ,")  # `Last, ` of who has one name
    if whole.casefold().startswith("points possible"):
        return None
    number, email, login, github = (cell(k) for k in ("number", "email", "login", "github"))
    moodle = _digits(cell("moodle"))
    identifier = cell("identifier")
    if identifier:
        if "github" in found:  # GitHub Classroom's own: whatever the teacher identifies people by
            if "@" in identifier:
                email = email or identifier
            elif any(sign.isdigit() for sign in identifier):
                number = number or identifier
            else:
                whole = whole or identifier
        else:
            moodle = moodle or _digits(identifier)
    if not login and github:
        login = github
    person = Person(whole, email, number, login, cell("section"), cell("canvas"), moodle)
    if person == Person(section=person.section):
        return None
    if whole.casefold() in ("student, test", "test student") and person.canvas and not number:
        return None
    return Listed(person, line, first, last, github, cell("group"))


def _digits(text: str) -> str:
    match = _PARTICIPANT.fullmatch(text)
    return match[1] if match else ""


def _without_duplicates(
    path: Path, listed: list[Listed], notes: list[str]
) -> tuple[tuple[Listed, ...], tuple[str, ...]]:
    """Join rows about one person; say which rows share a number, login or address."""
    kept: list[Listed] = []
    by_id: dict[tuple[str, str], int] = {}
    twice = 0
    for one in listed:
        keys = [(k, v.casefold()) for k in _UNIQUE if (v := getattr(one.person, k))]
        same = next((by_id[key] for key in keys if key in by_id), None)
        if same is not None and (joined := _joined(kept[same], one)):
            kept[same] = joined
            twice += 1
        elif same is not None:
            kind = next(kind for kind, value in keys if (kind, value) in by_id)
            notes.append(
                f"{path.name}: lines {kept[same].line} and {one.line} have the same "
                f"{_CALLED[kind]}, but are not about the same person."
            )
            same = None
        if same is None:
            same = len(kept)
            kept.append(one)
        for key in keys:
            by_id.setdefault(key, same)
    if twice:
        rows = "1 row repeats" if twice == 1 else f"{twice:,} rows repeat"
        notes.append(f"{path.name}: {rows} somebody who is listed before.")
    if not kept:
        notes.append(f"{path.name}: nobody is on it.")
    return tuple(kept), tuple(notes)


_CALLED = {
    "number": "student number",
    "login": "login",
    "email": "e-mail address",
    "canvas": "Canvas ID",
    "moodle": "Moodle identifier",
}


def _joined(one: Listed, other: Listed) -> Listed | None:
    """Return both rows as one, if nothing that they say is at odds."""
    fields = {}
    for name in ("name", "email", "number", "login", "canvas", "moodle"):
        a, b = getattr(one.person, name), getattr(other.person, name)
        if a and b and a.casefold() != b.casefold():
            return None
        fields[name] = a or b
    sections = dict.fromkeys(filter(None, (one.person.section, other.person.section)))
    person = Person(**fields, section=", ".join(sections))
    return replace(
        one,
        person=person,
        first=one.first or other.first,
        last=one.last or other.last,
        github=one.github or other.github,
        group=one.group or other.group,
    )
