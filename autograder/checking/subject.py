"""What is checked: the files of a folder, or a notebook as it is saved."""

from __future__ import annotations

import time
from pathlib import Path

from autograder.grading.intake import read_submission
from autograder.model.assignment import Assignment
from autograder.model.submission import Submission
from autograder.records import dataclass

ID = "yours"


@dataclass(frozen=True)
class Subject:
    """What is checked.

    Parameters
    ----------
    submission
        What is written.
    words
        Which files that is, for the student.
    remarks
        What else the student should know.
    """

    submission: Submission
    words: str
    remarks: tuple[str, ...]


def read_subject(path: Path, assignment: Assignment) -> Subject:
    """Read what a student has written.

    Parameters
    ----------
    path
        A folder, or one file. A notebook is taken with the answers beside it where it is what
        counts in its folder, else alone.
    assignment
        What is asked for.

    Raises
    ------
    SubmissionError
        If nothing can be read there.
    """
    if path.suffix != ".ipynb" or not path.is_file():
        return _subject(path, read_submission(path, assignment, ID), assignment)
    beside = read_submission(path.parent, assignment, ID)
    if beside.notebook is not None and beside.notebook.name == path.name:
        return _subject(path, beside, assignment)
    remarks = []
    if any(name in beside.sources for name in assignment.modules):
        remarks.append(
            f"Functions are written in the .py files beside {path.name} too; if you hand in both, "
            "the .py files count. Hand in the notebook alone."
        )
    return _subject(path, read_submission(path, assignment, ID), assignment, *remarks)


def _subject(path: Path, submission: Submission, assignment: Assignment, *more: str) -> Subject:
    folder = path if path.is_dir() else path.parent
    if submission.notebook is not None:
        words = f"{submission.notebook.name}, {_saved(folder / submission.notebook.name)}"
    else:
        files = [name for name in assignment.modules if name in submission.sources]
        if submission.answers and assignment.answers:
            files.append(assignment.answers)
        words = ", ".join(files) if files else "nothing that is asked for is here"
    return Subject(submission, words, (*submission.remarks, *more))


def _saved(notebook: Path) -> str:
    """Say when a notebook was saved, as far as the student may have forgotten."""
    try:
        seconds = time.time() - notebook.stat().st_mtime
    except OSError:
        return "as saved"
    if seconds < 90:
        return "as saved just now"
    if seconds < 90 * 60:
        return f"as saved {seconds / 60:.0f} minutes ago"
    if seconds < 36 * 3600:
        return f"as saved {seconds / 3600:.0f} hours ago"
    return f"as saved {seconds / 86400:.0f} days ago"
