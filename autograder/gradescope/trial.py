"""Tries, when the image is built, whether submissions could be graded in it, and prepares it."""

from __future__ import annotations

from collections.abc import Iterator

from autograder import config
from autograder.gradescope import prepared
from autograder.gradescope.places import Places
from autograder.gradescope.run import seeds_of
from autograder.grading import seeds
from autograder.grading.single import prepare
from autograder.grading.workers import start_workers


def trial(places: Places) -> Iterator[str]:
    """Yield lines for the log of the build.

    Raises
    ------
    AutograderError
        When the assignment or its checks are not right.
    """
    assignment = config.read(places.assignment)
    wanted = seeds.drawn(places.settings().secret, seeds_of(assignment))
    with start_workers(assignment) as factory:
        count = prepare(assignment, factory, wanted, places.foretold)
        protection = factory.protection()
    prepared.keep(places, assignment)
    yield f"{assignment.title}: {count} checks"
    yield f"layers of confinement here: {', '.join(protection.layers) or 'none'}"
    for text in protection.missing:
        yield f"missing: {text}"
