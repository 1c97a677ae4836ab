from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.testing import remembered
from autograder.testing.memory import Memory, recall, remembering


class Counted:
    """What stands for a reference, and how often it was asked."""

    def __init__(self, result=lambda *inputs, **options: 0.0):
        self.times = 0
        self._result = result

    def work_out(self, *inputs, **options):
        self.times += 1
        return self._result(*inputs, **options)

    def __call__(self, *inputs, **options):
        return asked(self, *inputs, **options)


@remembered
def asked(reference, *inputs, **options):
    return reference.work_out(*inputs, **options)


@remembered
def asked_for_two(reference, *inputs):
    return reference.work_out(*inputs), reference.work_out(*inputs)


@remembered
def asked_on_the_way(reference, *inputs):
    return asked(reference, *inputs) + asked(reference, *inputs)


def forty(first=0.0):
    return np.arange(40.0) + first


def test_a_function_is_worked_out_once_for_a_case_and_its_inputs():
    memory, doubled = Memory(), Counted(lambda x, n: n * x)
    for case in ("one", "two", "one"):
        with remembering(memory, case):
            for first in (1, 2, 1):
                assert doubled(forty(first), 2).tolist() == (2 * forty(first)).tolist()
    assert doubled.times == 4


VALUES = [
    0,
    0.0,
    -0.0,
    False,
    None,
    "0",
    np.float32(0),
    (),
    (0,),
    (0.0,),
    ((0,),),
    (0, 0),
    np.zeros(2),
    -np.zeros(2),
    np.zeros(2, dtype=int),
    np.zeros((2, 1)),
    np.zeros((1, 2)),
    np.zeros(4)[::2],
    np.broadcast_to(0.0, (2, 3)),
    np.broadcast_to(0.0, (3, 2)),
    (np.zeros(2),),
    np.zeros(4),
]


@given(st.lists(st.sampled_from(range(len(VALUES))), max_size=4), st.data())
@settings(derandomize=True, deadline=None)
def test_only_the_very_same_inputs_are_the_same(places, data):
    others = data.draw(
        st.lists(st.sampled_from(range(len(VALUES))), min_size=len(places), max_size=len(places))
    )
    function = Counted()
    with remembering(Memory(), "a case"):
        function(*(VALUES[place] for place in places))
        function(*(VALUES[place] for place in others))

    assert function.times == (1 if places == others else 2)


@pytest.mark.parametrize("one", range(len(VALUES)))
def test_each_kind_of_input_is_found_again_and_told_from_all_others(one):
    function = Counted()
    with remembering(Memory(), "a case"):
        for value in VALUES:
            function(value)
        function(VALUES[one])

    assert function.times == len(VALUES)


def test_options_are_told_apart_by_their_names():
    function = Counted()
    with remembering(Memory(), "a case"):
        for options in ({"stride": 2}, {"padding": 2}, {}, {"stride": 2}):
            function(forty(), **options)
        function(forty(), 2)
        function(forty(), "stride", 2)

    assert function.times == 5


def test_what_cannot_be_told_apart_is_worked_out_anew():
    function, thing = Counted(), object()
    with remembering(Memory(), "a case"):
        function(thing)
        function(thing)

    assert function.times == 2


def test_functions_are_told_apart():
    function = Counted()
    with remembering(Memory(), "a case"):
        assert function(1) == 0.0
        assert asked_for_two(function, 1) == (0.0, 0.0)
        assert function(1) == 0.0


def test_a_function_that_sees_more_than_its_inputs_is_refused():
    stride = 2

    with pytest.raises(TypeError, match="on stride"):

        @remembered
        def right_forward(reference, x):
            return reference.forward(x, stride)


@pytest.mark.parametrize(
    ("result", "array_of"),
    [
        (lambda: forty(), lambda kept: kept),
        (lambda: (forty(), 1), lambda kept: kept[0]),
        (lambda: {"grad_x": forty()}, lambda kept: kept["grad_x"]),
    ],
    ids=["array", "tuple", "dict"],
)
def test_who_changes_a_result_changes_no_other(result, array_of):
    function = Counted(result)
    with remembering(Memory(), "a case"):
        for _ in range(3):
            array_of(function())[:] = 99
        assert array_of(function()).tolist() == forty().tolist()

    assert function.times == 1


def test_a_copy_has_the_layout_of_the_result():
    function = Counted(lambda: np.zeros((3, 4), order="F"))
    with remembering(Memory(), "a case"):
        assert [function().strides for _ in range(2)] == [(8, 24)] * 2


def test_what_raises_is_not_kept():
    def refuses():
        raise ValueError("never")

    function = Counted(refuses)
    with remembering(Memory(), "a case"):
        for _ in range(2):
            with pytest.raises(ValueError, match="never"):
                function()

    assert function.times == 2


def test_without_a_memory_nothing_is_kept():
    function = Counted()
    assert function() == function() == 0.0
    assert function.times == 2


def test_what_is_worked_out_on_the_way_is_not_kept():
    function = Counted(lambda x: x + 1)
    with remembering(Memory(), "a case"):
        assert [asked_on_the_way(function, 1.0) for _ in range(2)] == [4.0, 4.0]
        assert function.times == 2
        assert [function(1.0) for _ in range(2)] == [2.0, 2.0]

    assert function.times == 3


def test_the_oldest_goes_when_there_is_too_much():
    function = Counted(lambda first: (forty(first), {"more": np.zeros(1000)}))
    with remembering(Memory(most=30_000), "a case"):
        for first in (1, 2, 3, 3, 2):
            function(first)
        assert function.times == 3
        function(4)
        function(1)

    assert function.times == 5


def test_what_is_too_large_for_the_memory_is_worked_out_anew():
    function = Counted(lambda: np.zeros(1000))
    with remembering(Memory(most=4000), "a case"):
        assert function().shape == function().shape == (1000,)

    assert function.times == 2


def test_a_function_without_code_is_worked_out_anew():
    times = []
    with remembering(Memory(), "a case"):
        for _ in range(2):
            recall(max, (1.0, 2.0), lambda: times.append(1))

    assert len(times) == 2


def test_a_memory_serves_another_process():
    function = Counted(lambda x, stride: (x * stride, {"grad_w": x}))
    memory = Memory()
    with remembering(memory, "a case"):
        first = function(forty(), stride=2)
    with remembering(pickle.loads(pickle.dumps(memory)), "a case"):
        again = function(forty(), stride=2)

    assert function.times == 1
    assert str(first) == str(again)
