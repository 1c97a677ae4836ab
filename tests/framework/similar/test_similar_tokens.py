from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.similar.tokens import NotPythonError, passages

SOURCE = '''
import numpy as np

SCALE = 2.0


def mean(values, weight=None):
    """Return the mean."""
    total = 0.0  # so far
    for value in values:
        total += value * SCALE
    return np.sum(total) / len(values)


class Layer:
    size: int = 3

    def forward(self, x):
        self.x = x
        return x.reshape(-1)
'''


def words(source: str) -> list[tuple[str, ...]]:
    return [passage.words for passage in passages(source, 10_000)]


def test_functions_methods_and_the_rest_are_passages() -> None:
    assert [passage.name for passage in passages(SOURCE, 10_000)] == ["mean", "Layer", "Layer", ""]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("total", "result"),
        ("values", "numbers"),
        ("# so far", "# another comment"),
        ('"""Return the mean."""', '"""It is mine."""\n    print("here")\n    pass'),
        ("total += value * SCALE", "total = (total) + (value * SCALE)"),
        ("def mean(values, weight=None):", "def mean(values: list, weight: int = None) -> float:"),
        ("SCALE", "FACTOR"),
        ("import numpy as np", "import numpy as q\nimport os"),
        ("np.sum", "np . sum"),
        ("self.x = x", "self.kept = x"),
        ("0.0", "0"),
    ],
)
def test_what_is_said_does_not_depend_on_how(old: str, new: str) -> None:
    changed = SOURCE.replace(old, new)
    if "as q" in new:
        changed = changed.replace("np.", "q.")

    assert changed != SOURCE
    assert words(changed) == words(SOURCE)


@pytest.mark.parametrize(
    ("old", "new"),
    [("np.sum", "np.prod"), ("value * SCALE", "value / SCALE"), ("len(", "max("), ("2.0", "3.0"),
     ("reshape(-1)", "ravel()"), ("for value in values", "while values")],
)  # fmt: skip
def test_what_differs_is_said_differently(old: str, new: str) -> None:
    changed = SOURCE.replace(old, new)
    if "while" in new:
        changed = changed.replace("while values:", "while values:\n        value = 1")

    assert words(changed) != words(SOURCE)


def test_a_comparison_turned_round_is_the_same() -> None:
    assert words("def f(a, b):\n return a > b") == words("def f(a, b):\n return b < a")
    assert words("def f(a, b):\n return a >= b") != words("def f(a, b):\n return a <= b[0]")


def test_the_order_of_functions_makes_no_difference() -> None:
    one, two = "def f(x):\n    return x + 1\n", "def g(x):\n    return x * 2\n"

    assert sorted(words(one + two)) == sorted(words(two + one))


def test_what_runs_only_as_a_program_is_left_out() -> None:
    assert words("if __name__ == '__main__':\n    x = 1\n") == []


def test_each_word_has_its_line() -> None:
    (passage,) = passages("def f(x):\n    y = x\n    return y\n", 100)

    assert passage.words == ("def", "V", "Assign", "V", "V", "Return", "V")
    assert passage.lines == (1, 1, 2, 2, 2, 3, 3)


def test_a_chain_as_long_as_may_be_is_no_recursion() -> None:
    (passage,) = passages("x = " + " + ".join(["a"] * 1_500), 100_000)

    assert passage.words.count("Add") == 1_499


@pytest.mark.parametrize("source", ["def f(:", "x = " + "(" * 500 + ")" * 500, "a " * 50_000])
def test_what_is_no_python_is_told(source: str) -> None:
    with pytest.raises(NotPythonError):
        passages(source, 1_000)


@settings(derandomize=True, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(source: str) -> None:
    try:
        found = passages(source, 1_000)
    except NotPythonError:
        return
    for passage in found:
        assert len(passage.words) == len(passage.lines)
