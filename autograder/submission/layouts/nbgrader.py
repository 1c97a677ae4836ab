"""nbgrader's `submitted/<student>/<assignment>/`; the student is the login of whoever collected.

`timestamp.txt`, where it is there, says when. Of several assignments the one with the files that
are asked for is graded.
"""

from __future__ import annotations

from collections import Counter

from autograder.errors import UsageError
from autograder.model.person import Person
from autograder.submission.download import Directory
from autograder.submission.layouts.handed import Collected, Handed, Layout
from autograder.submission.layouts.listing import list_folder, some
from autograder.submission.remarks import shown
from autograder.submission.wanted import Wanted

_NAME = "submitted"
_BESIDE = frozenset({"source", "release", "autograded", "feedback", "gradebook.db"})
_STAMP = "timestamp.txt"
_MOST_OF = 0.5


def _root(directory: Directory) -> Directory:
    """Return the folder of the students; the course's, which holds it, may have been named."""
    entries = directory.entries()
    names = {entry.name for entry in entries if entry.kind != "link"}
    folders = {entry.name for entry in entries if entry.kind == "folder"}
    if _NAME in folders and (names & _BESIDE or folders == {_NAME}):
        return directory.folder(_NAME)
    return directory


def _assignments(directory: Directory, wanted: Wanted) -> dict[str, list[str]]:
    """Return the assignments of each student; nothing where it is not laid out so."""
    listing = list_folder(directory, wanted)
    if not listing.holds_only_folders:
        return {}
    found = {}
    for student in listing.folders:
        inner = list_folder(directory.folder(student), wanted)
        if inner.asked or inner.archives or inner.notebooks or inner.links:
            return {}
        found[student] = inner.folders
    return found if any(found.values()) else {}


def _stamped(directory: Directory, found: dict[str, list[str]]) -> float:
    """Return the share of the assignments handed in that say when."""
    stamps = [
        any(
            entry.name == _STAMP and entry.kind == "file"
            for entry in directory.folder(student).folder(name).entries()
        )
        for student, names in found.items()
        for name in names
    ]
    return sum(stamps) / len(stamps)


def _fits(directory: Directory, wanted: Wanted) -> float:
    root = _root(directory)
    found = _assignments(root, wanted)
    if not found:
        return 0.0
    if _stamped(root, found) > _MOST_OF:  # one student's own file decides nothing
        return 1.0
    common = set.intersection(*map(set, found.values()))
    return float(_NAME in (root.path.name, root.path.stem) and len(common) > 0)


def _collect(directory: Directory, wanted: Wanted) -> Collected:
    root = _root(directory)
    found = _assignments(root, wanted)
    collected = Collected()
    chosen = _choose(root, found, wanted)
    for student, names in found.items():
        if chosen in names:
            collected.handed.append(
                Handed(
                    root.folder(student).place(chosen),
                    student,
                    people=(Person(login=student),),
                    handle=student,
                )
            )
    others = sorted({name for names in found.values() for name in names} - {chosen})
    if others and collected.handed:
        collected.notes.append(
            f"of the assignments there, {shown(chosen)} has the files that are asked for; "
            f"not graded: {some(others)}"
        )
    return collected


def _choose(root: Directory, found: dict[str, list[str]], wanted: Wanted) -> str:
    """Return the assignment with the files asked for: with more than one, by far the most have it.

    Raises
    ------
    UsageError
        If that is none, or not clear.
    """
    often: Counter[str] = Counter()
    names = sorted({name for names in found.values() for name in names})
    if len(names) < 2:
        return "".join(names)
    for student, inner in found.items():
        for name in inner:
            often[name] += bool(list_folder(root.folder(student).folder(name), wanted).asked)
    (first, most), (second, next_most) = often.most_common(2)
    if most > 2 * next_most:
        return first
    which = f"both {shown(first)} and {shown(second)} have" if most else "none of them has"
    raise UsageError(
        f"{shown(str(root.path), 300)} holds several assignments, and {which} the files that are "
        f"asked for. Name the folders of one: {shown(root.path.name)}/*/{shown(names[0])}"
    )


NBGRADER = Layout(
    name="nbgrader",
    title="nbgrader's submitted folder",
    fits=_fits,
    collect=_collect,
    says="submitted/<student>/<assignment>/",
)
