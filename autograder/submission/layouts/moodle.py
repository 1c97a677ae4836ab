"""Moodle's "Download all submissions": a folder for each student, or files with a prefix.

    Ada Lovelace_1234567_assignsubmission_file_/conv1d.py   one folder each (Moodle's default)
    Ada Lovelace_1234567_assignsubmission_file_conv1d.py    all in one folder
    Participant_1234567_assignsubmission_file_/conv1d.py    graded blindly
    Ada Lovelace_1234567_assignsubmission_onlinetext_/…     typed into Moodle: not graded

The number is the participant's in this assignment, as the grading worksheet has it. As
`mod_assign`'s `downloader` names them.
"""

from __future__ import annotations

import re

from autograder.model.person import Person
from autograder.records import dataclass
from autograder.submission import leftovers
from autograder.submission.download import Directory, Entry
from autograder.submission.layouts.handed import Collected, Handed, Layout
from autograder.submission.layouts.listing import is_of_work, some
from autograder.submission.wanted import Wanted

_NAMED = re.compile(
    r"(?P<name>.+?)(?:_(?P<number>\d{1,18}))?_assignsubmission_(?P<plugin>[a-z]+)(?:_(?P<file>.*))?",
    re.DOTALL,
)


@dataclass(frozen=True)
class _Part:
    """What the name of an entry says."""

    entry: Entry
    name: str
    number: str
    plugin: str
    file: str


def _parse(entry: Entry) -> _Part | None:
    match = _NAMED.fullmatch(entry.name)
    if not match or entry.kind == "link":
        return None
    return _Part(entry, match["name"], match["number"] or "", match["plugin"], match["file"] or "")


def _fits(directory: Directory, wanted: Wanted) -> float:
    entries = directory.entries()
    fitting = sum(_parse(entry) is not None for entry in entries)
    if not fitting:
        return 0.0
    others = sum(
        _parse(entry) is None and is_of_work(directory, entry, wanted) for entry in entries
    )
    return fitting / (fitting + others)


def _collect(directory: Directory, wanted: Wanted) -> Collected:
    students: dict[tuple[str, str], list[_Part]] = {}
    collected = Collected()
    aside = []
    for entry in directory.entries():
        part = _parse(entry)
        if part:
            students.setdefault((part.name, part.number), []).append(part)
        elif entry.kind == "folder":
            if not leftovers.is_left_over_folder(entry.name):
                aside.append(entry.name)
        elif not leftovers.is_left_over_file(entry.name) and leftovers.is_of_use(entry.name):
            aside.append(entry.name)
    # Graded blindly, all have one name; the word depends on Moodle's language.
    blind = len(students) > 1 and len({name for name, _ in students}) == 1
    blind = blind or {name for name, _ in students} == {"Participant"}
    for (name, number), parts in students.items():
        collected.handed += _student(directory, name, number, parts, blind)
    if aside and students:
        collected.notes.append(f"left out, for Moodle names nothing like this: {some(aside)}")
    return collected


def _student(
    directory: Directory, name: str, number: str, parts: list[_Part], blind: bool
) -> list[Handed]:
    """Return what one student handed in: files, and of anything else that it was there."""
    remarks = []
    for part in parts:
        if part.plugin != "file":
            what = "A text" if part.plugin == "onlinetext" else f"Something ({part.plugin})"
            remarks.append(f"{what} that was entered on Moodle was not graded; files are.")
    called = f"{name}_{number}" if number else name
    person = Person(name="" if blind else name, moodle=number)
    folders = [p for p in parts if p.plugin == "file" and p.entry.kind == "folder"]
    files = [p for p in parts if p.plugin == "file" and p.entry.kind == "file" and p.file]
    places = [directory.place(part.entry.name) for part in folders]
    if files or not folders:
        flat = [(part.file, part.entry.name) for part in files]
        places.append(directory.gather(called, flat))
    return [
        Handed(place, called, people=(person,), remarks=tuple(dict.fromkeys(remarks)))
        for place in places
    ]


MOODLE = Layout(
    name="moodle",
    title="Moodle download",
    fits=_fits,
    collect=_collect,
    says="folders or files called Full Name_1234567_assignsubmission_file_…",
)
