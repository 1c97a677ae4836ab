"""Starts what makes workers, on an assignment's terms."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from autograder.model.assignment import Assignment
from autograder.sandbox.client import Terms, WorkerFactory

MEGABYTE = 2**20


def start_workers(assignment: Assignment, private: Iterable[Path] = ()) -> WorkerFactory:
    """Start it; it warms up while the caller goes on.

    It confines them as well as this machine can, and refuses nowhere: that is for who runs the work
    of others, who asks `protection`.

    Parameters
    ----------
    assignment
        Its terms; its folder is closed to workers.
    private
        What else no worker may read, such as the submissions of others.
    """
    limits = assignment.limits
    return WorkerFactory.start(
        Terms(
            memory_bytes=limits.memory_mb * MEGABYTE,
            cpu_seconds=int(limits.submission_seconds) + 1,
            result_bytes=limits.result_mb * MEGABYTE,
            preload=tuple(sorted(assignment.imports.allowed or ())),
            private=(str(assignment.root), *map(str, private)),
        )
    )
