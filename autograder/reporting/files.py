"""Where results are written: each file appears whole, or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from pathlib import Path

import msgspec

from autograder.errors import UsageError
from autograder.model.assignment import Assignment
from autograder.model.report import Report
from autograder.model.stored import About, Stored
from autograder.records import dataclass
from autograder.reporting import (
    absent,
    canvas,
    class_json,
    csv_gradebook,
    github_classroom,
    gradescope,
    junit,
    moodle,
    prairielearn,
)
from autograder.reporting.people import Sheet

Write = Callable[[Report, Assignment], bytes]
WritePage = Callable[[Stored, Assignment], bytes]
WriteGradebook = Callable[[Iterable[Stored], Assignment, About], Iterable[bytes]]
WriteSheet = Callable[[Iterable[Stored], Assignment], Sheet]

REPORTS: dict[str, Write] = {"results.json": gradescope.write}
FORMATS: dict[str, dict[str, Write]] = {
    "prairielearn": {"prairielearn.json": prairielearn.write},
    "github": {"github_classroom.txt": github_classroom.write},
    "junit": {"junit.xml": junit.write},
}
"""What is written beside them where it is asked for."""
GRADEBOOKS: dict[str, WriteGradebook] = {
    "gradebook.csv": csv_gradebook.write,
    "class.json": class_json.write,
    "class.schema.json": class_json.write_schema,
}
"""A class's tables: each is written part by part, so that it may be larger than the memory."""
SHEETS: dict[str, WriteSheet] = {"canvas.csv": canvas.write, "moodle.csv": moodle.write}
"""What other systems import: each is written where they would know the students."""
OTHERS = frozenset(
    {"class.html", "grading.sqlite", "grading.sqlite-wal", "grading.sqlite-shm", "grading.log",
     "regrade", "regrade.csv", "similar.csv", "similar.html",
     "absent.csv"}
)  # fmt: skip
"""What else stands beside the folders of submissions."""
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Pages:
    """What is written beside these formats, by a room that knows them.

    Parameters
    ----------
    of_submission, of_class
        What writes each file, by its name.
    sources
        The folder of what writes them.
    prepare
        Makes ready to write many.
    """

    of_submission: Mapping[str, WritePage] = field(default_factory=dict)
    of_class: Mapping[str, WriteGradebook] = field(default_factory=dict)
    sources: Path | None = None
    prepare: Callable[[], None] = lambda: None


