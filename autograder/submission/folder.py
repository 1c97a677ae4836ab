"""A submission that is a folder. Links are never followed; only regular files are opened."""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from autograder.errors import SubmissionError
from autograder.submission import leftovers
from autograder.submission.remarks import Remarks, shown, size
from autograder.submission.tree import UnreadableError
from autograder.submission.wanted import ReadLimits

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_FOLDER_FLAGS = _FLAGS | getattr(os, "O_DIRECTORY", 0)
_STEPWISE = {os.open, os.stat} <= os.supports_dir_fd


def open_regular(path: Path | str, folder: int | None = None) -> int:
    """Open a regular file for reading and return its descriptor.

    Parameters
    ----------
    path
        The file.
    folder
        The descriptor of the folder that `path` starts from.

    Raises
    ------
    UnreadableError
        If it is a link, no regular file, or may not be read.
    """
    try:
        found = os.stat(path, dir_fd=folder, follow_symlinks=False)
        if stat.S_ISLNK(found.st_mode):
            raise UnreadableError("a link, and links are not followed")
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableError("not a regular file")
        descriptor = os.open(path, _FLAGS, dir_fd=folder)
    except (OSError, ValueError) as error:
        raise UnreadableError("not readable", is_ours=True) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UnreadableError("not a regular file")
    return descriptor


def open_within(root: Path, name: str) -> int:
    """Open a regular file of a folder; no step on the way to it is a link.

    A folder may have been exchanged for a link since it was listed, by a student whose own folder
    is graded where it lies.

    Raises
    ------
    UnreadableError
        As `open_regular`.
    """
    *steps, last = name.split("/")
    if not _STEPWISE:
        return open_regular(os.path.join(root, *steps, last))
    folder = -1
    try:
        folder = os.open(root, _FOLDER_FLAGS)
        for step in steps:
            outer, folder = folder, os.open(step, _FOLDER_FLAGS, dir_fd=folder)
            os.close(outer)
        return open_regular(last, folder)
    except (OSError, ValueError) as error:
        raise UnreadableError("not readable", is_ours=True) from error
    finally:
        if folder >= 0:
            os.close(folder)


def read_open(descriptor: int, limit: int) -> bytes:
    """Return the bytes of an open file, and close it."""
    with os.fdopen(descriptor, "rb") as file:
        try:
            data = file.read(limit + 1)
        except OSError as error:
            raise UnreadableError("not readable", is_ours=True) from error
    if len(data) > limit:
        raise UnreadableError(f"larger than {size(limit)}")
    return data


class SingleFile:
    """A submission that is one file: a notebook, a Python file, answers."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.names: Sequence[str] = (_valid(path.name) or "file",)

    def read(self, name: str, limit: int) -> bytes:
        """Return the file's bytes; see `Tree.read`."""
        return read_open(open_regular(self._path), limit)

    def close(self) -> None:
        """Do nothing; no file stays open."""


class Folder:
    """The files beneath a folder, seen level by level so that what lies deep is cut first.

    Parameters
    ----------
    root
        The folder; must not be a link.
    limits
        Entries and depth.
    remarks
        Where skipped entries are noted.

    Raises
    ------
    SubmissionError
        If it cannot be listed.
    """

    def __init__(self, root: Path, limits: ReadLimits, remarks: Remarks) -> None:
        self._root = root
        self._limits = limits
        self._remarks = remarks
        self._unseen = limits.entries
        self.names: Sequence[str] = tuple(sorted(self._walk()))

    def read(self, name: str, limit: int) -> bytes:
        """Return the bytes of one file; see `Tree.read`."""
        return read_open(open_within(self._root, name), limit)

    def close(self) -> None:
        """Do nothing; no file stays open."""

    def _walk(self) -> list[str]:
        kept: list[str] = []
        waiting = deque([("", 0)])
        while waiting:
            inside, depth = waiting.popleft()
            entries = self._list(inside)
            if inside and any(entry.name == leftovers.ENVIRONMENT_MARK for entry in entries):
                continue
            for entry in entries:
                name = inside + entry.name
                if self._is_folder(entry):
                    if leftovers.is_left_over_folder(entry.name):
                        continue
                    if depth >= self._limits.depth:
                        self._remarks.skip(name, "folders are nested too deeply")
                    else:
                        waiting.append((name + "/", depth + 1))
                elif self._is_wanted_file(entry, name):
                    kept.append(name)
        return kept

    def _list(self, inside: str) -> list[os.DirEntry[str]]:
        entries: list[os.DirEntry[str]] = []
        try:
            with os.scandir(os.path.join(self._root, inside)) as listing:
                for entry in listing:
                    if self._unseen <= 0:
                        self._remarks.add(
                            f"Only the first {self._limits.entries:,} files and folders "
                            "were looked at."
                        )
                        break
                    self._unseen -= 1
                    if _valid(entry.name):
                        entries.append(entry)
                    else:
                        self._remarks.skip(inside + entry.name, "the name is not valid Unicode")
        except OSError:
            if not inside:
                raise SubmissionError(f"{shown(self._root.name)} is not readable.") from None
            self._remarks.skip(inside, "the folder is not readable")
            self._remarks.for_staff(f"the folder {shown(inside)} is not readable for the grader")
        return sorted(entries, key=lambda entry: entry.name)

    def _is_folder(self, entry: os.DirEntry[str]) -> bool:
        try:
            return entry.is_dir(follow_symlinks=False)
        except OSError:
            return False

    def _is_wanted_file(self, entry: os.DirEntry[str], name: str) -> bool:
        if leftovers.is_left_over_file(entry.name):
            return False
        try:
            if entry.is_symlink():
                self._remarks.skip(name, "links are not followed")
                return False
            if not leftovers.is_of_use(entry.name):
                return False
            if not entry.is_file(follow_symlinks=False):
                self._remarks.skip(name, "not a regular file")
                return False
        except OSError:
            self._remarks.skip(name, "not readable")
            return False
        return True


def _valid(name: str) -> str:
    """Return `name`, or an empty string where its bytes are not valid in the file system's code."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return ""
    return name
