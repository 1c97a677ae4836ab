from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from autograder.grading.calls import Answer
from autograder.grading.diagnosis.record import MUCH, Recording
from autograder.model.submission import Submission
from autograder.testing.errors import StudentError, StudentTimeout


class Scripted:
    """Calls that come to what a test says."""

    submission = Submission("scripted")
    methods = frozenset({"forward"})

    def __init__(self, *outcomes: Answer | Exception) -> None:
        self._outcomes = list(outcomes)

    def call(self, *_: Any, **__: Any) -> tuple[None, Answer]:
        outcome = self._outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return None, outcome

    def get(self, *_: Any) -> tuple[None, Answer]:
        return self.call()


def answer(*values: Any, changed: Sequence[str] = ()) -> Answer:
    return Answer(list(values), len(values) == 1, list(changed))


def test_it_notes_what_was_called_and_what_came_of_it() -> None:
    recording = Recording(
        Scripted(answer(1.0), StudentError("no", exception="KeyError"), StudentTimeout("late"))
    )

    recording.call("m", "f", None, [], {})
    for fault in (StudentError, StudentTimeout):
        with pytest.raises(fault):
            recording.get(None, "weight")

    record = recording.take()
    assert [(one.name, one.error) for one in record] == [
        ("f", ""),
        (".weight", "KeyError"),
        (".weight", "StudentTimeout"),
    ]
    assert record[0].values == [1.0]


def test_each_case_has_a_record_of_its_own() -> None:
    recording = Recording(Scripted(answer(1.0), answer(2.0)))

    recording.call("m", "f", None, [], {})
    first = recording.take()
    recording.call("m", "f", None, [], {})

    assert first[0].values == [1.0]
    assert [one.values for one in recording.take()] == [[2.0]]


def test_a_value_that_travels_back_is_known_for_a_cache() -> None:
    cache = np.arange(3)
    recording = Recording(Scripted(answer(1.0, cache), answer(2.0)))

    recording.call("m", "forward", None, [np.arange(3)], {})
    recording.call("m", "backward", None, [], {"cache": cache})

    assert [one.handed_back for one in recording.take()] == [{1}, set()]


def test_of_a_case_with_very_much_data_nothing_is_kept() -> None:
    recording = Recording(Scripted(answer(np.zeros(MUCH)), answer(1.0), answer(1.0)))

    recording.call("m", "f", None, [], {})
    recording.call("m", "f", None, [], {})

    assert recording.take() is None
    recording.call("m", "f", None, [], {})
    assert recording.take() is not None
