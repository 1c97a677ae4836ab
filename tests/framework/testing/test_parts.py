from __future__ import annotations

import pytest

from autograder.testing import StudentError, StudentFault, attribute


class Layer:
    """What stands for an object of a submission."""

    def __init__(self, **values):
        self._values = values
        self.read = []

    def __getattr__(self, name):
        self.read.append(name)
        if name not in self._values:
            raise StudentError(f"`.{name}` is not there")
        return self._values[name]


@pytest.mark.parametrize("wanted", ["weight", "bias"])
def test_all_attributes_are_read_whichever_is_wanted(wanted):
    layer = Layer(weight=1.0, bias=2.0)

    assert attribute(layer, wanted, ["weight", "bias"]) == {"weight": 1.0, "bias": 2.0}[wanted]
    assert layer.read == ["weight", "bias"]


def test_what_is_not_there_is_the_fault_of_its_own_case_alone():
    layer = Layer(bias=2.0)

    assert attribute(layer, "bias", ["weight", "bias"]) == 2.0
    with pytest.raises(StudentFault, match="weight"):
        attribute(layer, "weight", ["weight", "bias"])


def test_of_nothing_that_is_among_them_nothing_is_returned():
    assert attribute(Layer(weight=1.0), "grad_x", ["weight"]) is None
