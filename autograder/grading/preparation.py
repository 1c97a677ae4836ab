"""What is needed before the first submission is graded: the reference, a grader, protection."""

from __future__ import annotations

import gc

from autograder.errors import EnvironmentFault
from autograder.grading.cases import Collected
from autograder.grading.intake import read_submission
from autograder.grading.needed import MISTAKES, OWN_TRIALS
from autograder.grading.reference import Reference
from autograder.grading.run import SubmissionGrader
from autograder.model.assignment import Assignment
from autograder.model.submission import Submission
from autograder.sandbox.client import WorkerFactory
from autograder.submission.folder import Folder
from autograder.submission.part import FolderWhole, Part
from autograder.submission.remarks import Remarks
from autograder.submission.wanted import ReadLimits

GARBAGE = 10_000
"""How many objects are made before cycles are looked for: a case makes many, and few cycles."""


def submission_grader(
    assignment: Assignment,
    collected: Collected,
    factory: WorkerFactory,
    reference: Reference | None = None,
) -> SubmissionGrader:
    """Make the grader of one submission after the other.

    All that is loaded by then stays: the garbage collector need not look at it any more, and
    processes that are forked from this one go on sharing it.

    Parameters
    ----------
    assignment, collected, factory
        The assignment, its checks, and where workers come from.
    reference
        The reference, if it need not be imported now.
    """
    if reference is None:
        reference = import_reference(assignment)
    solutions = read_solutions(assignment)
    factory.expect(solutions.texts)
    grader = SubmissionGrader(assignment, collected, factory, reference, solutions)
    gc.freeze()
    gc.set_threshold(GARBAGE, 10, 10)
    gc.enable()
    return grader


def read_solutions(assignment: Assignment) -> Submission:
    """Read the solutions as a submission, without what tries the checks beside them.

    Raises
    ------
    SubmissionError
        When nothing of them can be read.
    """
    folder, limits = assignment.folder("solutions"), ReadLimits()
    there = Folder(folder, limits, Remarks(limits.remarks)).names
    names = [name for name in there if name.partition("/")[0] not in (MISTAKES, *OWN_TRIALS)]
    place = Part(folder, FolderWhole(folder), tuple(zip(names, names, strict=True)))
    return read_submission(place, assignment, "reference")


def import_reference(assignment: Assignment) -> Reference:
    """Import the solutions; `ConfigError` where one cannot be imported."""
    reference = Reference(assignment.folder("solutions"))
    for name in assignment.modules:
        getattr(reference, name.removesuffix(".py"))
    return reference


def protection(factory: WorkerFactory, unsafe: bool) -> tuple[str, ...]:
    """Return what staff are told of missing protection.

    Raises
    ------
    EnvironmentFault
        When there is something to tell, and `unsafe` does not allow it.
    """
    missing = factory.protection().missing
    if missing and not unsafe:
        raise EnvironmentFault(
            "Student code cannot be confined here, so nothing was run.\n- "
            + "\n- ".join(missing)
            + "\n`autograder doctor` says more; --unsafe grades all the same, "
            "for submissions that you trust."
        )
    return tuple(f"graded without full protection: {text}" for text in missing)
