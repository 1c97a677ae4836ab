"""What an assignment asks of the reading of submissions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.model.assignment import Assignment
from autograder.model.submission import Forbidden, Submission
from autograder.submission import Wanted, find, read
from autograder.submission.policy import ImportPolicy, check


@dataclass(frozen=True)
class Found:
    """Where a submission is, and its id, which no other of the run has."""

    id: str
    path: Path


def wanted(assignment: Assignment) -> Wanted:
    """Return what an assignment wants handed in."""
    return Wanted(
        modules=assignment.modules,
        notebook=assignment.notebook or "",
        answers=assignment.answers or "",
        answer_keys=assignment.answer_keys,
        graded_names=assignment.graded_names,
    )


def read_submission(path: Path, assignment: Assignment, id: str) -> Submission:
    """Read one submission.

    Raises
    ------
    SubmissionError
        When nothing of it can be read.
    """
    return replace(read(path, wanted(assignment)), id=id)


def forbidden_uses(
    submission: Submission, assignment: Assignment
) -> dict[str, tuple[Forbidden, ...]]:
    """Return what the import policy finds, by file."""
    imports = assignment.imports
    return check(submission, ImportPolicy(imports.allowed, imports.forbidden), wanted(assignment))


def find_submissions(paths: Sequence[Path], assignment: Assignment) -> list[Found]:
    """Find the submissions at paths that a user gave."""
    return [Found(id, path) for id, path in find(paths, wanted(assignment))]
