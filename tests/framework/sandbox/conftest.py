from __future__ import annotations

import pytest
from sandbox_student import LIMITS, Student

from autograder.sandbox.client import Terms, WorkerFactory

MEGABYTE = 2**20


@pytest.fixture(scope="session")
def factory():
    """Workers with every layer that this host offers."""
    terms = Terms(
        memory_bytes=LIMITS.memory_mb * MEGABYTE,
        cpu_seconds=20,
        result_bytes=LIMITS.result_mb * MEGABYTE,
        preload=("math", "functools", "dataclasses", "abc", "enum", "typing"),
    )
    with WorkerFactory.start(terms) as running:
        yield running


@pytest.fixture
def student(factory):
    """Make a submission from text; its workers end with the test."""
    made = []

    def make(*arguments, **options):
        made.append(Student(factory, *arguments, **options))
        return made[-1]

    yield make
    for one in made:
        one.close()
