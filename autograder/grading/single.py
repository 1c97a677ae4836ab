"""Grades one submission in this process, without forking a grader for it, as on Gradescope."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from autograder.errors import SubmissionError
from autograder.grading import collect
from autograder.grading.intake import Found, read_submission
from autograder.grading.preparation import import_reference, protection, submission_grader
from autograder.grading.run import Keep
from autograder.grading.runner import CaseRunner
from autograder.grading.workers import start_workers
from autograder.model.assignment import Assignment
from autograder.model.report import Report
from autograder.model.submission import Submission


def grade_one(
    assignment: Assignment, found: Found, seed: int, private: Iterable[Path], keep: Keep
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

    Raises
    ------
    ConfigError
        When the checks are not right.
    EnvironmentFault
        When student code cannot be confined here.
    """
    reports: list[Report] = []
    runner = CaseRunner()
    with start_workers(assignment, private) as factory:

        def run(collected: collect.Collected) -> None:
            protection(factory, unsafe=False)
            grader = submission_grader(assignment, collected, runner, factory)
            grader.ranks = True
            try:
                submission = read_submission(found.path, assignment, found.id)
            except SubmissionError as error:
                submission = Submission(found.id, remarks=(str(error),))
            factory.expect(_texts(submission, grader.solutions))
            reports.append(grader.grade(submission, seed, keep))

        collect.with_checks(assignment, run, (runner,))
    return reports[0]


def _texts(*submissions: Submission) -> list[str]:
    return [
        text
        for one in submissions
        for text in (
            *(file.source for file in one.sources.values()),
            *(one.notebook.cells if one.notebook else ()),
        )
    ]


def try_checks(assignment: Assignment) -> int:
    """Collect the checks and import the reference, run nothing, and return how many checks.

    Raises
    ------
    ConfigError
        When the checks or the reference are not right.
    """
    numbers: list[int] = []

    def run(collected: collect.Collected) -> None:
        import_reference(assignment)
        numbers.append(len(collected.checks))

    collect.with_checks(assignment, run, (CaseRunner(),))
    return numbers[0]
