"""How the end of a worker's process is told."""

from __future__ import annotations

import pytest

from autograder.grading.faults import Faults
from autograder.model.assignment import Limits
from autograder.model.submission import Submission
from autograder.sandbox.connection import WorkerGoneError
from autograder.testing.errors import StudentCrash

FAULTS = Faults(Submission("ada"), Limits())


@pytest.mark.parametrize(
    ("reason", "number", "told"),
    [
        ("signal", 6, "ended by signal 6 (abort)"),
        ("signal", 9, "ended by signal 9 (killed, as where memory runs out)"),
        ("signal", 11, "ended by signal 11 (segmentation fault)"),
        ("signal", 4000, "ended by signal 4000"),
        ("windows", 0xC0000005, "ended by an access violation (0xC0000005)"),
        ("windows", 0xC00000FD, "ended by a stack overflow (0xC00000FD)"),
        ("windows", 0xC0000017, "ended by a lack of memory (0xC0000017)"),
        ("windows", 0xC0FFFFFF, "ended by an error of Windows (0xC0FFFFFF)"),
    ],
)
def test_what_ended_a_process_is_told(reason: str, number: int, told: str) -> None:
    fault = FAULTS.of_end(WorkerGoneError(reason, number), "pad was called", 5.0)

    assert isinstance(fault, StudentCrash)
    assert fault.message == f"the process was {told} when pad was called"
