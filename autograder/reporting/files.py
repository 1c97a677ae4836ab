"""Where results are written: each file appears whole, or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from autograder.errors import UsageError
from autograder.model.assignment import Assignment
from autograder.model.gradebook import Gradebook
from autograder.model.report import Report
from autograder.reporting import csv_gradebook, github_classroom, gradescope, junit, prairielearn

Write = Callable[[Report, Assignment], bytes]

REPORTS: dict[str, Write] = {"results.json": gradescope.write}
FORMATS: dict[str, dict[str, Write]] = {
    "prairielearn": {"prairielearn.json": prairielearn.write},
    "github": {"github_classroom.txt": github_classroom.write},
    "junit": {"junit.xml": junit.write},
}
"""What is written beside them where it is asked for."""
GRADEBOOKS = {"gradebook.csv": csv_gradebook.write}


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

    Raises
    ------
    UsageError
        If nothing can be written there.
    """

    def __init__(self, folder: Path, assignment: Assignment, formats: Sequence[str] = ()) -> None:
        self._reports = dict(REPORTS)
        for name in formats:
            self._reports.update(FORMATS[name])
        self._folder = folder
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
        return self._folder / (f"{submission}_" if submission.lower() in GRADEBOOKS else submission)

    def write_report(self, report: Report) -> None:
        """Write every report format of one submission to `<folder>/<submission>/`.

        Raises
        ------
        UsageError
            If it cannot be written.
        """
        for name, write in self._reports.items():
            write_file(self.of(report.submission) / name, write(report, self._assignment))

    def write_gradebook(self, gradebook: Gradebook) -> None:
        """Write every gradebook format.

        Raises
        ------
        UsageError
            If it cannot be written.
        """
        for name, write in GRADEBOOKS.items():
            write_file(self._folder / name, write(gradebook))


def write_file(path: Path, data: bytes) -> None:
    """Write a file so that it appears whole, or not at all.

    Raises
    ------
    UsageError
        If it cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            temporary.write_bytes(data)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror})") from None
