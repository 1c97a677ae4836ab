"""A download from a course's platform, on disk or in a zip, as layouts look at it."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import field
from pathlib import Path
from typing import Literal, Protocol

from autograder.records import dataclass
from autograder.submission.archive import is_link, split
from autograder.submission.folder import open_within
from autograder.submission.part import FolderWhole, Part, Place
from autograder.submission.remarks import shown
from autograder.submission.wanted import ReadLimits
from autograder.submission.zipped import BLOCK, ZipWhole

ENTRIES = 2_000_000
"""How many entries of a folder or of a zip are looked at."""
_UTF8 = 0x800


Kind = Literal["folder", "file", "link", "other"]


@dataclass(frozen=True)
class Entry:
    """A name in a folder of a download, and what it stands for: `other` is a pipe or the like."""

    name: str
    kind: Kind


class Directory(Protocol):
    """A folder of a download."""

    @property
    def path(self) -> Path:
        """Where it is; for one in a zip, the zip's path goes on inside of it."""

    def entries(self) -> list[Entry]:
        """Return what is in it, by name; nothing where it cannot be listed."""

    def folder(self, name: str) -> Directory:
        """Return a folder in it."""

    def place(self, name: str) -> Place:
        """Return where a submission is that is an entry of it."""

    def gather(self, name: str, files: Sequence[tuple[str, str]]) -> Part:
        """Return where a submission is that is some files of it.

        Parameters
        ----------
        name
            What stands for it in messages.
        files
            The name of each file in the submission, and here.
        """

    def blocks(self, name: str) -> Iterator[bytes]:
        """Yield a file in it, some of it at a time.

        Raises
        ------
        UnreadableError
            If it cannot be read.
        """


@dataclass(frozen=True)
class OnDisk:
    """A folder on disk. No link in it is followed.

    Parameters
    ----------
    path
        Where it is.
    without
        A folder that is passed over, wherever in it: the results of an earlier run.
    """

    path: Path
    without: str = ""

    def entries(self) -> list[Entry]:
        """Return what is in it; see `Directory`."""
        found = []
        try:
            with os.scandir(self.path) as entries:
                for entry, _ in zip(entries, range(ENTRIES), strict=False):
                    kind = _kind(entry)
                    if kind and not (self.without and self._is_without(entry.name)):
                        found.append(Entry(entry.name, kind))
        except OSError:
            return []
        return sorted(found, key=lambda entry: entry.name)

    def _is_without(self, name: str) -> bool:
        same = os.path.basename(self.without) == name
        return same and os.path.realpath(self.path / name) == self.without

    def folder(self, name: str) -> OnDisk:
        """Return a folder in it."""
        return OnDisk(self.path / name, self.without)

    def place(self, name: str) -> Path:
        """Return the path of an entry."""
        return self.path / name

    def gather(self, name: str, files: Sequence[tuple[str, str]]) -> Part:
        """Return some files of it as one submission; see `Directory`."""
        return Part(self.path / name, FolderWhole(self.path), tuple(files))

    def blocks(self, name: str) -> Iterator[bytes]:
        """Yield a file in it; see `Directory`."""
        with os.fdopen(open_within(self.path, name), "rb") as file:
            while block := file.read(BLOCK):
                yield block


def _kind(entry: os.DirEntry[str]) -> Kind | None:
    try:
        if entry.is_symlink():
            return "link"
        if entry.is_dir(follow_symlinks=False):
            return "folder"
        return "file" if entry.is_file(follow_symlinks=False) else "other"
    except OSError:
        return None


@dataclass
class _Node:
    """A folder in a zip, by the numbers of the entries in it."""

    folders: dict[str, _Node] = field(default_factory=dict)
    files: dict[str, list[int]] = field(default_factory=dict)
    links: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class InZip:
    """A folder in a zip, or the zip as a whole."""

    path: Path
    whole: ZipWhole
    node: _Node

    def entries(self) -> list[Entry]:
        """Return what is in it; see `Directory`."""
        found = [Entry(name, "folder") for name in self.node.folders]
        for name in self.node.files:
            if name not in self.node.folders:
                found.append(Entry(name, "link" if name in self.node.links else "file"))
        return sorted(found, key=lambda entry: entry.name)

    def folder(self, name: str) -> InZip:
        """Return a folder in it."""
        return InZip(self.path / name, self.whole, self.node.folders[name])

    def place(self, name: str) -> Part:
        """Return an entry as a submission."""
        node = self.node.folders.get(name)
        files = (
            [(name, str(number)) for number in self.node.files[name]]
            if node is None
            else list(_beneath(node))
        )
        return Part(self.path / name, self.whole, tuple(files))

    def gather(self, name: str, files: Sequence[tuple[str, str]]) -> Part:
        """Return some files of it as one submission; see `Directory`."""
        numbered = [
            (here, str(number)) for here, there in files for number in self.node.files[there]
        ]
        return Part(self.path / name, self.whole, tuple(numbered))

    def blocks(self, name: str) -> Iterator[bytes]:
        """Yield a file in it; see `Directory`."""
        return self.whole.blocks(self.node.files[name][-1])


def _beneath(root: _Node) -> Iterator[tuple[str, str]]:
    """Yield the files beneath a folder in a zip: their names from there on, and their numbers."""
    waiting = [("", root)]
    while waiting:
        inside, node = waiting.pop()
        for name, numbers in node.files.items():
            for number in numbers:
                yield inside + name, str(number)
        waiting += [(f"{inside}{name}/", below) for name, below in node.folders.items()]


def open_download(path: Path, notes: list[str], without: str = "") -> Directory:
    """Open a download.

    Parameters
    ----------
    path
        A folder or a zip.
    notes
        Where it is said what of a zip is not looked at.
    without
        The real path of a folder that is passed over.

    Raises
    ------
    SubmissionError
        If it is a zip that cannot be read.
    """
    if os.path.isdir(path):
        return OnDisk(path, without)
    whole = ZipWhole(path)
    listed = whole.listed()
    root = _Node()
    outside = 0
    for number, entry in enumerate(listed[:ENTRIES]):
        name = _name(entry)
        parts = split(name)
        if name.startswith("/") or ".." in parts or (parts and parts[0][1:2] == ":"):
            outside += 1
            continue
        if len(parts) > ReadLimits().depth + 8 or not parts:
            continue
        node = root
        *folders, last = parts
        for folder in folders:
            node = node.folders.setdefault(folder, _Node())
        if name.replace("\\", "/").endswith("/"):
            node.folders.setdefault(last, _Node())
            continue
        node.files.setdefault(last, []).append(number)
        if is_link(entry):
            node.links.add(last)
    if outside:
        notes.append(
            f"{shown(path.name)}: {outside:,} entries were left out, for their names point "
            "outside of it."
        )
    if len(listed) > ENTRIES:
        notes.append(f"{shown(path.name)}: only the first {ENTRIES:,} entries were looked at.")
    return InZip(path, whole, root)


def _name(entry: zipfile.ZipInfo) -> str:
    """Return the name of an entry; many programs write UTF-8 without saying so."""
    if entry.flag_bits & _UTF8 or entry.filename.isascii():
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename
