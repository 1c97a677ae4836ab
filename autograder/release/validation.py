"""Checks an assignment by grading what must have all points and what must have none."""

from __future__ import annotations

from autograder.errors import ConfigError
from autograder.grading.classroom import Options, default_jobs, grade_class
from autograder.grading.intake import Found
from autograder.model.assignment import Assignment
from autograder.model.gradebook import Row
from autograder.model.outcome import Outcome
from autograder.model.report import Report
from autograder.release.stubs import stub_drift

REFERENCE, STUBS = "reference", "stubs"


def problems(assignment: Assignment, seeds: int = 1, unsafe: bool = False) -> list[str]:
    """Return a sentence for everything that is wrong; empty when all is well.

    The stubs must be those that the solutions make, the reference must earn every automatic point,
    and the stubs none, for seeds 1 to `seeds`.

    Raises
    ------
    ConfigError
        When the configuration or the checks are not right.
    """
    solutions, stubs = assignment.folder("solutions"), assignment.folder("assignment")
    for folder in (solutions, stubs):
        if not folder.is_dir():
            raise ConfigError(f"{folder}: there is no such folder")
    ids = tuple(question.id for question in assignment.questions)
    files = [*assignment.modules, *filter(None, [assignment.answers])]
    found = stub_drift(solutions, stubs, files, ids)
    pair = [Found(REFERENCE, solutions), Found(STUBS, stubs)]
    jobs = min(2, default_jobs())
    for seed in range(1, seeds + 1):
        options = Options(jobs=jobs, seed=seed, unsafe=unsafe)
        reports: list[Report] = []
        grade_class(assignment, pair, options, reports.append)
        reports.sort(key=lambda report: report.submission)
        for row in map(Row.of, reports):
            found.extend(f"seed {seed}: {text}" for text in _of_row(assignment, row))
    return found


def _of_row(assignment: Assignment, row: Row) -> list[str]:
    unjudged = Outcome.GRADER_ERROR.value in row.outcomes.values()
    texts = list(row.staff) if unjudged else []
    for question in assignment.automatic:
        score, points = row.scores.get(question.id, 0.0), float(question.points)
        if row.submission == REFERENCE and score != points:
            texts.append(
                f"question {question.id}: the reference has {score:g} of {points:g} points; "
                "`pytest tests/graded` says why"
            )
        if row.submission == STUBS and score != 0:
            texts.append(
                f"question {question.id}: the stubs have {score:g} points; they should have none"
            )
    return texts
