"""Zips that have the same bytes wherever and whenever they are made of the same files."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

from autograder.errors import UsageError
from autograder.records import dataclass

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file: the earliest that a zip can say."""
UNIX = 3


@dataclass(frozen=True)
class Entry:
    """A file in a zip, and its permissions."""

    data: bytes
    mode: int = 0o644


def zip_bytes(entries: Mapping[str, Entry]) -> bytes:
    """Return a zip's bytes.

    The files are stored as they are, in the order of their names: compressed bytes differ from one
    version of zlib to the next.

    Parameters
    ----------
    entries
        By name, with `/` between folders.
    """
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(entries):
            info = zipfile.ZipInfo(name, EPOCH)
            info.create_system = UNIX
            info.external_attr = (stat.S_IFREG | entries[name].mode) << 16
            archive.writestr(info, entries[name].data)
    return data.getvalue()


def write_zip(path: Path, entries: Mapping[str, Entry]) -> None:
    """Write a zip; it appears whole, or not at all.

    Parameters
    ----------
    path
        Where; a file that is there is replaced.
    entries
        As for `zip_bytes`.

    Raises
    ------
    UsageError
        If it cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        try:
            temporary.write_bytes(zip_bytes(entries))
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror})") from None
