"""A submission that is a part of a download: a folder in a zip, or files that belong together."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, TypeAlias

from autograder.records import dataclass
from autograder.submission import leftovers
from autograder.submission.folder import open_within, read_open
from autograder.submission.remarks import Remarks
from autograder.submission.tree import Tree
from autograder.submission.wanted import ReadLimits


class Whole(Protocol):
    """A download, of which submissions are parts."""

    def tree(self, files: Sequence[tuple[str, str]], limits: ReadLimits, remarks: Remarks) -> Tree:
        """Return some of its files as a tree; see `Part.files`.

        Raises
        ------
        SubmissionError
            If the download cannot be read (any more).
        """


@dataclass(frozen=True)
class Part:
    """Where a submission is that has no path of its own.

    Parameters
    ----------
    path
        What stands for it in messages: nothing on disk has this name.
    whole
        The download.
    files
        The name of each file within the submission, and in the download.
    """

    path: Path
    whole: Whole
    files: tuple[tuple[str, str], ...]


Place: TypeAlias = "Path | Part"
"""Where a submission is."""


@dataclass(frozen=True)
class FolderWhole:
    """A folder in which the files of several students lie side by side."""

    root: Path

    def tree(self, files: Sequence[tuple[str, str]], limits: ReadLimits, remarks: Remarks) -> Tree:
        """Return some of its files as a tree."""
        return _Gathered(self.root, files, limits, remarks)


class _Gathered:
    """Some files of one folder, by other names."""

    def __init__(
        self, root: Path, files: Sequence[tuple[str, str]], limits: ReadLimits, remarks: Remarks
    ) -> None:
        self._root = root
        if len(files) > limits.entries:
            remarks.add(f"Only the first {limits.entries:,} entries were looked at.")
        self._files: dict[str, str] = {}
        for name, file in files[: limits.entries]:
            if leftovers.is_left_over_file(name) or not leftovers.is_of_use(name):
                continue
            if os.path.islink(root / file):
                remarks.skip(name, "links are not followed")
            else:
                self._files[name] = file
        self.names: Sequence[str] = tuple(sorted(self._files))

    def read(self, name: str, limit: int) -> bytes:
        """Return the bytes of one file; see `Tree.read`."""
        return read_open(open_within(self._root, self._files[name]), limit)

    def close(self) -> None:
        """Do nothing; no file stays open."""
