"""What the parent of workers prepares for them, and what each has of it."""

from __future__ import annotations

import os
import sys

import pytest
from sandbox_student import Student

from autograder.sandbox.client import Terms, WorkerFactory

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux")

STUDENT = """
    import os
    import numpy as np
    def device(number): return os.fstat(number).st_rdev
    def open_files(): return sum(map(is_open, range(64)))
    def is_open(number):
        try: os.fstat(number)
        except OSError: return False
        return True
    def takes(mebibytes):
        try: return np.empty(mebibytes << 20, np.uint8).size > 0
        except MemoryError: return False
    def crash(): os.abort()
"""


@pytest.fixture
def factory():
    with WorkerFactory.start(Terms()) as started:
        started.protection()
        yield started


def open_files(factory):
    return sorted(os.listdir(f"/proc/{factory._process.pid}/fd"))


def test_the_standard_streams_lead_nowhere(factory):
    null = os.stat(os.devnull).st_rdev
    task = (one := Student(factory, STUDENT)).task

    assert [task.device(number) for number in range(3)] == [null] * 3
    assert task.open_files() == 4  # the connection, and nothing that its parent has
    one.close()


def test_the_parent_has_nothing_open_after_it_loaded_more(factory):
    before = open_files(factory)

    for module in ("statistics", "fractions"):
        factory._ask({"do": "load", "modules": [module]})

    assert open_files(factory) == before


def test_workers_of_a_parent_that_loaded_more_are_as_confined_as_before(factory):
    early = Student(factory, STUDENT)
    factory._ask({"do": "load", "modules": ["statistics"]})
    late = Student(factory, STUDENT)

    for one in (early, late):
        assert [one.task.takes(size) for size in (900, 1100)] == [True, False]
        assert one.task.open_files() == 4
    kinds = [{one.refused for one in factory.self_test()} for _ in range(2)]
    assert kinds == [{True}] * 2 or "landlock" not in factory.protection().layers
    early.close()
    late.close()


def test_each_worker_may_signal_itself_whoever_was_forked_before(factory):
    """The filter holds a worker's own process id, which its parent does not know."""
    for one in [Student(factory, STUDENT) for _ in range(3)]:
        with pytest.raises(Exception, match="signal 6"):
            one.task.crash()
        one.close()


def test_one_that_runs_in_another_process_is_ready_to_fork(factory):
    with factory.split() as twin:
        first, second = Student(factory, STUDENT), Student(twin, STUDENT)

        for one in (first, second):
            assert [one.task.takes(size) for size in (900, 1100)] == [True, False]
            assert one.task.open_files() == 4
        first.close()
        second.close()
