"""A folder or a zip of submissions, as anybody may lay it out; or one submission.

Decided by names alone:

1.  A file, but a zip: one submission.
2.  A folder that holds a file asked for (or one that `names.likeness` takes for it), or one
    notebook and nothing that looks like further submissions: one submission.
3.  A folder whose only content of use is one folder, or one zip: what is in that decides
    (a zip: one submission). The outer name stays the id.
4.  A folder without any folder, zip or notebook: one submission, an empty one.
5.  A folder whose entries are no submissions by rules 2 to 4, but folders of submissions (in at
    least one, two entries hold the same file asked for): each of these is taken as a class. One
    level only. So `submissions/right/a`, `submissions/wrong/b` are found from `submissions`.
6.  Any other folder: a class. Each folder, zip, notebook or other archive in it is a submission.
7.  A zip is a class where it could not well be one student's: three folders in it hold the same
    file asked for, or there are two zips and no such file. Any other is one submission.

Hidden entries and leftovers (`__MACOSX`, …) are passed over. No link is followed: it counts as a
submission that cannot be read.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from autograder.submission.download import Directory
from autograder.submission.layouts.handed import Collected, Handed, Layout
from autograder.submission.layouts.listing import (
    CHAIN,
    Listing,
    asked_beneath,
    list_folder,
    only_folder,
)
from autograder.submission.reader import plain_name
from autograder.submission.wanted import Wanted

_CLASS_IN_ZIP = 3


def collect(directory: Directory, wanted: Wanted) -> Collected:
    """Find the submissions in a folder that is a class by the rules 2 to 6; none if it is one."""
    if _is_one(directory, wanted):
        return Collected()
    listing = list_folder(directory, wanted)
    if not listing.archives and not listing.notebooks and listing.folders:
        folders = [directory.folder(name) for name in listing.folders]
        if not any(_is_one(folder, wanted) for folder in folders):
            inner = [list_folder(folder, wanted) for folder in folders]
            pairs = list(zip(folders, inner, strict=True))
            if any(_is_class(folder, within, wanted) for folder, within in pairs):
                return Collected(
                    [one for folder, within in pairs for one in _entries(folder, within)]
                )
    return Collected(_entries(directory, listing))


def collect_zip(directory: Directory, wanted: Wanted) -> Collected:
    """Find the submissions in a zip that is a class by rule 7; none if it is one submission."""
    for _ in range(CHAIN):
        listing = list_folder(directory, wanted)
        inner = only_folder(listing)
        if not inner:
            break
        directory = directory.folder(inner)
    if listing.asked:
        return Collected()
    often: Counter[str] = Counter()
    for name in listing.folders:
        folder = directory.folder(name)
        often.update(asked_beneath(folder, wanted))
        for kind in list_folder(folder, wanted).folders:
            often.update(asked_beneath(folder.folder(kind), wanted))
    zips = [name for name in listing.archives if name.lower().endswith(".zip")]
    if max(often.values(), default=0) >= _CLASS_IN_ZIP or len(zips) > 1:
        return collect(directory, wanted)
    return Collected()


def _entries(directory: Directory, listing: Listing) -> list[Handed]:
    names = listing.folders + listing.archives + listing.notebooks + listing.links
    return [one(directory, name) for name in sorted(names)]


def one(directory: Directory, name: str) -> Handed:
    """Return an entry of a folder as a submission that is called like it."""
    plain = plain_name(Path(name))
    return Handed(directory.place(name), plain, handle=plain)


def _is_one(directory: Directory, wanted: Wanted) -> bool:
    """Return whether a folder is one submission, by rules 2 to 4."""
    for _ in range(CHAIN):
        listing = list_folder(directory, wanted)
        if listing.asked:
            return True
        counts = (len(listing.folders), len(listing.archives), len(listing.notebooks))
        if counts == (0, 0, 0):
            return not listing.links
        if counts[1:] == (0, 1):
            folders = (directory.folder(name) for name in listing.folders)
            return not any(list_folder(folder, wanted).asked for folder in folders)
        if counts == (0, 1, 0):
            return True
        if counts != (1, 0, 0):
            return False
        directory = directory.folder(listing.folders[0])
    return True


def _is_class(directory: Directory, listing: Listing, wanted: Wanted) -> bool:
    """Return whether two folders in this one hold the same file that was asked for."""
    seen: set[str] = set()
    for name in listing.folders:
        asked = set(list_folder(directory.folder(name), wanted).asked)
        if asked & seen:
            return True
        seen |= asked
    return False


FOLDERS = Layout(
    name="folder",
    title="Folder of submissions",
    fits=lambda directory, wanted: 0.0,
    collect=collect,
    says="a folder, zip or notebook for each submission",
)
