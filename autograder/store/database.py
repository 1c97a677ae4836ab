"""The database file: opened, checked, and its faults told in a sentence."""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

from autograder.errors import UsageError

APPLICATION = 0x61677264
"""Tells our databases from others (SQLite's `application_id`)."""
VERSION = 2
SHARED = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "fuse.sshfs", "lustre"})
"""File systems over a network, on which SQLite's write-ahead log does not work."""
PATIENCE = 10.0
"""Seconds to wait for a reader."""

SCHEMA = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE submission (
    id TEXT PRIMARY KEY,
    present INTEGER NOT NULL,
    place INTEGER NOT NULL,
    path BLOB NOT NULL,
    people TEXT NOT NULL,
    late INTEGER NOT NULL,
    content TEXT NOT NULL,
    terms TEXT NOT NULL,
    points TEXT NOT NULL,
    seed INTEGER NOT NULL,
    state TEXT NOT NULL,
    files TEXT NOT NULL,
    graded TEXT NOT NULL,
    row TEXT,
    report BLOB
);
"""


def open_to_write(path: Path) -> sqlite3.Connection:
    """Open a database, or make it.

    Raises
    ------
    UsageError
        If it is damaged, no store of results, of a newer version, or cannot be written.
    """
    with told(path):
        connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
        try:
            there = connection.execute("PRAGMA schema_version").fetchone()[0]
            if there:
                _check(connection, path)
            _set_journal(connection, path)
            connection.execute("PRAGMA synchronous = FULL")
            if not there:
                connection.executescript(
                    f"BEGIN IMMEDIATE;{SCHEMA}PRAGMA application_id = {APPLICATION};"
                    f"PRAGMA user_version = {VERSION};COMMIT;"
                )
        except BaseException:
            connection.close()
            raise
    return connection


def open_to_read(path: Path) -> sqlite3.Connection:
    """Open a database that is there; nothing of it is changed.

    Raises
    ------
    UsageError
        If it is not there, damaged, no store of results, or of a newer version.
    """
    if not path.is_file():
        raise UsageError(
            f"{path}: there is no such file; `autograder grade` makes it in the folder of results"
        )
    uri = path.resolve().as_uri()
    with told(path):
        connection = sqlite3.connect(f"{uri}?mode=ro", timeout=PATIENCE, uri=True)
        try:
            try:
                connection.execute("PRAGMA schema_version").fetchone()
            except sqlite3.OperationalError:  # a folder that may not be written: no log can be made
                connection.close()
                log = path.with_name(f"{path.name}-wal")
                if log.exists() and log.stat().st_size:
                    raise
                connection = sqlite3.connect(f"{uri}?immutable=1", uri=True)
            _check(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def close(connection: sqlite3.Connection) -> None:
    """Close a database, and leave a single file that can be read anywhere."""
    with contextlib.suppress(sqlite3.Error):  # a reader is at it, or the disk is full
        connection.execute("PRAGMA busy_timeout = 0")
        connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Within the block, a fault of the database is one sentence.

    Raises
    ------
    UsageError
        In its place.
    """
    try:
        yield
    except sqlite3.Error as error:
        text = str(error)
        if "disk is full" in text or "disk I/O" in text or "readonly" in text:
            advice = "what is stored is kept; make room or allow it, and give the command again"
            raise UsageError(f"{path}: results cannot be stored ({text}); {advice}") from None
        if isinstance(error, sqlite3.OperationalError) and "malformed" not in text:
            raise UsageError(f"{path}: cannot be opened or used ({text})") from None
        raise UsageError(
            f"{path}: is damaged, or no store of results ({text}); move it away to grade anew"
        ) from None


def _check(connection: sqlite3.Connection, path: Path) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION:
        raise UsageError(f"{path}: is a database, but no store of results; move it away")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version != VERSION:
        raise UsageError(
            f"{path}: was written by another version of autograder (its format is {version}, "
            f"this one's {VERSION}); use that version, or move the file away to grade anew"
        )


def _set_journal(connection: sqlite3.Connection, path: Path) -> None:
    """Use a write-ahead log where it works, and a rollback journal where it does not."""
    if file_system(path) in SHARED:
        connection.execute("PRAGMA journal_mode = DELETE")
        return
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")  # needs the memory that the log's users share
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        if "full" in str(error) or "readonly" in str(error):
            raise
        connection.execute("PRAGMA journal_mode = DELETE")


def file_system(path: Path, mounts: Path = Path("/proc/self/mountinfo")) -> str:
    """Return the kind of file system that a path is on, or an empty string if nothing says so."""
    if sys.platform != "linux":
        return ""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    there = path.resolve()
    best, kind = -1, ""
    for line in lines:
        before, _, after = line.partition(" - ")
        point = Path(before.split(" ")[4].encode().decode("unicode_escape"))
        if len(point.parts) >= best and (point == there or point in there.parents):
            best, kind = len(point.parts), after.split(" ")[0]
    return kind
