"""The assignment as it travels: a zip, known by its digest."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from pathlib import Path

from autograder.errors import ConfigError
from autograder.grading.needed import needed
from autograder.model.assignment import Assignment
from autograder.records import dataclass


@dataclass(frozen=True)
class Package:
    """What grading reads of an assignment.

    Parameters
    ----------
    digest
        Of the names and contents of its files.
    data
        A zip.
    """

    digest: str
    data: bytes


def pack(assignment: Assignment) -> Package:
    """Pack what grading reads of an assignment.

    Raises
    ------
    ConfigError
        When a part of it is not there or cannot be read.
    """
    digest = hashlib.sha256()
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in needed(assignment):
            try:
                content = path.read_bytes()
            except OSError as error:
                raise ConfigError(f"{path}: cannot be read ({error.strerror})") from None
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
            digest.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(content).digest())
    return Package(digest.hexdigest(), data.getvalue())


def unpack(data: bytes, folder: Path) -> None:
    """Unpack a package into a folder, readable for its owner alone.

    Raises
    ------
    ValueError
        When a name leads out of it.
    """
    folder = folder.resolve()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            path = folder / name
            if not path.resolve().is_relative_to(folder):
                raise ValueError(f"a file of the assignment is named {name}")
            path.parent.mkdir(parents=True, exist_ok=True)
            with open(path, "xb", opener=_private) as file:
                file.write(archive.read(name))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
