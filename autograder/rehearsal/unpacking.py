"""Unpacks the grader's zip and lays out what a student handed in, as the platform does."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from autograder.errors import UsageError

MAX_SUBMISSION = 2**30
"""Bytes that a student's zip may unpack to here."""


def unpack(archive: Path, folder: Path) -> None:
    """Unpack a zip with the mode bits that it has; its names are relative and stay inside.

    Raises
    ------
    UsageError
        When it cannot be unpacked.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            for entry in opened.infolist():
                path = Path(opened.extract(entry, folder))
                mode = entry.external_attr >> 16 & 0o777
                if mode and not entry.is_dir():
                    path.chmod(mode)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise UsageError(f"{archive}: cannot be unpacked ({error})") from None
    except OSError as error:
        raise UsageError(f"{archive}: cannot be unpacked ({error.strerror or error})") from None


def lay_out(submission: Path, folder: Path) -> None:
    """Put a student's files into a folder: a folder's, those of a zip, or a single file.

    Raises
    ------
    UsageError
        When there is nothing, or when it cannot be copied.
    """
    try:
        if submission.is_dir():
            shutil.copytree(submission, folder, symlinks=True, dirs_exist_ok=True)
        elif submission.suffix.lower() == ".zip" and zipfile.is_zipfile(submission):
            with zipfile.ZipFile(submission) as opened:
                size = sum(entry.file_size for entry in opened.infolist())
            if size > MAX_SUBMISSION:
                raise UsageError(f"{submission}: unpacks to {size >> 20} MiB, which is too much")
            unpack(submission, folder)
        else:
            shutil.copy(submission, folder)
    except (OSError, shutil.Error) as error:
        why = getattr(error, "strerror", None) or error
        raise UsageError(f"{submission}: cannot be handed in ({why})") from None
