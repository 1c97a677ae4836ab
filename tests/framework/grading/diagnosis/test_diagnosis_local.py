from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from autograder.grading.diagnosis.local import LocalCalls, Mistaken
from autograder.grading.mistake_files import Mistake
from autograder.model.submission import Submission
from autograder.testing.errors import StudentError, StudentValueError

TEXT = """
import numpy as np

SEEN = []

def helper(x):
    return x + 1

def f(x):
    SEEN.append(x)
    return helper(x), len(SEEN)

class Layer:
    def forward(self, x):
        return f(x)
"""


def module(**functions):
    return SimpleNamespace(m=SimpleNamespace(**functions))


def calls(**functions) -> LocalCalls:
    return LocalCalls(module(**functions), Submission("reference"), frozenset())


def test_a_call_sees_copies_and_returns_copies() -> None:
    kept = np.zeros(2)

    def change(x):
        x[0] = 9
        return kept

    given = np.arange(3.0)
    _, answer = calls(change=change).call("m", "change", None, [given], {}, watch=True)

    assert given.tolist() == [0, 1, 2]
    assert answer.changed == ["0"]
    assert answer.values[0] is not kept


def test_an_array_that_is_handed_back_is_the_very_object() -> None:
    seen = []
    local = calls(give=lambda: (np.zeros(2), {"a": 1}), take=lambda *args: seen.extend(args))

    _, answer = local.call("m", "give", None, [], {})
    local.call("m", "take", None, answer.values, {})

    assert type(seen[1]) is dict
    assert seen[0].flags.writeable


def test_objects_keep_their_attributes_and_can_be_called() -> None:
    local = calls(make=lambda: SimpleNamespace(double=lambda x: 2 * x, weight=3.0))

    _, made = local.call("m", "make", None, [], {}, keep=True)
    _, weight = local.get((None, made.values[0]), "weight")
    _, double = local.get((None, made.values[0]), "double")
    _, result = local.call("m", "double", (None, double.values[0]), [4], {})

    assert (weight.values, result.values) == ([3.0], [8])


@pytest.mark.parametrize(
    ("error", "kind"), [(ValueError("no"), StudentValueError), (IndexError("no"), StudentError)]
)
def test_what_it_raises_is_a_fault(error: Exception, kind: type[StudentError]) -> None:
    def fail():
        raise error

    with pytest.raises(kind) as caught:
        calls(fail=fail).call("m", "fail", None, [], {})
    assert caught.value.exception == type(error).__name__


def mistake(source: str, *replaces: str) -> Mistake:
    name = source.split()[1].partition("(")[0].rstrip(":")
    return Mistake(name, "m.py", replaces, ("1.1",), "A hint.", source)


def test_the_others_of_the_file_call_the_mistake_too() -> None:
    made = Mistaken({"m.py": TEXT}).module(
        mistake("def off_by_one(x):\n    return reference.helper(x) + 1", "helper")
    )

    assert made.f(0)[0] == 2
    assert made.Layer().forward(0)[0] == 2


def test_what_a_module_remembers_is_gone_in_the_next() -> None:
    mistaken = Mistaken({"m.py": TEXT})
    one = mistake("def same(x):\n    return x", "helper")

    assert [mistaken.module(one).f(0)[1] for _ in range(2)] == [1, 1]
