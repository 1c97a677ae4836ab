"""Where results are written: each file appears whole, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from autograder.errors import UsageError
from autograder.model.assignment import Assignment
from autograder.model.gradebook import Gradebook
from autograder.model.report import Report
from autograder.reporting import csv_gradebook, gradescope

REPORTS = {"results.json": gradescope.write}
GRADEBOOKS = {"gradebook.csv": csv_gradebook.write}


class Output:
    """The folder of a run's results.

    Parameters
    ----------
    folder
        Made if it is not there.
    assignment
        What the reports are of.
    """

    def __init__(self, folder: Path, assignment: Assignment) -> None:
        self._folder = folder
        self._assignment = assignment
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(
                f"--output {folder}: cannot be made a folder ({error.strerror})"
            ) from None

    def write_report(self, report: Report) -> None:
        """Write every report format of one submission to `<folder>/<submission>/`."""
        folder = self._folder / report.submission
        folder.mkdir(parents=True, exist_ok=True)
        for name, write in REPORTS.items():
            _replace(folder / name, write(report, self._assignment))

    def write_gradebook(self, gradebook: Gradebook) -> None:
        """Write every gradebook format."""
        for name, write in GRADEBOOKS.items():
            _replace(self._folder / name, write(gradebook))


def _replace(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise UsageError(f"{path}: cannot be written ({error.strerror})") from None
