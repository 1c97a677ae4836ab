"""Starts the parent of workers on an assignment's terms."""

from __future__ import annotations

from autograder.model.assignment import Assignment
from autograder.sandbox.client import Terms, WorkerFactory

MEGABYTE = 2**20


def start_workers(assignment: Assignment) -> WorkerFactory:
    """Start it; it warms up while the caller goes on."""
    limits = assignment.limits
    return WorkerFactory.start(
        Terms(
            memory_bytes=limits.memory_mb * MEGABYTE,
            cpu_seconds=int(limits.submission_seconds) + 1,
            result_bytes=limits.result_mb * MEGABYTE,
            preload=tuple(sorted(assignment.imports.allowed or ())),
        )
    )
