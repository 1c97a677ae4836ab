"""Grades a class, in forked processes where there are any; reports are given as they come."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import msgspec

from autograder.errors import SubmissionError
from autograder.grading import collect
from autograder.grading.cases import Collected
from autograder.grading.crew import Crew
from autograder.grading.in_turn import InTurn
from autograder.grading.intake import Found, read_found
from autograder.grading.preparation import protection, submission_grader
from autograder.grading.run import SubmissionGrader
from autograder.grading.workers import start_workers
from autograder.model.assignment import Assignment
from autograder.model.report import Report
from autograder.model.submission import Submission
from autograder.records import dataclass
from autograder.sandbox.client import forks
from autograder.store import codec

WORTH_FORETELLING = 8
"""Submissions from which on it is worth while to note what the cases ask of the reference."""
LOST = "the grader's own process ended while it graded this; nothing was judged"


class AnyCrew(Protocol):
    """Who grades submissions, each known by its number."""

    def run(self, tasks: int) -> Iterator[tuple[int, str | None]]:
        """Yield each number and its report as JSON, as it comes; `None` where it was lost."""


Hire = Callable[[Assignment, Sequence[Found], "Options"], AbstractContextManager[AnyCrew]]


@dataclass(frozen=True)
class Options:
    """How a class is graded.

    Parameters
    ----------
    jobs
        How many submissions at a time.
    seed
        Of the run; every submission's inputs follow from it.
    unsafe
        Whether to go on where a mandatory layer of the sandbox is missing.
    private
        Folders that no worker may read, beside the assignment's and those of many submissions.
    elsewhere
        Hires who grades, if that is not this machine.
    """

    jobs: int
    seed: int
    unsafe: bool = False
    private: tuple[Path, ...] = ()
    elsewhere: Hire | None = None


class Graded(msgspec.Struct):
    """A submission's report, and its files where those are made in the process that graded it."""

    report: codec.Encoded
    files: dict[str, str] | None = None

    @classmethod
    def of(cls, report: Report, files: dict[str, str] | None = None) -> Graded:
        """Return a report, not yet encoded, with its files."""
        return cls(codec.Encoded.of(report), files)


Render = Callable[[Found, Report], dict[str, bytes]]
"""Makes the files of a report; their bytes are UTF-8."""
_decoder = codec.decoder(Graded)


def grade_class(
    assignment: Assignment,
    found: Sequence[Found],
    options: Options,
    keep: Callable[[Report], None],
) -> None:
    """Grade submissions; see `grade_and_render`, which makes their files as well."""
    grade_and_render(assignment, found, options, None, lambda graded: keep(graded.report.decoded()))


def grade_and_render(
    assignment: Assignment,
    found: Sequence[Found],
    options: Options,
    render: Render | None,
    keep: Callable[[Graded], None],
) -> None:
    """Grade submissions.

    Parameters
    ----------
    assignment
        The assignment.
    found
        Where the submissions are, and their ids.
    options
        How.
    render
        Makes a report's files, in the process that graded it if that is on this machine.
    keep
        Called in this process with each result as it comes, of which nothing is kept here.

    Raises
    ------
    ConfigError
        When the checks are not right.
    EnvironmentFault
        When student code cannot be confined here.
    """
    with start_workers(assignment, (*options.private, *neighbourhoods(found))) as factory:

        def run(collected: Collected) -> None:
            grader = submission_grader(assignment, collected, factory)
            hire = options.elsewhere
            decode: Callable[[str], Graded] = _bare if hire else _decoder.decode
            if hire:
                hired = hire(assignment, found, options)
            else:
                hired = _here(grader, found, options, render)
            with hired as crew:
                for number, text in crew.run(len(found)):
                    graded = None if text is None else _decoded(text, decode)
                    if graded is None:
                        lost = Submission(found[number].id)
                        graded = Graded.of(grader.not_graded(lost, options.seed, LOST))
                    keep(graded)

        collect.with_checks(assignment, run)


def neighbourhoods(found: Sequence[Found]) -> set[Path]:
    """Return where submissions lie beside each other; none of them may be read by another."""
    if len(found) < 2:
        return set()
    around = {one.path.resolve().parent for one in found}
    return {next(up for up in (path, *path.parents) if up.exists()) for path in around}  # in a zip


@contextlib.contextmanager
def _here(
    grader: SubmissionGrader, found: Sequence[Found], options: Options, render: Render | None
) -> Iterator[AnyCrew]:
    """Hire this machine's own processes."""
    factory = grader.factory
    staff = protection(factory, options.unsafe)

    def prepare() -> Callable[[int], str]:
        if grader.factory is not factory:
            grader.factory.close()  # the process forked before has its own copy
        grader.factory = factory.split()
        return lambda number: _grade_one(grader, found[number], options.seed, staff, render)

    if len(found) >= WORTH_FORETELLING:
        grader.foretell(options.seed)
    jobs = min(options.jobs, len(found))
    with contextlib.closing(Crew(jobs, prepare) if forks() else InTurn(prepare)) as crew:
        yield crew
    grader.factory.close()


def _decoded(text: str, decode: Callable[[str], Graded]) -> Graded | None:
    """Return what a grader's process sent; `None` if it is nothing of the kind."""
    try:
        return decode(text)
    except msgspec.MsgspecError:
        return None


def _bare(text: str) -> Graded:
    return Graded.of(codec.decode(text))


def _grade_one(
    grader: SubmissionGrader, found: Found, seed: int, staff: tuple[str, ...], render: Render | None
) -> str:
    """Grade a submission and return what `Graded` has, as JSON."""
    submission = read_or_say_why(found, grader.assignment)
    report = grader.grade(submission, seed)
    report = replace(report, staff=(*staff, *submission.staff, *report.staff))
    files = None
    if render:
        with contextlib.suppress(Exception):  # who keeps the report tries again, and says why
            files = {name: data.decode() for name, data in render(found, report).items()}
    return codec.encode(Graded.of(report, files)).decode()


def read_or_say_why(found: Found, assignment: Assignment) -> Submission:
    """Read a submission; one of which nothing can be read says so, and is graded all the same."""
    try:
        return read_found(found, assignment)
    except SubmissionError as error:
        why = str(error)
        return Submission(
            found.id,
            remarks=(*found.remarks, why),
            staff=(f"nothing of it could be read: {why}",),
        )


def default_jobs() -> int:
    """Return how many submissions can be graded at a time: one for each processor, or one."""
    if not forks():
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
