"""A folder's entries by what they could be to a submission, and what that says of the folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from autograder.records import dataclass
from autograder.submission import leftovers
from autograder.submission.download import Directory, Entry
from autograder.submission.names import meant
from autograder.submission.remarks import shown
from autograder.submission.wanted import Wanted

CHAIN = 16
"""Folders within folders, with nothing else in them, that are gone through."""
_SOME = 3
_TEXTS = (".py", ".yaml", ".yml", ".json", ".md", ".txt")


@dataclass
class Listing:
    """A folder's entries of use, by kind, each sorted; `asked` has the names asked for."""

    folders: list[str] = field(default_factory=list)
    archives: list[str] = field(default_factory=list)
    notebooks: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    @property
    def holds_only_folders(self) -> bool:
        """Whether there are folders, and nothing else that could be handed in."""
        files = self.archives or self.notebooks or self.asked or self.links
        return bool(self.folders) and not files


def asked_for(wanted: Wanted) -> list[str]:
    """Return the names of all files asked for."""
    return [*wanted.modules, *filter(None, (wanted.notebook, wanted.answers))]


def list_folder(directory: Directory, wanted: Wanted) -> Listing:
    """List a folder; one that cannot be listed counts as empty, for reading it will say why."""
    listing = Listing()
    files = asked_for(wanted)
    for entry in directory.entries():
        _sort_in(entry, listing, files)
    listing.asked.sort()
    return listing


def _sort_in(entry: Entry, listing: Listing, files: Sequence[str]) -> None:
    name, low = entry.name, entry.name.lower()
    if entry.kind == "folder":
        if not leftovers.is_left_over_folder(name):
            listing.folders.append(name)
        return
    if leftovers.is_left_over_file(name):
        return
    found = meant(name, files) if leftovers.is_of_use(name) else None
    if found and entry.kind == "file":
        listing.asked.append(found[0])
    elif entry.kind == "link":
        if not low.endswith(_TEXTS):
            listing.links.append(name)
    elif low.endswith((".zip", *leftovers.ARCHIVES)):
        listing.archives.append(name)
    elif low.endswith(".ipynb"):
        listing.notebooks.append(name)
    elif leftovers.is_of_use(name):
        listing.others.append(name)


def only_folder(listing: Listing) -> str:
    """Return the folder that is all that a folder holds, or an empty string."""
    if len(listing.folders) == 1 and listing.holds_only_folders:
        return listing.folders[0]
    return ""


def holds_work(directory: Directory, wanted: Wanted) -> bool:
    """Return whether a folder holds a file asked for, an archive or a notebook somewhere on top."""
    for _ in range(CHAIN):
        listing = list_folder(directory, wanted)
        if listing.asked or listing.archives or listing.notebooks:
            return True
        inner = only_folder(listing)
        if not inner:
            return False
        directory = directory.folder(inner)
    return False


def asked_beneath(directory: Directory, wanted: Wanted) -> set[str]:
    """Return which files asked for a folder holds, or the folder that is all it holds, …."""
    for _ in range(CHAIN):
        listing = list_folder(directory, wanted)
        if listing.asked or not only_folder(listing):
            return set(listing.asked)
        directory = directory.folder(only_folder(listing))
    return set()


def is_of_work(directory: Directory, entry: Entry, wanted: Wanted) -> bool:
    """Return whether an entry of a folder could be handed in; a text beside it is no sign."""
    if entry.kind == "folder":
        hidden = leftovers.is_left_over_folder(entry.name)
        return not hidden and holds_work(directory.folder(entry.name), wanted)
    if leftovers.is_left_over_file(entry.name) or entry.name.lower().endswith(".txt"):
        return False
    return leftovers.is_of_use(entry.name)


def some(names: Sequence[str]) -> str:
    """Return the first few of some names, and how many more there are."""
    more = f" and {len(names) - _SOME:,} more" if len(names) > _SOME else ""
    return ", ".join(shown(name) for name in names[:_SOME]) + more
