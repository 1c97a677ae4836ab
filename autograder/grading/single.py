"""Grades one submission in this process, without forking a grader for it, as on Gradescope."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from functools import partial
from pathlib import Path

from autograder.errors import SubmissionError
from autograder.grading import outline
from autograder.grading.ahead import kept
from autograder.grading.cases import Collected
from autograder.grading.intake import Found, read_submission
from autograder.grading.outlined import OtherChecksError, OutlinedChecks
from autograder.grading.preparation import protection, submission_grader
from autograder.grading.reference import Reference
from autograder.grading.run import Keep
from autograder.grading.workers import start_workers
from autograder.model.assignment import Assignment
from autograder.model.report import Report
from autograder.model.submission import Submission
from autograder.sandbox.client import WorkerFactory


def grade_one(
    assignment: Assignment,
    found: Found,
    seed: int,
    private: Iterable[Path],
    keep: Keep,
    prepared: Path | None = None,
) -> Report:
    """Grade one submission.

    Parameters
    ----------
    assignment
        The assignment; its folder is closed to workers.
    found
        Where the submission is, and its id.
    seed
        Of its inputs.
    private
        What else no worker may read.
    keep
        Called after each case with what makes the report so far.
    prepared
        The folder that `prepare` wrote, if it did.

    Raises
    ------
    ConfigError
        When the checks are not right.
    EnvironmentFault
        When student code cannot be confined here.
    """
    with start_workers(assignment, private) as factory:
        known = None if prepared is None else outline.read(prepared, assignment)

        def graded(collected: Collected, reference: Reference | None = None) -> Report:
            grader = submission_grader(assignment, collected, factory, reference)
            grader.ranks = True
            if known is not None:
                grader.read_mistakes = partial(known.mistakes, assignment)
            if prepared is not None and (foretold := kept.read(prepared, seed)) is not None:
                grader.foretelling, grader.memory = foretold
            return grader.grade(submission, seed, keep)

        protection(factory, unsafe=False)
        try:
            submission = read_submission(found.path, assignment, found.id)
        except SubmissionError as error:
            submission = Submission(found.id, remarks=(str(error),))
        if known is None:
            return _collected_first(assignment, graded)
        with closing(OutlinedChecks(assignment, known)) as checks:
            try:
                return graded(checks.collected, Reference(assignment.folder("solutions")))
            except OtherChecksError:
                return graded(checks.found)


def _collected_first(assignment: Assignment, graded: Callable[[Collected], Report]) -> Report:
    from autograder.grading.collect import with_checks

    reports: list[Report] = []
    with_checks(assignment, lambda collected: reports.append(graded(collected)))
    return reports[0]


def prepare(
    assignment: Assignment, factory: WorkerFactory, seeds: Iterable[int], folder: Path
) -> int:
    """Note what the checks are, and what the reference does with some seeds; count the checks.

    Parameters
    ----------
    assignment
        The assignment.
    factory
        Where workers come from.
    seeds
        Those that submissions will be graded with.
    folder
        Where that is kept, for `grade_one`.

    Raises
    ------
    ConfigError
        When the checks or the reference are not right.
    """
    from autograder.grading.collect import with_checks

    numbers: list[int] = []

    def run(collected: Collected) -> None:
        numbers.append(len(collected.checks))
        outline.write(folder, outline.Outline.of(assignment, collected))
        for seed in seeds:
            grader = submission_grader(assignment, collected, factory)
            grader.foretell(seed)
            if grader.foretelling is not None:
                kept.write(folder, grader.foretelling, grader.memory)

    with_checks(assignment, run)
    return numbers[0]
