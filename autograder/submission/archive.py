"""A submission that is a zip. Nothing is unpacked to disk; no size that it states is trusted."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from autograder.errors import SubmissionError
from autograder.submission import leftovers
from autograder.submission.folder import open_regular
from autograder.submission.ids import RESERVED
from autograder.submission.remarks import Remarks, shown, size
from autograder.submission.tree import UnreadableError
from autograder.submission.wanted import ReadLimits

_CHUNK = 64 * 1024
BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What `zipfile` raises where a zip is damaged."""


class TooMuchAtOnceError(Exception):
    """More was asked for in one read than the list of a sensible zip's contents takes."""


class BoundedReads:
    """A file whose single reads are bounded: `zipfile` reads a zip's list of contents in one go."""

    def __init__(self, file: BinaryIO, limit: int) -> None:
        self._file = file
        self._limit = limit
        self.seek = file.seek
        self.tell = file.tell
        self.seekable = file.seekable
        self.close = file.close

    def read(self, count: int = -1) -> bytes:
        """Read `count` bytes, or what is left if that is little."""
        if count > self._limit:
            raise TooMuchAtOnceError
        return self._file.read(self._limit if count < 0 else count)


def open_zip(file: BoundedReads, label: str, directory: int) -> zipfile.ZipFile:
    """Open a zip; the file is closed where that fails.

    Raises
    ------
    SubmissionError
        If its list of contents cannot be read or is out of all proportion.
    """
    try:
        return zipfile.ZipFile(file)
    except TooMuchAtOnceError:
        file.close()
        raise SubmissionError(
            f"{shown(label)} lists more contents than any submission has "
            f"(over {size(directory)} of names)."
        ) from None
    except BROKEN:
        file.close()
        raise SubmissionError(
            f"{shown(label)} is not a zip archive that can be read; it may have been cut off."
        ) from None


class Archive:
    """The files of a zip.

    Parameters
    ----------
    file
        The zip, open for reading; closed by `close`.
    label
        Its name, for messages.
    limits
        Sizes and counts.
    remarks
        Where skipped entries are noted.

    Raises
    ------
    SubmissionError
        If its list of contents cannot be read or is out of all proportion.
    """

    def __init__(self, file: BinaryIO, label: str, limits: ReadLimits, remarks: Remarks) -> None:
        self._zip = open_zip(BoundedReads(file, limits.directory), label, limits.directory)
        entries = Entries(self._zip, limits, remarks)
        entries.accept((entry.filename, entry) for entry in self._zip.infolist())
        self.read = entries.read
        self.names: Sequence[str] = entries.names

    @classmethod
    def at(cls, path: Path, limits: ReadLimits, remarks: Remarks) -> Archive:
        """Open the zip at `path`; see the class for what is raised."""
        try:
            file = os.fdopen(open_regular(path), "rb")
        except UnreadableError as error:
            raise SubmissionError(f"{shown(path.name)} is {error}.") from None
        if os.fstat(file.fileno()).st_size > limits.archive:
            file.close()
            raise SubmissionError(f"{shown(path.name)} is larger than {size(limits.archive)}.")
        return cls(file, path.name, limits, remarks)

    def close(self) -> None:
        """Close the zip."""
        file = self._zip.fp
        self._zip.close()
        if file is not None:
            file.close()


class Entries:
    """The entries of an open zip that make one submission: all of them, or some.

    Parameters
    ----------
    zip
        The zip.
    limits
        Sizes and counts.
    remarks
        Where skipped entries are noted.
    """

    def __init__(self, zip: zipfile.ZipFile, limits: ReadLimits, remarks: Remarks) -> None:
        self._zip = zip
        self._limits = limits
        self._remarks = remarks
        self._entries: dict[str, zipfile.ZipInfo] = {}

    @property
    def names(self) -> Sequence[str]:
        """The cleaned names of the accepted entries, sorted."""
        return tuple(sorted(self._entries))

    def read(self, name: str, limit: int) -> bytes:
        """Return the bytes of one file; see `Tree.read`."""
        entry = self._entries[name]
        if entry.flag_bits & 0x1:
            raise UnreadableError("encrypted")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnreadableError("compressed in an unusual way; an ordinary zip is needed")
        parts = []
        left = limit + 1
        try:
            with self._zip.open(entry) as source:
                while left > 0:
                    part = source.read(min(left, _CHUNK))
                    if not part:
                        break
                    parts.append(part)
                    left -= len(part)
        except (*BROKEN, TooMuchAtOnceError) as error:
            raise UnreadableError("damaged in the zip") from error
        if left <= 0:
            raise UnreadableError(f"larger than {size(limit)}")
        return b"".join(parts)

    def accept(self, named: Iterable[tuple[str, zipfile.ZipInfo]]) -> None:
        """Take the entries to look at, by cleaned name; of equal names the last.

        Parameters
        ----------
        named
            Entries with their names within the submission.
        """
        listed = list(islice(named, self._limits.entries + 1))
        if len(listed) > self._limits.entries:
            self._remarks.add(f"Only the first {self._limits.entries:,} entries were looked at.")
            del listed[-1]
        entries: dict[str, zipfile.ZipInfo] = {}
        for filename, entry in listed:
            name = filename.replace("\\", "/")
            parts = split(name)
            if not parts or name.endswith("/") or _is_left_over(parts):
                continue
            fault = self._fault(name, parts, entry)
            if fault:
                self._remarks.skip(name, fault)
                continue
            clean = "/".join(parts)
            if not leftovers.is_of_use(parts[-1]):
                continue
            if clean in entries:
                self._remarks.skip(clean, "twice in the zip; the later one counts")
            entries[clean] = entry
        environments = {
            folder
            for folder, _, file in ("/".join(split(name)).rpartition("/") for name, _ in listed)
            if folder and file == leftovers.ENVIRONMENT_MARK
        }
        self._entries = {
            name: entry
            for name, entry in entries.items()
            if not any(name[:at] in environments for at, sign in enumerate(name) if sign == "/")
        }

    def _fault(self, name: str, parts: list[str], entry: zipfile.ZipInfo) -> str:
        """Return why an entry is not looked at, or an empty string."""
        mode = stat.S_IFMT(entry.external_attr >> 16)
        if is_link(entry):
            return "links are not followed"
        if mode not in (0, stat.S_IFREG, stat.S_IFDIR):
            return "not a regular file"
        if name.startswith("/") or ".." in parts or parts[0][1:2] == ":":
            return "the name points outside the submission"
        if len(parts) > self._limits.depth + 1:
            return "folders are nested too deeply"
        if any(part.split(".")[0].rstrip().lower() in RESERVED for part in parts):
            return "the name is reserved on Windows"
        try:
            name.encode("utf-8")
        except UnicodeEncodeError:
            return "the name is not valid Unicode"
        return ""


def is_link(entry: zipfile.ZipInfo) -> bool:
    """Return whether an entry is a link, as far as a zip says so."""
    return stat.S_IFMT(entry.external_attr >> 16) == stat.S_IFLNK


class WithoutArchives:
    """A zip's tree in which further zips are not seen."""

    def __init__(self, archive: Archive) -> None:
        self.names = tuple(name for name in archive.names if not name.lower().endswith(".zip"))
        self.read = archive.read
        self.close = archive.close


def split(name: str) -> list[str]:
    """Return the parts of a name in a zip, whatever separates them."""
    return [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]


def _is_left_over(parts: list[str]) -> bool:
    return leftovers.is_left_over_file(parts[-1]) or any(
        part != ".." and leftovers.is_left_over_folder(part) for part in parts[:-1]
    )