class Output:
    """The folder of a run's results.

    Parameters
    ----------
    folder
        Made if it is not there, for its owner alone.
    assignment
        What the reports are of.
    formats
        Names of `FORMATS` to write beside `results.json`.
    pages
        What else is written.

    Raises
    ------
    UsageError
        If nothing can be written there.
    """

    def __init__(
        self,
        folder: Path,
        assignment: Assignment,
        formats: Sequence[str] = (),
        pages: Pages = Pages(),  # noqa: B008  (frozen)
    ) -> None:
        self._pages = pages
        self._reports = dict(REPORTS)
        for name in formats:
            self._reports.update(FORMATS[name])
        self.folder = folder
        self._assignment = assignment
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # of students, for staff
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            raise UsageError(
                f"--output {folder}: results cannot be written there ({error.strerror})"
            ) from None

    def of(self, submission: str) -> Path:
        """Return the folder of one submission's results."""
        return self.folder / folder_name(submission)

    def prepare(self) -> None:
        """Make ready to render many, here and in processes that are forked from this one."""
        self._pages.prepare()

    def render(self, entry: Stored) -> dict[str, bytes]:
        """Make every report format and page of one submission; nothing is written."""
        made = {
            name: write(entry.report, self._assignment) for name, write in self._reports.items()
        }
        for name, write_page in self._pages.of_submission.items():
            made[name] = write_page(entry, self._assignment)
        return made

    def write_report(self, entry: Stored) -> str:
        """Make and write every report format and page of one submission; see `write_made`."""
        return self.write_made(entry.id, self.render(entry))

    def write_made(self, submission: str, made: Mapping[str, bytes]) -> str:
        """Write what `render` made of one submission to `<folder>/<submission>/`.

        Returns
        -------
        str
            What `stands` takes: which files were written, by what, and their sizes.

        Raises
        ------
        UsageError
            If one cannot be written.
        """
        there = self.of(submission)
        for name, data in made.items():
            write_file(there / name, data, lasting=name in self._reports)
        return "\n".join([self._writers, *(f"{name} {len(data)}" for name, data in made.items())])

    def stands(self, submission: str, written: str) -> bool:
        """Whether the files of a submission are there as this would write them.

        Parameters
        ----------
        submission
            Its id; its report has not changed since.
        written
            What `write_report` returned.
        """
        writers, *files = written.split("\n")
        sizes = dict(file.rsplit(" ", 1) for file in files)
        if writers != self._writers or sizes.keys() != {
            *self._reports,
            *self._pages.of_submission,
        }:
            return False
        there = self.of(submission)
        try:
            return all((there / name).stat().st_size == int(size) for name, size in sizes.items())
        except OSError:
            return False

    def write_gradebooks(
        self, entries: Callable[[], Iterable[Stored]], about: About, names: Iterable[str] = ()
    ) -> tuple[str, ...]:
        """Write the gradebook formats.

        Parameters
        ----------
        entries
            Returns the class, sorted by id; called once for each format.
        about
            What is true of the class.
        names
            Which of `GRADEBOOKS`; all, `SHEETS` and the class's pages, where none is named.

        Returns
        -------
        tuple of str
            For staff: who is not in a sheet, or why there is none; a sentence each.

        Raises
        ------
        UsageError
            If one cannot be written.
        """
        named = tuple(names)
        writers = {**GRADEBOOKS, **self._pages.of_class}
        for name in named or writers:
            parts = writers[name](entries(), self._assignment, about)
            write_file(self.folder / name, parts)
        return () if named else tuple(self._write_sheets(entries, about))

    def _write_sheets(self, entries: Callable[[], Iterable[Stored]], about: About) -> Iterator[str]:
        for name, write in SHEETS.items():
            yield from self._write_sheet(name, write(entries(), self._assignment))
        yield from self._write_sheet("absent.csv", absent.write(about))

    def _write_sheet(self, name: str, sheet: Sheet) -> Iterator[str]:
        if sheet.data is None:
            remove_file(self.folder / name)  # an earlier run's
        else:
            write_file(self.folder / name, sheet.data)
        yield from (f"{name}: {remark}" for remark in sheet.remarks)

    @cached_property
    def _writers(self) -> str:
        """Tells apart what writes the reports: our code, and what it takes from the assignment."""
        settings = msgspec.json.encode(self._assignment, enc_hook=str, order="deterministic")
        digest = hashlib.sha256(settings)
        for folder in filter(None, (_HERE, self._pages.sources)):
            for path in sorted(folder.rglob("*.*")):
                if "__pycache__" not in path.parts:
                    digest.update(path.read_bytes())
        return digest.hexdigest()[:16]


def folder_name(submission: str) -> str:
    """Return the name of the folder of one submission's results."""
    taken = submission.lower() in {*GRADEBOOKS, *SHEETS, *OTHERS}
    return f"{submission}_" if taken else submission


def write_file(path: Path, data: bytes | Iterable[bytes], lasting: bool = False) -> None:
    """Write a file so that it appears whole, or not at all.

    Parameters
    ----------
    path
        The file; the folders around it are made.
    data
        Its bytes, or parts of them.
    lasting
        Whether it is on the disk, and not only on its way there, when this returns.

    Raises
    ------
    UsageError
        If it cannot be written.
    """
    temporary = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            temporary.unlink(missing_ok=True)  # of a run that was killed
            with temporary.open("xb") as file:
                file.writelines([data] if isinstance(data, bytes) else data)
                if lasting:
                    file.flush()
                    os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror})") from None


def remove_file(path: Path) -> None:
    """Remove a file, if it is there.

    Raises
    ------
    UsageError
        If it cannot be removed.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{path}: cannot be removed ({error.strerror})") from None
