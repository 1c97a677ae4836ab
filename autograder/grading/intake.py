"""What an assignment asks of the reading of submissions."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.submission import Forbidden, Submission
from autograder.submission import Wanted, find, read
from autograder.submission.fingerprint import fingerprint
from autograder.submission.part import Part, Place
from autograder.submission.policy import ImportPolicy, check

PATIENCE = 30.0
"""Seconds of processor time that reading or checking one submission may take."""


@dataclass(frozen=True)
class Found:
    """Where a submission is, and its id, which no other of the run has.

    Parameters
    ----------
    id, path
        Its name in results, and what is read; use `read_found`, for where there is a `part`,
        nothing on disk has this path.
    people
        Whose it is: one, the members of a group, or nobody that is known.
    late
        Whether what it was handed in with says that it came too late.
    remarks
        For the student: what was handed in as well, such as an earlier version.
    part
        What of a download is read, where the submission has no path of its own: a folder in a zip,
        or files that lie among those of others.
    """

    id: str
    path: Path
    people: tuple[Person, ...] = ()
    late: bool = False
    remarks: tuple[str, ...] = ()
    part: Part | None = None

    @property
    def place(self) -> Place:
        """What is read."""
        return self.part or self.path

    @property
    def content(self) -> str:
        """A hash of what was handed in; reads it all, and parses nothing."""
        return fingerprint(self.place)


def wanted(assignment: Assignment) -> Wanted:
    """Return what an assignment wants handed in."""
    return Wanted(
        modules=assignment.modules,
        notebook=assignment.notebook or "",
        answers=assignment.answers or "",
        answer_keys=assignment.answer_keys,
        graded_names=assignment.graded_names,
    )


def read_found(found: Found, assignment: Assignment) -> Submission:
    """Read a submission that was found; its remarks begin with those of where it was found.

    Raises
    ------
    SubmissionError
        When nothing of it can be read.
    """
    submission = read_submission(found.place, assignment, found.id)
    return replace(submission, remarks=(*found.remarks, *submission.remarks))


def read_submission(path: Place, assignment: Assignment, id: str) -> Submission:
    """Read one submission.

    Raises
    ------
    SubmissionError
        When nothing of it can be read.
    """
    with _bounded():
        return replace(read(path, wanted(assignment)), id=id)


def forbidden_uses(
    submission: Submission, assignment: Assignment
) -> dict[str, tuple[Forbidden, ...]]:
    """Return what the import policy finds, by file."""
    imports = assignment.imports
    policy = ImportPolicy(imports.allowed, imports.forbidden)
    with _bounded():
        return check(submission, policy, wanted(assignment))


def find_submissions(paths: Sequence[Path], assignment: Assignment) -> list[Found]:
    """Find the submissions at paths that a user gave."""
    return [Found(id, path) for id, path in find(paths, wanted(assignment))]


@contextmanager
def _bounded() -> Iterator[None]:
    """End this process if the block takes far longer than any submission should.

    What a submission may cost is bounded by its size. This is for what nobody thought of, such as a
    source that Python's parser, which cannot be interrupted, works on for hours. The process is one
    of a `Crew`, which reports the loss and goes on.
    """
    if sys.platform != "linux":
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)  # SIGPROF, unless it is handled, is the end
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
