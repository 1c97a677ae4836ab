"""Grades the reference itself, for plain `pytest` in an assignment's folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder import config
from autograder.grading.intake import read_submission
from autograder.grading.reference import Reference
from autograder.grading.session import Session
from autograder.grading.workers import start_workers


@contextmanager
def reference_session(root: Path) -> Iterator[tuple[Session, Reference]]:
    """Yield a session with the solutions of the assignment in `root`, and their modules."""
    assignment = config.read(root)
    folder = assignment.folder("solutions")
    with start_workers(assignment) as factory:
        session = Session(read_submission(folder, assignment, "reference"), {}, assignment, factory)
        try:
            yield session, Reference(folder)
        finally:
            session.close()
