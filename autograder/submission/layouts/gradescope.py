"""Gradescope's export: `assignment_123_export` with `submission_metadata.yml`.

    assignment_123_export/submission_metadata.yml   whose each submission is, groups, history
    assignment_123_export/submission_456/conv1d.py  the version that counts

Without metadata, or where they cannot be read, the submissions are graded without names.
"""

from __future__ import annotations

import re

from autograder.errors import SubmissionError
from autograder.submission import leftovers
from autograder.submission.download import Directory
from autograder.submission.events import MalformedError
from autograder.submission.layouts.handed import Collected, Handed, Layout
from autograder.submission.layouts.listing import some
from autograder.submission.layouts.metadata import Record, read_metadata
from autograder.submission.remarks import shown
from autograder.submission.tree import UnreadableError
from autograder.submission.wanted import Wanted

METADATA = "submission_metadata.yml"
_ROOT = re.compile(r"assignment_\d{1,18}_export.*")
_FOLDER = re.compile(r"submission_(\d{1,18})")


def _folders(directory: Directory) -> list[str]:
    return [
        entry.name
        for entry in directory.entries()
        if entry.kind == "folder" and not leftovers.is_left_over_folder(entry.name)
    ]


def _has_metadata(directory: Directory) -> bool:
    return any(entry.name == METADATA and entry.kind == "file" for entry in directory.entries())


def _fits(directory: Directory, wanted: Wanted) -> float:
    if _has_metadata(directory):
        return 1.0
    folders = _folders(directory)
    named = _ROOT.fullmatch(directory.path.name) and folders
    return float(bool(named) and all(_FOLDER.fullmatch(name) for name in folders))


def _collect(directory: Directory, wanted: Wanted) -> Collected:
    collected = Collected()
    records = _records(directory, collected.notes)
    folders = _folders(directory)
    if not records and not any(_FOLDER.fullmatch(name) for name in folders):
        return Collected(notes=collected.notes)
    unnamed = []
    for name in folders:
        record = records.get(name)
        if record is None:
            record = Record()
            unnamed.append(name)
        collected.handed.append(_handed(directory, name, record))
    if records and unnamed:
        collected.notes.append(f"{METADATA} does not say whose these are: {some(unnamed)}")
    missing = sorted(set(records) - set(folders))
    if missing:
        collected.notes.append(f"named in {METADATA}, but not in the export: {some(missing)}")
    return collected


def _records(directory: Directory, notes: list[str]) -> dict[str, Record]:
    if not _has_metadata(directory):
        notes.append(f"there is no {METADATA}, so the submissions are graded without names")
        return {}
    try:
        return read_metadata(directory.blocks(METADATA))
    except (MalformedError, UnreadableError, SubmissionError) as error:
        notes.append(
            f"{METADATA} cannot be used ({shown(str(error), 200)}), so the submissions are graded "
            "without names"
        )
        return {}


def _handed(directory: Directory, name: str, record: Record) -> Handed:
    number = name.removeprefix("submission_")
    whose = next((person.name for person in record.people if person.name), "")
    versions = "1 earlier version is" if record.earlier == 1 else f"{record.earlier:,} earlier are"
    remarks = (f"{versions} in Gradescope's history; the one that counts there was graded.",)
    return Handed(
        directory.place(name),
        f"{whose}_{number}" if whose else name,
        people=record.people,
        remarks=remarks if record.earlier else (),
    )


GRADESCOPE = Layout(
    name="gradescope",
    title="Gradescope export",
    fits=_fits,
    collect=_collect,
    says=f"{METADATA} beside folders called submission_123",
)
