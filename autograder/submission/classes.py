"""Paths that a user names → the submissions there.

A path is one of these, decided by names alone:

1.  A file: one submission.
2.  A folder that holds a file asked for (or one that `names.likeness` takes for it), or one
    notebook and nothing that looks like further submissions: one submission.
3.  A folder whose only content of use is one folder, or one zip: what is in that decides
    (a zip: one submission). The outer name stays the id.
4.  A folder without any folder, zip or notebook: one submission, an empty one.
5.  A folder whose entries are no submissions by rules 2 to 4, but folders of submissions (in at
    least one, two entries hold the same file asked for): each of these is taken as a class. One
    level only. So `submissions/right/a`, `submissions/wrong/b` are found from `submissions`.
6.  Any other folder: a class. Each folder, zip, notebook or other archive in it is a submission.

Hidden entries and leftovers (`__MACOSX`, …) are passed over. A link named by the user is followed;
no other is: it counts as a submission that cannot be read.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.errors import UsageError
from autograder.submission import leftovers
from autograder.submission.names import meant
from autograder.submission.reader import plain_id
from autograder.submission.remarks import shown
from autograder.submission.wanted import Wanted

_CHAIN = 16
_MOST_IN_CLASS = 1_000_000
_MOST_IN_SUBMISSION = 50_000


TAKEN = frozenset({"gradebook.csv"})
"""Names that stand beside the submissions' folders in the results."""


def find(paths: Sequence[Path], wanted: Wanted) -> list[tuple[str, Path]]:
    """Find the submissions at paths.

    Parameters
    ----------
    paths
        Submissions, and folders of submissions.
    wanted
        What the assignment asks for; its file names tell a submission from a class.

    Returns
    -------
    list of (str, Path)
        An id, unique among them (whatever the case of its letters), and the path. In the order of
        `paths`, within a class by name. The id is the name of the folder, or the file's without
        its suffix; where several share one, the name of the folder around goes in front, then a
        number behind.

    Raises
    ------
    UsageError
        If there is nothing at a path.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not os.path.exists(path):
            raise UsageError(f"{shown(str(path), 300)} is not there.")
        there = Path(os.path.realpath(path)) if os.path.islink(path) else path
        found.update(dict.fromkeys(_submissions(there, wanted)))
    return list(zip(_unique(list(found)), found, strict=True))


@dataclass
class _Listing:
    """A folder's entries of use, by kind, each sorted."""

    folders: list[str] = field(default_factory=list)
    archives: list[str] = field(default_factory=list)
    notebooks: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def _submissions(path: Path, wanted: Wanted) -> list[Path]:
    if not os.path.isdir(path) or _is_one(path, wanted):
        return [path]
    listing = _list(path, wanted, _MOST_IN_CLASS)
    if not listing.archives and not listing.notebooks and listing.folders:
        folders = [path / name for name in listing.folders]
        if not any(_is_one(folder, wanted) for folder in folders):
            inner = [_list(folder, wanted, _MOST_IN_SUBMISSION) for folder in folders]
            pairs = list(zip(folders, inner, strict=True))
            if any(_is_class(folder, within, wanted) for folder, within in pairs):
                return [entry for folder, within in pairs for entry in _entries(folder, within)]
    return _entries(path, listing)


def _entries(path: Path, listing: _Listing) -> list[Path]:
    names = listing.folders + listing.archives + listing.notebooks + listing.links
    return [path / name for name in sorted(names)]


def _is_one(path: Path, wanted: Wanted) -> bool:
    """Return whether a folder is one submission, by rules 2 to 4."""
    for _ in range(_CHAIN):
        listing = _list(path, wanted, _MOST_IN_SUBMISSION)
        if listing.asked:
            return True
        counts = (len(listing.folders), len(listing.archives), len(listing.notebooks))
        if counts == (0, 0, 0):
            return not listing.links
        if counts[1:] == (0, 1):
            return not any(_holds(path / name, wanted) for name in listing.folders)
        if counts == (0, 1, 0):
            return True
        if counts != (1, 0, 0):
            return False
        path = path / listing.folders[0]
    return True


def _holds(path: Path, wanted: Wanted) -> bool:
    return bool(_list(path, wanted, _MOST_IN_SUBMISSION).asked)


def _is_class(path: Path, listing: _Listing, wanted: Wanted) -> bool:
    """Return whether two folders in this one hold the same file that was asked for."""
    seen: set[str] = set()
    for name in listing.folders:
        asked = set(_list(path / name, wanted, _MOST_IN_SUBMISSION).asked)
        if asked & seen:
            return True
        seen |= asked
    return False


def _list(path: Path, wanted: Wanted, most: int) -> _Listing:
    """List a folder; one that cannot be listed counts as empty, for reading it will say why."""
    listing = _Listing()
    files = [*wanted.modules, *filter(None, (wanted.notebook, wanted.answers))]
    try:
        with os.scandir(path) as entries:
            for entry, _ in zip(entries, range(most), strict=False):
                _sort_in(entry, listing, files)
    except OSError:
        return listing
    for names in vars(listing).values():
        names.sort()
    return listing


def _sort_in(entry: os.DirEntry[str], listing: _Listing, files: Sequence[str]) -> None:
    name, low = entry.name, entry.name.lower()
    try:
        if entry.is_dir(follow_symlinks=False):
            if not leftovers.is_left_over_folder(name):
                listing.folders.append(name)
            return
        if leftovers.is_left_over_file(name):
            return
        found = meant(name, files) if leftovers.is_of_use(name) else None
        if found and entry.is_file(follow_symlinks=False):
            listing.asked.append(found[0])
        elif entry.is_symlink():
            if not low.endswith((".py", ".yaml", ".yml", ".json", ".md", ".txt")):
                listing.links.append(name)
        elif low.endswith((".zip", *leftovers.ARCHIVES)):
            listing.archives.append(name)
        elif low.endswith(".ipynb"):
            listing.notebooks.append(name)
    except OSError:
        return


def _unique(paths: Iterable[Path]) -> list[str]:
    """Return an id for each path, no two the same even where case does not count."""
    paths = list(paths)
    ids = [plain_id(path) for path in paths]
    often = Counter(id.casefold() for id in ids)
    for number, path in enumerate(paths):
        if often[ids[number].casefold()] > 1:
            ids[number] = f"{plain_id(Path(os.path.abspath(path)).parent)}-{ids[number]}"[:150]
    used = set(TAKEN)
    counts: Counter[str] = Counter()
    taken = {id.casefold() for id in ids}
    for number, id in enumerate(ids):
        unique = id
        while unique.casefold() in used or (unique != id and unique.casefold() in taken):
            counts[id.casefold()] += 1
            unique = f"{id}-{counts[id.casefold()] + 1}"
        used.add(unique.casefold())
        ids[number] = unique
    return ids
