"""What an assignment asks of the reading of submissions."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.submission import Forbidden, Submission
from autograder.records import dataclass
from autograder.submission import Wanted, read
from autograder.submission.fingerprint import fingerprint
from autograder.submission.part import Part, Place
from autograder.submission.policy import EVERYWHERE, ImportPolicy, check, is_used_nowhere

if TYPE_CHECKING:
    from autograder.submission import layouts

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
    with bounded():
        return replace(read(path, wanted(assignment)), id=id)


def forbidden_uses(
    submission: Submission, assignment: Assignment
) -> dict[str, tuple[Forbidden, ...]]:
    """Return what the import policy finds, by file."""
    with bounded():
        return check(submission, _policy(assignment), wanted(assignment))


def forbidden_together(
    submission: Submission, assignment: Assignment
) -> dict[str, tuple[str, ...]]:
    """Return what is forbidden, by file, where all files are in one process.

    What is forbidden to one file is forbidden to all, if no file is seen to use it. Else it stays
    forbidden to that one alone, which others could do it for.
    """
    policy, asked_for = _policy(assignment), wanted(assignment)
    together: dict[str, tuple[str, ...]] = {}
    with bounded():
        for file, names in policy.forbidden.items():
            is_for_all = file == EVERYWHERE or is_used_nowhere(names, submission, policy, asked_for)
            where = EVERYWHERE if is_for_all else file
            together[where] = (*together.get(where, ()), *names)
    return together


def _policy(assignment: Assignment) -> ImportPolicy:
    return ImportPolicy(assignment.imports.allowed, assignment.imports.forbidden)


@dataclass(frozen=True)
class Class:
    """Who handed something in, and who did not.

    Parameters
    ----------
    found
        The submissions.
    absent
        Who is on the roster and handed nothing in.
    unknown
        The ids of submissions by nobody on the roster.
    notes
        What was found, and what is doubtful about it: a line each, for whoever grades.
    """

    found: tuple[Found, ...]
    absent: tuple[Person, ...] = ()
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def find_class(
    paths: Sequence[Path],
    assignment: Assignment,
    layout: str | None = None,
    roster: Path | None = None,
    without: Path | None = None,
) -> Class:
    """Find the submissions at paths that a user gave, and whose they are.

    Parameters
    ----------
    paths
        Submissions, folders and zips of submissions, downloads from a platform.
    assignment
        Its file names tell a submission from a class.
    layout
        One of `LAYOUTS`, where it is not to be found out.
    roster
        A CSV file of who is in the course.
    without
        A folder that is no submission, wherever it lies: the results of an earlier run.

    Raises
    ------
    UsageError
        If there is nothing at a path, nothing of the layout, or no roster.
    """
    from autograder.roster import join
    from autograder.roster import read as read_roster
    from autograder.submission import layouts

    listed = read_roster(roster) if roster else None
    there = layouts.find(paths, wanted(assignment), layout, without)
    people = [one.people for _, one in there.handed]
    notes = [*there.notes]
    absent: tuple[Person, ...] = ()
    unknown: tuple[str, ...] = ()
    if listed is not None:
        joined = join([(id, one.people, one.handle) for id, one in there.handed], listed)
        people, absent, unknown = list(joined.people), joined.absent, joined.unknown
        notes += joined.notes
    found = tuple(
        _found(id, one, whose) for (id, one), whose in zip(there.handed, people, strict=True)
    )
    return Class(found, absent, unknown, tuple(notes))


def _found(id: str, handed: layouts.Handed, people: tuple[Person, ...]) -> Found:
    part = handed.place if isinstance(handed.place, Part) else None
    path = part.path if part else handed.place
    assert isinstance(path, Path)
    return Found(id, path, people, handed.late, handed.remarks, part)


@contextmanager
def bounded() -> Iterator[None]:
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
