"""Paths that a user names → the submissions there, whatever platform laid them out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path

from autograder.errors import SubmissionError, UsageError
from autograder.model.person import Person
from autograder.records import dataclass
from autograder.submission import ids
from autograder.submission.download import Directory, open_download
from autograder.submission.layouts.folders import FOLDERS, collect_zip
from autograder.submission.layouts.handed import Collected, Handed, Layout
from autograder.submission.layouts.listing import CHAIN, list_folder, only_folder
from autograder.submission.layouts.table import LAYOUTS
from autograder.submission.part import Part
from autograder.submission.reader import plain_name
from autograder.submission.remarks import shown
from autograder.submission.wanted import Wanted

_MOST_OF = 0.5
_LONGEST = 500
TAKEN = frozenset({"gradebook.csv"})
"""Names that stand beside the submissions' folders in the results."""


@dataclass(frozen=True)
class FoundClass:
    """The submissions at some paths.

    Parameters
    ----------
    handed
        Each with its id, unique among them whatever the case of its letters.
    notes
        What was found, and what is doubtful about it: a line each.
    """

    handed: tuple[tuple[str, Handed], ...]
    notes: tuple[str, ...]


def find(
    paths: Sequence[Path],
    wanted: Wanted,
    layout: str | None = None,
    without: Path | None = None,
) -> FoundClass:
    """Find the submissions at paths.

    Parameters
    ----------
    paths
        Submissions, folders and zips of submissions, downloads from a platform.
    wanted
        What the assignment asks for; its file names tell a submission from a class.
    layout
        The name of the layout that all of them are of; where it is not given, it is found out.
    without
        A folder that is no submission, wherever it lies: the results of an earlier run.

    Returns
    -------
    FoundClass
        In the order of `paths`, within each by name. A link that is named is followed.

    Raises
    ------
    UsageError
        If there is nothing at a path, or nothing of the layout that was named.
    """
    notes: list[str] = []
    found: dict[Path, Handed] = {}
    results = os.path.realpath(without) if without else ""
    for path in paths:
        if not os.path.exists(path):
            raise UsageError(f"{shown(str(path), 300)} is not there.")
        if results and os.path.realpath(path) == results:
            continue
        there = Path(os.path.realpath(path)) if os.path.islink(path) else path
        search = _Search(
            wanted, LAYOUTS[layout] if layout else None, len(paths) == 1, results, notes
        )
        for handed in search.at(there):
            place = handed.place.path if isinstance(handed.place, Part) else handed.place
            found.setdefault(place, replace(handed, people=tuple(map(_legible, handed.people))))
    around = [plain_name(Path(os.path.abspath(path)).parent) for path in found]
    taken = frozenset(map(ids.key, TAKEN))
    unique = ids.unique([one.name for one in found.values()], around, taken)
    return FoundClass(tuple(zip(unique, found.values(), strict=True)), tuple(notes))


def _legible(person: Person) -> Person:
    """Return somebody with nothing but valid and printable signs, on one line."""
    said = {field.name: getattr(person, field.name) for field in fields(person)}
    return Person(**{name: shown(" ".join(text.split()), _LONGEST) for name, text in said.items()})


@dataclass(frozen=True)
class _Search:
    """How paths are searched; see `find`.

    Parameters
    ----------
    alone
        Whether there is one path only.
    """

    wanted: Wanted
    layout: Layout | None
    alone: bool
    without: str
    notes: list[str]

    def at(self, path: Path) -> list[Handed]:
        """Return the submissions at one path; the path itself where that is one submission."""
        itself = [Handed(path, plain_name(path), handle=plain_name(path))]
        is_zip = not os.path.isdir(path) and path.name.lower().endswith(".zip")
        root: Directory | None = None
        try:
            if is_zip or os.path.isdir(path):
                root = open_download(path, self.notes, self.without)
        except SubmissionError as error:
            if self.layout not in (None, FOLDERS):
                raise UsageError(str(error)) from None
        if self.layout is None:
            found = root and _detected(root, self.wanted, self.notes)
        elif self.layout is FOLDERS:
            found = None
        else:
            found = root and _named(root, self.wanted, self.layout)
            if not found:
                raise UsageError(
                    f"{shown(str(path), 300)} holds nothing that --layout {self.layout.name} "
                    f"understands: {self.layout.says}."
                )
        if found:
            layout, collected = found
            self.notes.append(_summary(layout.title, collected.handed))
            self.notes.extend(f"{layout.title}: {note}." for note in collected.notes)
            return collected.handed
        # What cannot be opened is a submission all the same: reading it says why.
        return (root and self._as_anybody_may(root, is_zip)) or itself

    def _as_anybody_may(self, root: Directory, is_zip: bool) -> list[Handed]:
        """Return the submissions of a class that no platform laid out; none if it is no class.

        A zip among others that were named is one submission.
        """
        if not is_zip or self.layout is FOLDERS:
            handed = FOLDERS.collect(root, self.wanted).handed
        else:
            handed = collect_zip(root, self.wanted).handed if self.alone else []
        if handed:
            title = "Zip of submissions" if is_zip else FOLDERS.title
            self.notes.append(_summary(title, handed))
        return handed


def _levels(directory: Directory, wanted: Wanted) -> Iterator[Directory]:
    """Yield a folder, the folder that is all that is in it, and so on."""
    for _ in range(CHAIN):
        yield directory
        inner = only_folder(list_folder(directory, wanted))
        if not inner:
            return
        directory = directory.folder(inner)


def _named(root: Directory, wanted: Wanted, layout: Layout) -> tuple[Layout, Collected] | None:
    """Return what is of a layout, in the outermost folder that has any of it."""
    for directory in _levels(root, wanted):
        if layout.fits(directory, wanted):
            collected = layout.collect(directory, wanted)
            if collected.handed:
                return layout, collected
    return None


def _detected(root: Directory, wanted: Wanted, notes: list[str]) -> tuple[Layout, Collected] | None:
    """Return the first layout that all of a folder is of, and what is in it; or nothing."""
    for directory in _levels(root, wanted):
        if list_folder(directory, wanted).asked:
            return None
        for layout in LAYOUTS.values():
            fits = layout.fits(directory, wanted)
            if fits == 1:
                collected = layout.collect(directory, wanted)
                return (layout, collected) if collected.handed else None
            if fits >= _MOST_OF:
                notes.append(
                    f"Much of {shown(directory.path.name)} is named as in a {layout.title}, but "
                    f"not all: it is taken as any folder. `--layout {layout.name}` takes the part "
                    "that is."
                )
    return None


def _summary(title: str, handed: Sequence[Handed]) -> str:
    """Return what was found, such as `Canvas download: 31 students, 2 late`."""
    count = len(handed)
    people = sum(len(one.people) for one in handed)
    several = any(len(one.people) > 1 for one in handed)
    noun = "submission" if several or not people else "student"
    parts = [f"{count:,} {noun}{'' if count == 1 else 's'}"]
    if several:
        parts[0] += f" by {people:,} students"
    late = sum(one.late for one in handed)
    if late:
        parts.append(f"{late:,} late")
    return f"{title}: {', '.join(parts)}"
