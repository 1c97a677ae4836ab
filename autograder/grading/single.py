"""Grades one submission in this process, without forking a grader for it, as on Gradescope."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import SubmissionError
from autograder.grading.ahead import kept
from autograder.grading.collect import Collected, with_checks
from autograder.grading.intake import Found, read_submission
from autograder.grading.outline import NOT_COLLECTED, NeedsChecksError, Outline
from autograder.grading.preparation import protection, submission_grader
from autograder.grading.put_off import put_off
from autograder.grading.run import Keep
from autograder.grading.workers import start_workers
from autograder.model.assignment import Assignment
from autograder.model.report import Report
from autograder.model.submission import Submission
from autograder.sandbox.client import WorkerFactory

if TYPE_CHECKING:
    from autograder.grading.runner import CaseRunner

WITHOUT_CHECKS_SECONDS = 3.0
"""For one that does what was foretold; they are lost where a check has to be run after all."""


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
    reports: list[Report] = []
    known = None if prepared is None else kept.read(prepared, seed)
    with start_workers(assignment, private) as factory:

        def run(collected: Collected, runner: CaseRunner, is_collected: bool = True) -> None:
            protection(factory, unsafe=False)
            grader = submission_grader(assignment, collected, runner, factory)
            grader.ranks, grader.is_collected = True, is_collected
            if known is not None:
                grader.foretelling, grader.memory, _ = known
            try:
                submission = read_submission(found.path, assignment, found.id)
            except SubmissionError as error:
                submission = Submission(found.id, remarks=(str(error),))
            told = keep if is_collected else _while_quick(keep)
            reports.append(grader.grade(submission, seed, told))

        if known is not None and known[2].is_foretold(assignment.questions, known[0].cases):
            with contextlib.suppress(NeedsChecksError):
                run(known[2].collected(), NOT_COLLECTED, is_collected=False)
        if not reports:
            _with_checks(assignment, run)
    return reports[0]


def _while_quick(keep: Keep) -> Keep:
    """Keep reports as `keep` does, and end grading where it has taken long."""
    until = time.monotonic() + WITHOUT_CHECKS_SECONDS

    def kept_so_far(make: Callable[[], Report]) -> None:
        if time.monotonic() > until:
            raise NeedsChecksError
        keep(make)

    return kept_so_far


def _with_checks(assignment: Assignment, run: Callable[[Collected, CaseRunner], None]) -> None:
    put_off("importlib", "metadata")  # pytest imports it, and asks it for plugins alone
    from autograder.grading.runner import CaseRunner

    runner = CaseRunner()
    with_checks(assignment, lambda collected: run(collected, runner), (runner,))


def prepare(
    assignment: Assignment, factory: WorkerFactory, seeds: Iterable[int], folder: Path
) -> int:
    """Note what the reference does with some seeds, and return how many checks there are.

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
    numbers: list[int] = []

    def run(collected: Collected, runner: CaseRunner) -> None:
        numbers.append(len(collected.checks))
        for seed in seeds:
            grader = submission_grader(assignment, collected, runner, factory)
            grader.foretell(seed)
            if grader.foretelling is not None:
                outline = Outline.of(assignment.questions, collected)
                kept.write(folder, grader.foretelling, grader.memory, outline)

    _with_checks(assignment, run)
    return numbers[0]
