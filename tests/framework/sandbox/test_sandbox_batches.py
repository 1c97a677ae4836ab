"""Calls that travel in one message are what they would be one by one."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from sandbox_student import LIMITS

from autograder.grading.diagnosis import Recording
from autograder.grading.proxy import SubmissionProxy
from autograder.sandbox.protocol import MAX_CALLS
from autograder.testing.errors import (
    Mismatch,
    StudentCrash,
    StudentError,
    StudentFault,
    StudentLimit,
    StudentMissing,
    StudentNotRun,
    StudentTimeout,
    StudentValueError,
)

SHORT = replace(LIMITS, call_seconds=0.4)
CODE = """
    import os, time
    import numpy as np
    import other
    calls = 0
    def double(x): return 2 * x
    def pair(x, y=1.0): return x + y, x - y
    def count(x):
        global calls
        calls += 1
        return calls
    def asked(): return calls
    def reuse(x, buffer=np.zeros(9000)):
        buffer[:] = x
        return buffer
    def picky(x):
        count(x)
        if x == 3: raise ValueError(f"{x} is not pleasing")
        return x
    def spoil(x):
        if x.size > 2: raise KeyError("late")
        x[0] = 7.0
        return x
    def speak(x):
        print("now", x)
        if x == 3: os._exit(3)
        return x
    def crash(x): os._exit(3)
    def hang(x):
        while x == 2: pass
        return x
    def slow(x):
        time.sleep(0.15)
        return x
    def large(x): return np.zeros(900_000)
    def opaque(x): return {"x": x}
    def own(cache): return cache["x"]
    def helped(x): return other.g(x) + 1
    def nothing(x): return None
"""


@pytest.fixture
def one(student):
    return student({"task.py": CODE, "other.py": "def g(x): return 0"}, limits=SHORT)


def fault_of(call) -> StudentFault:
    with pytest.raises(StudentFault) as caught:
        call()
    return caught.value


def test_results_are_those_of_single_calls(one):
    arrays = [np.arange(n, dtype=kind) for n in range(5) for kind in ("float32", "int64")]

    results = one.task.double.many([(x,) for x in arrays])

    for x, result in zip(arrays, results, strict=True):
        alone = one.task.double(x)
        assert result.dtype == alone.dtype
        assert np.array_equal(result, alone)
    assert one.task.nothing.many([(1,), (2,)]) == [None, None]


def test_arguments_by_position_and_by_name(one):
    results = one.task.pair.many([(5.0,), {"x": 5.0, "y": 2.0}, (5.0, 3.0)])

    assert results == [(6.0, 4.0), (7.0, 3.0), (8.0, 2.0)]
    assert one.task.pair.many([]) == []


def test_more_calls_than_a_message_holds_are_made_in_order(one):
    number = 2 * MAX_CALLS + 5

    assert one.task.count.many((0,) for _ in range(number)) == list(range(1, number + 1))


def test_a_result_is_as_it_was_when_its_call_returned(one):
    results = one.task.reuse.many([(float(n),) for n in range(4)])

    assert [set(result) for result in results] == [{0.0}, {1.0}, {2.0}, {3.0}]


def test_nothing_is_called_after_the_first_exception(one):
    batch = fault_of(lambda: one.task.picky.many([(n,) for n in range(10)]))
    alone = fault_of(lambda: one.task.picky(3))

    assert type(batch) is StudentValueError
    assert (batch.message, batch.detail) == (alone.message, alone.detail)
    assert one.task.asked() == 5  # 0 to 3, and one alone
    assert one.task.double.many([(1,)]) == [2]


def test_what_is_missing_is_missing(one):
    batch = fault_of(lambda: one.task.unwritten.many([(1,), (2,)]))

    assert type(batch) is StudentMissing
    assert batch.message == "task.py has no `unwritten`"
    assert one.task.double.many([(4,)]) == [8]


def test_a_change_of_an_argument_goes_before_a_later_exception(one):
    with one.proxy.inputs_unchanged(), pytest.raises(Mismatch, match="changed its argument"):
        one.task.spoil.many([(np.zeros(2),), (np.zeros(3),)])
    with pytest.raises(StudentError):
        one.task.spoil.many([(np.zeros(2),), (np.zeros(3),)])


def test_a_call_has_the_time_of_a_single_call(one):
    assert one.task.slow.many([(n,) for n in range(6)]) == [0, 1, 2, 3, 4, 5]


def test_one_that_hangs_ends_the_worker_in_the_time_of_a_call(one):
    started = time.monotonic()
    fault = fault_of(lambda: one.task.hang.many([(n,) for n in range(6)]))

    assert type(fault) is StudentTimeout
    assert fault.message == "hang did not finish within 0.4 s"
    assert time.monotonic() - started < 5
    assert one.task.double.many([(1,)]) == [2]


def test_the_time_of_the_question_bounds_all(student):
    one = student(CODE.replace("import other", ""), limits=replace(SHORT, question_seconds=0.5))
    fault = fault_of(lambda: one.task.slow.many([(n,) for n in range(20)]))

    assert type(fault) in (StudentNotRun, StudentTimeout)
    assert type(fault_of(lambda: one.task.double(1))) is StudentNotRun


def test_one_that_ends_the_process(one):
    fault = fault_of(lambda: one.task.crash.many([(1,), (2,)]))

    assert type(fault) is StudentCrash
    assert fault.message == fault_of(lambda: one.task.crash(1)).message


def test_what_was_printed_before_the_end_is_kept(one):
    fault_of(lambda: one.task.speak.many([(n,) for n in range(6)]))

    assert one.printed == "now 0\nnow 1\nnow 2\n"


def test_results_are_bounded_over_all_calls(one):
    assert type(fault_of(lambda: one.task.large.many([(n,) for n in range(40)]))) is StudentLimit


def test_objects_stay_where_they_are_and_can_be_handed_back(one):
    caches = one.task.opaque.many([(1.0,), (2.0,)])

    assert [one.describe() for one in caches] == ["a dict", "a dict"]
    assert one.task.own.many([(cache,) for cache in caches]) == [1.0, 2.0]


def test_functions_are_stood_in_for(student):
    one = student(
        {"task.py": CODE, "other.py": "def g(x): return 0"},
        stand_ins={"other": ("g",)},
        reference={"other.py": "def g(x): return 10 * x"},
    )

    assert one.task.helped.many([(1,), (2,), (3,)]) == [11, 21, 31]


def test_calls_are_recorded_one_by_one(one):
    recording = Recording(one.session)
    proxy = SubmissionProxy(recording)
    proxy.task.double.many([(1,), (2,)])
    with pytest.raises(StudentError):
        proxy.task.picky.many([(2,), (3,), (4,)])

    record = recording.take()
    assert [(entry.name, list(entry.values), entry.error) for entry in record] == [
        ("double", [2], ""),
        ("double", [4], ""),
        ("picky", [2], ""),
        ("picky", [], "ValueError"),
    ]


def test_whoever_does_not_take_all_answers_loses_the_worker(one):
    calls = [((n,), {}) for n in range(3)]
    answers = one.session.call_each("task", "count", calls)
    next(answers)
    answers.close()

    assert one.task.count(0) == 1
