"""The store: what was graded, from what, and what came of it, sorted by submission."""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import msgspec

from autograder.errors import UsageError
from autograder.model.gradebook import Row
from autograder.model.person import Person
from autograder.model.report import Report
from autograder.model.stored import About, Stored
from autograder.store import codec, database
from autograder.store.entry import Entry, State
from autograder.store.lock import lock

FILE = "grading.sqlite"
QUICK = 1
"""The level of compression: a report of 300 kB becomes 20 kB in a millisecond."""
KEPT = "id, path, people, late, row, report"
ENTRY = "id, path, people, late, content, terms, points, seed, state, files"
DONE = f"state != '{State.WAITING.value}' AND report IS NOT NULL"


class Store:
    """The results of a class, in the file `grading.sqlite` of their folder.

    What is read comes one submission at a time, so that the memory taken does not grow with the
    class. Every change is whole when its method returns, or did not happen.

    Use `begin` or `read` to make one.
    """

    def __init__(
        self, path: Path, connection: sqlite3.Connection, held: BinaryIO | None = None
    ) -> None:
        self._path = path
        self._connection = connection
        self._held = held

    @classmethod
    def begin(cls, folder: Path) -> Store:
        """Open the store of a folder for a run, or make it.

        Raises
        ------
        UsageError
            If another run is at it, or it is damaged, not ours, or cannot be written.
        """
        held = lock(folder)
        try:
            return cls(folder / FILE, database.open_to_write(folder / FILE), held)
        except BaseException:
            held.close()
            raise

    @classmethod
    def read(cls, folder: Path) -> Store:
        """Open the store of a folder to look at it, also while a run is at it.

        Raises
        ------
        UsageError
            If there is none, or it is damaged or not ours.
        """
        return cls(folder / FILE, database.open_to_read(folder / FILE))

    def close(self) -> None:
        """Close it, and let others write."""
        if self._held is None:
            self._connection.close()
        else:
            database.close(self._connection)
            self._held.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # ---------------------------------------------------------------- what came of the class

    @property
    def about(self) -> About:
        """What is true of the whole class."""
        with database.told(self._path):
            values = dict(self._connection.execute("SELECT name, value FROM about"))
            count, graded, when = self._connection.execute(
                f"SELECT count(*), total({DONE}), max(graded) FROM submission WHERE present"
            ).fetchone()
        known = {name: _json(text, self._path, Any) for name, text in values.items()}
        names = ("title", "seed", "missing", "unknown")
        return msgspec.convert(
            {name: known[name] for name in names if name in known}
            | {"graded": int(graded), "waiting": count - int(graded), "when": when or ""},
            About,
        )

    def reports(self) -> Iterator[Stored]:
        """Yield what came of each graded submission of the class, sorted by id."""
        for line in self._lines(f"SELECT {KEPT} FROM submission WHERE present AND {DONE}"):
            yield self._stored(*line)

    def rows(self) -> Iterator[Row]:
        """Yield what came of each graded submission in short, sorted by id."""
        for (row,) in self._lines(f"SELECT row FROM submission WHERE present AND {DONE}"):
            yield _json(row, self._path, Row)

    def report(self, id: str) -> Stored | None:
        """Return what came of one submission; `None` if it is not known, or not graded yet."""
        query = f"SELECT {KEPT} FROM submission WHERE id = ? AND {DONE}"
        with database.told(self._path):
            line = self._connection.execute(query, (id,)).fetchone()
        return None if line is None else self._stored(*line)

    def removed(self) -> Iterator[str]:
        """Yield the ids of graded submissions that are not in the class any more, sorted."""
        query = f"SELECT id FROM submission WHERE NOT present AND {DONE}"
        return (id for (id,) in self._lines(query))

    def entries(self) -> Iterator[Entry]:
        """Yield what is known of each submission of the class, in the order of grading."""
        query = f"SELECT {ENTRY} FROM submission WHERE present"
        return (self._entry(*line) for line in self._lines(query, "place, id"))

    def entry(self, id: str) -> Entry | None:
        """Return what is known of a submission, in the class or not."""
        query = f"SELECT {ENTRY} FROM submission WHERE id = ?"
        with database.told(self._path):
            line = self._connection.execute(query, (id,)).fetchone()
        return None if line is None else self._entry(*line)

    # ---------------------------------------------------------------- a run's writing

    def tell(self, **values: object) -> None:
        """Keep what is true of the whole class: parts of `About`, or more."""
        with database.told(self._path), self._whole():
            for name, value in values.items():
                text = codec.encode(value).decode()
                self._connection.execute("REPLACE INTO about VALUES (?, ?)", (name, text))

    def recall(self, name: str) -> Any:
        """Return what `tell` was given by this name, as JSON has it; `None` if nothing was."""
        with database.told(self._path):
            line = self._connection.execute(
                "SELECT value FROM about WHERE name = ?", (name,)
            ).fetchone()
        return None if line is None else _json(line[0], self._path, Any)

    def enrol(self, entries: Iterable[Entry]) -> None:
        """Make these the class, in this order; others stay stored but are not of it.

        Reports of submissions that are known stay; an entry's state and what it was graded by are
        as given.
        """
        with database.told(self._path), self._whole():
            self._connection.execute("UPDATE submission SET present = 0")
            for place, entry in enumerate(entries):
                self._put(entry, place)

    def keep(self, entry: Entry, report: Report | codec.Encoded) -> None:
        """Keep a submission's report, and what it came from."""
        if isinstance(report, Report):
            report = codec.Encoded.of(report)
        row = codec.encode(report.row).decode()
        data = zlib.compress(report.report, QUICK)
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        with database.told(self._path), self._whole():
            self._put(entry)
            self._connection.execute(
                "UPDATE submission SET graded = ?, row = ?, report = ? WHERE id = ?",
                (now, row, data, entry.id),
            )

    def adopt(self, folder: Path) -> None:
        """Take over what was graded in another folder, all of it or nothing.

        The files of these submissions' reports count as not written.

        Parameters
        ----------
        folder
            Of a store that is closed.
        """
        taken = "content, terms, points, seed, state, graded, row, report"
        with database.told(self._path):
            self._connection.execute("ATTACH DATABASE ? AS other", (os.fsencode(folder / FILE),))
            try:
                with self._whole():
                    self._connection.execute(
                        f"UPDATE main.submission SET files = '', ({taken}) = "
                        f"(SELECT {taken} FROM other.submission WHERE id = main.submission.id) "
                        f"WHERE id IN (SELECT id FROM other.submission WHERE present AND {DONE})"
                    )
                    self._connection.execute("REPLACE INTO about VALUES ('publishing', 'true')")
            finally:
                self._connection.execute("DETACH DATABASE other")

    def wrote(self, id: str, files: str) -> None:
        """Keep what files were written of a submission's report."""
        with database.told(self._path):
            self._connection.execute("UPDATE submission SET files = ? WHERE id = ?", (files, id))

    def _put(self, entry: Entry, place: int | None = None) -> None:
        values = asdict(entry)
        values["path"] = os.fsencode(entry.path)
        values["people"] = codec.encode(entry.people).decode()
        values["state"] = entry.state.value
        values["place"] = place
        names = [*asdict(entry), "place"]
        changes = ", ".join(
            f"{name} = coalesce(excluded.{name}, {name})" for name in (*names[1:], "present")
        )
        self._connection.execute(
            f"INSERT INTO submission (present, graded, {', '.join(names)}) "
            f"VALUES (1, '', {', '.join(f':{name}' for name in names[:-1])}, "
            "coalesce(:place, (SELECT place FROM submission WHERE id = :id), 0)) "
            f"ON CONFLICT (id) DO UPDATE SET {changes}",
            values,
        )

    def _whole(self) -> _Transaction:
        return _Transaction(self._connection)

    # ---------------------------------------------------------------- lines of the database

    def _lines(self, query: str, order: str = "id") -> Iterator[Sequence[Any]]:
        with database.told(self._path):
            yield from self._connection.execute(f"{query} ORDER BY {order}")

    def _stored(
        self, id: str, path: bytes, people: str, late: int, row: str, report: bytes
    ) -> Stored:
        return Stored(
            partial(self._report, report),
            tuple(_json(people, self._path, list[Person])),
            bool(late),
            os.fsdecode(path),
            _json(row, self._path, Row),
        )

    def _report(self, data: bytes) -> Report:
        try:
            return codec.decode(zlib.decompress(data))
        except (zlib.error, msgspec.MsgspecError) as error:
            raise _damaged(self._path, error) from None

    def _entry(self, id: str, path: bytes, people: str, late: int, *rest: Any) -> Entry:
        content, terms, points, seed, state, files = rest
        persons = tuple(_json(people, self._path, list[Person]))
        return Entry(
            id, os.fsdecode(path), persons, bool(late), content, terms, points, seed,
            State(state), files,
        )  # fmt: skip


class _Transaction:
    """What happens within it is stored whole, or not at all."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        try:
            if kind is None:
                self._connection.execute("COMMIT")
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")


def _json(text: str, path: Path, kind: Any) -> Any:
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.MsgspecError as error:
        raise _damaged(path, error) from None


def _damaged(path: Path, error: Exception) -> UsageError:
    return UsageError(
        f"{path}: is damaged, or of another version ({error}); move it away to grade anew"
    )
