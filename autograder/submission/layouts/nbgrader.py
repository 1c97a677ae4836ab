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
from autograder.submission.layouts.listing import list_folder
from autograder.submission.remarks import shown
from autograder.submission.wanted import Wanted

_NAME = "submitted"
_BESIDE = frozenset({"source", "release", "autograded", "feedback", "gradebook.db"})
_STAMP = "timestamp.txt"


def _root(directory: Directory) -> Directory | None:
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
        files = inner.asked or inner.archives or inner.notebooks or inner.links
        if files:
            return {}
        found[student] = inner.folders
    return found if any(found.values()) else {}


def _is_stamped(directory: Directory, found: dict[str, list[str]]) -> bool:
    return any(
        entry.name == _STAMP and entry.kind == "file"
        for student, names in found.items()
        for name in names
        for entry in directory.folder(student).folder(name).entries()
    )


def _fits(directory: Directory, wanted: Wanted) -> float:
    root = _root(directory)
    if root is None:
        return 0.0
    found = _assignments(root, wanted)
    if not found:
        return 0.0
    named = root.path.name == _NAME or root.path.stem == _NAME
    return float(_is_stamped(root, found) or (named and all(found.values())))


def _collect(directory: Directory, wanted: Wanted) -> Collected:
    root = _root(directory) or directory
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
        named = ", ".join(map(shown, others[:3]))
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        collected.notes.append(
            f"of the assignments there, {shown(chosen)} has the files that are asked for; "
            f"not graded: {named}{more}"
        )
    return collected


def _choose(root: Directory, found: dict[str, list[str]], wanted: Wanted) -> str:
    """Return the assignment that has the files asked for; the only one, if there is only one.

    Raises
    ------
    UsageError
        If several have them, or of several none.
    """
    names = sorted({name for names in found.values() for name in names})
    if len(names) < 2:
        return "".join(names)
    often: Counter[str] = Counter()
    for student, inner in found.items():
        for name in inner:
            folder = root.folder(student).folder(name)
            often[name] += len(set(list_folder(folder, wanted).asked))
    having = [name for name in names if often[name]]
    if len(having) == 1:
        return having[0]
    which = "none of them has" if not having else f"{', '.join(map(shown, having[:4]))} have"
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
