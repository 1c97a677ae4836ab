"""A zip with a whole class in it: opened once, for all of its submissions."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, cast

from autograder.errors import SubmissionError
from autograder.submission.archive import BROKEN, BoundedReads, Entries, open_zip
from autograder.submission.folder import open_regular
from autograder.submission.remarks import Remarks, shown, size
from autograder.submission.tree import Tree, UnreadableError
from autograder.submission.wanted import MIB, ReadLimits

ZIP_BYTES = 64 * 1024 * MIB
"""The largest zip of a whole class."""
ZIP_DIRECTORY = 128 * MIB
"""The largest list of contents of one."""
BLOCK = MIB
"""How much of a file is read at a time."""


class ZipWhole:
    """A zip of a whole class: opened once, and read by processes forked from the one that did.

    Parameters
    ----------
    path
        The zip.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._zip: zipfile.ZipFile | None = None
        self._listed: list[zipfile.ZipInfo] = []

    def __getstate__(self) -> Path:
        return self.path

    def __setstate__(self, path: Path) -> None:
        self.__init__(path)  # type: ignore[misc]

    def listed(self) -> list[zipfile.ZipInfo]:
        """Return its entries.

        Raises
        ------
        SubmissionError
            If it cannot be read.
        """
        if self._zip is None:
            try:
                descriptor = open_regular(self.path)
            except UnreadableError as error:
                raise SubmissionError(f"{shown(self.path.name)} is {error}.") from None
            file = OwnPosition(descriptor)
            if file.size > ZIP_BYTES:
                file.close()
                raise SubmissionError(f"{shown(self.path.name)} is larger than {size(ZIP_BYTES)}.")
            bounded = BoundedReads(cast(BinaryIO, file), ZIP_DIRECTORY)
            self._zip = open_zip(bounded, self.path.name, ZIP_DIRECTORY)
            self._listed = self._zip.infolist()
        return self._listed

    def tree(self, files: Sequence[tuple[str, str]], limits: ReadLimits, remarks: Remarks) -> Tree:
        """Return some of its entries, which are given by their numbers, as a tree."""
        listed = self.listed()
        assert self._zip is not None
        tree = _ZipTree(self._zip, limits, remarks)
        tree.accept((name, listed[int(number)]) for name, number in files)
        return tree

    def blocks(self, number: int) -> Iterator[bytes]:
        """Yield an entry, some of it at a time; `UnreadableError` where it cannot be read."""
        entry = self.listed()[number]
        assert self._zip is not None
        if entry.flag_bits & 0x1:
            raise UnreadableError("encrypted")
        try:
            with self._zip.open(entry) as file:
                while block := file.read(BLOCK):
                    yield block
        except BROKEN as error:
            raise UnreadableError("damaged in the zip") from error


class _ZipTree(Entries):
    """Some entries of a zip that stays open."""

    def close(self) -> None:
        """Do nothing: other submissions are read from the same zip."""


class OwnPosition:
    """A file that is read where this object stands, wherever other processes are in it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._at = 0
        self.size = os.fstat(descriptor).st_size

    def fileno(self) -> int:
        """Return the descriptor."""
        return self._descriptor

    def seekable(self) -> bool:
        """Return that it can be."""
        return True

    def tell(self) -> int:
        """Return where the next read begins."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Choose where the next read begins."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise OSError("before the beginning of the file")
        self._at = base + offset
        return self._at

    def read(self, count: int = -1) -> bytes:
        """Read `count` bytes, or what is left if that is less."""
        left = max(self.size - self._at, 0)
        left = left if count < 0 else min(count, left)
        parts = []
        while left:
            part = self._some(left)
            if not part:
                break
            parts.append(part)
            left -= len(part)
            self._at += len(part)
        return b"".join(parts)

    def _some(self, count: int) -> bytes:
        if hasattr(os, "pread"):
            return os.pread(self._descriptor, count, self._at)
        os.lseek(self._descriptor, self._at, os.SEEK_SET)  # there is no forking there
        return os.read(self._descriptor, count)

    def close(self) -> None:
        """Close the file."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __del__(self) -> None:
        self.close()
