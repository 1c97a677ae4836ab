"""Tries, when the image is built, whether submissions could be graded in it."""

from __future__ import annotations

from collections.abc import Iterator

from autograder import config
from autograder.gradescope.places import Places
from autograder.grading.single import try_checks
from autograder.grading.workers import start_workers


def trial(places: Places) -> Iterator[str]:
    """Yield lines for the log of the build.

    Raises
    ------
    AutograderError
        When the assignment or its checks are not right.
    """
    assignment = config.read(places.assignment)
    with start_workers(assignment) as factory:
        count = try_checks(assignment)
        protection = factory.protection()
    yield f"{assignment.title}: {count} checks"
    yield f"layers of confinement here: {', '.join(protection.layers) or 'none'}"
    for text in protection.missing:
        yield f"missing: {text}"
