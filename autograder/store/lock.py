"""Keeps a second run out of a folder of results."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

from autograder.errors import UsageError

FILE = ".lock"


def lock(folder: Path) -> BinaryIO:
    """Lock a folder of results until the returned file is closed or this process ends.

    Processes forked from this one do not hold the lock, so that it ends with this process, however
    that ends.

    Raises
    ------
    UsageError
        If another process has it, or the folder cannot be written.
    """
    try:
        file = open(folder / FILE, "a+b")  # noqa: SIM115
    except OSError as error:
        raise UsageError(f"{folder}: results cannot be written there ({error.strerror})") from None
    try:
        _lock(file)
    except BlockingIOError:
        file.close()
        raise UsageError(
            f"{folder}: another run is writing its results there; wait until it ends, or give "
            "another --output"
        ) from None
    except OSError:  # a file system without locks
        pass
    return file


def _lock(file: BinaryIO) -> None:
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error
    else:
        import fcntl

        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except PermissionError as error:  # what POSIX allows in its place
            raise BlockingIOError from error
