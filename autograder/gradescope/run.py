"""Grades the submission that the platform hands over, by its metadata."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from autograder.errors import ConfigError
from autograder.gradescope import carry_over, late, metadata, prepared, rate_limit, results
from autograder.gradescope.memory import worker_megabytes
from autograder.gradescope.metadata import Metadata
from autograder.gradescope.places import Places, Settings
from autograder.gradescope.supervisor import deadline_seconds
from autograder.model.assignment import Assignment, Limits
from autograder.model.report import Report
from autograder.records import dataclass
from autograder.reporting import gradescope

STUDENTS_SHARE = 0.75
"""Of the deadline, what a submission's code may use up at most; the rest is the grader's own."""
SEEDS = 8
"""How many sets of inputs submissions are graded with."""
EVERY_SECONDS = 5.0
"""Between results that are not complete."""


def grade(places: Places) -> None:
    """Grade the submission and write its results.

    Raises
    ------
    AutograderError
        When the assignment is not right, or student code cannot be confined here.
    """
    settings = places.settings()
    if not settings.secret:
        raise ConfigError("the bundle has no settings; make it anew: autograder release gradescope")
    assignment = prepared.read(places)
    found = metadata.read(places.metadata)
    remarks = [*found.problems, *_remarks(assignment, found)]
    if _carried_over(places, assignment, found, remarks):
        return
    assignment = replace(assignment, limits=_limits(assignment.limits, settings.seconds))
    writer = _Writer(places, assignment, found, tuple(remarks))
    _grade(places, assignment, _seed(assignment, settings, found), found.id, writer)


def _grade(places: Places, assignment: Assignment, seed: int, id: str, writer: _Writer) -> None:
    from autograder.grading.put_off import put_off

    put_off("importlib", "metadata")  # pytest imports it, and asks it for plugins alone
    from autograder.grading.intake import Found
    from autograder.grading.single import grade_one

    submission = Found(id or "submission", places.submission)
    kept = places.foretold
    writer.last(grade_one(assignment, submission, seed, places.private, writer.so_far, kept))


def seeds_of(assignment: Assignment) -> int:
    """Return how many seeds submissions are graded with."""
    return SEEDS if assignment.seed == "submission" else 1


def _remarks(assignment: Assignment, found: Metadata) -> list[str]:
    """Say to staff what does not fit, or could not be worked out."""
    remarks = []
    points = float(sum(question.points for question in assignment.questions))
    if found.total_points is not None and abs(found.total_points - points) > 0.005:
        parts = " and ".join(
            f"{float(sum(one.points for one in questions)):g} {how}"
            for questions, how in (
                (assignment.automatic, "automatic"),
                (assignment.manual, "by a person"),
            )
            if questions
        )
        remarks.append(
            f"the assignment has {found.total_points:g} points on Gradescope, and {points:g} "
            f"in config.yaml ({parts})"
        )
    policy = assignment.late
    charges = policy.percent_a_day or policy.points_a_day or policy.maximum_days is not None
    if charges and (found.created_at is None or found.due is None):
        what = "when it was handed in" if found.created_at is None else "when it was due"
        remarks.append(f"nothing was taken off for lateness, since it is not known {what}")
    if assignment.rate_limit.submissions and found.created_at is None:
        remarks.append("the rate limit was not kept, since it is not known when this was handed in")
    return remarks


def _carried_over(
    places: Places, assignment: Assignment, found: Metadata, remarks: list[str]
) -> bool:
    """Write an earlier result where this submission is one too many; tell whether that was done."""
    if found.created_at is None:
        return False
    limit, created = assignment.rate_limit, found.created_at
    until = rate_limit.refused_until(limit, created, found.previous)
    if until is None:
        return False
    earlier = [one for one in found.previous if one.time <= created and one.results is not None]
    document = None
    if earlier and earlier[-1].results is not None:
        sentence = carry_over.sentence(limit, until)
        document = carry_over.carried_over(earlier[-1].results, sentence)
    if document is None:
        remarks.append(
            "this was one submission too many, and was graded all the same, since there is no "
            "earlier result to show in its place"
        )
        return False
    results.write(places.results, document)
    return True


def _limits(limits: Limits, seconds: float) -> Limits:
    """Return what the code may use here: in this container, and in the platform's time."""
    most = STUDENTS_SHARE * deadline_seconds(seconds)
    return replace(
        limits,
        memory_mb=worker_megabytes(limits.memory_mb),
        call_seconds=min(limits.call_seconds, most),
        import_seconds=min(limits.import_seconds, most),
        question_seconds=min(limits.question_seconds, most),
        submission_seconds=min(limits.submission_seconds, most),
    )


def _seed(assignment: Assignment, settings: Settings, found: Metadata) -> int:
    from autograder.grading import seeds

    return seeds.for_submission(settings.secret, found.id, seeds_of(assignment))


@dataclass
class _Writer:
    """Writes results: some of them while grading goes on, and all of them at the end."""

    places: Places
    assignment: Assignment
    found: Metadata
    remarks: tuple[str, ...]
    written: float = 0.0

    def __post_init__(self) -> None:
        self.written = time.monotonic()

    def so_far(self, make: Callable[[], Report]) -> None:
        """Write what there is, unless that was done just now."""
        if time.monotonic() - self.written > EVERY_SECONDS:
            self._write(make())
            self.written = time.monotonic()

    def last(self, report: Report) -> None:
        """Write all, and tell staff what there is to tell."""
        report = self._write(report)
        print(f"seed {report.seed}, {report.seconds:g} s")
        if self.assignment.gradescope.stdout == "hidden":
            for remark in (*report.staff, *report.signs):
                print(f"staff: {remark}")

    def _write(self, report: Report) -> Report:
        created, due = self.found.created_at, self.found.due
        taken = None
        if created is not None and due is not None:
            taken = late.penalty(self.assignment.late, created, due, report.score)
        report = replace(report, staff=(*self.remarks, *report.staff))
        results.replace(self.places.results, gradescope.write(report, self.assignment, taken))
        return report
