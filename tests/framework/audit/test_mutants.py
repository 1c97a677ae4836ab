from __future__ import annotations

import ast

import pytest

from autograder.audit.mutants import mutants

FUNCTION = '''
LIMIT = 3

def f(x: int, n: int = 2) -> tuple[int, int]:
    """Return something about 7."""
    if n < 1 and x != LIMIT:
        raise ValueError(f"{n - 1} is too small")
    total = 0
    for i in range(n):
        total += x[i:-1] * 2
        print(total, end="")
    return -total, not n
'''


def changes(text: str) -> set[str]:
    return {one.name.rpartition("`: ")[2] for one in mutants(text)}


def test_each_is_another_program_with_a_name_of_its_own() -> None:
    made = mutants(FUNCTION)

    assert len({one.name for one in made}) == len(made)
    dumps = {ast.dump(ast.parse(one.text)) for one in made}
    assert len(dumps) == len(made)
    assert ast.dump(ast.parse(FUNCTION)) not in dumps


@pytest.mark.parametrize(
    "change",
    [
        "`n < 1` becomes `n <= 1`",
        "`n < 1` becomes `n >= 1`",
        "`x != LIMIT` becomes `x == LIMIT`",
        "`n < 1 and x != LIMIT` becomes `n < 1 or x != LIMIT`",
        "`n < 1 and x != LIMIT` becomes `False`",
        "`x[i:-1] * 2` becomes `x[i:-1] / 2`",
        "`total += x[i:-1] * 2` becomes `total = x[i:-1] * 2`",
        "`total += x[i:-1] * 2` becomes `total -= x[i:-1] * 2`",
        "`total += x[i:-1] * 2` becomes nothing",
        "`i:-1` becomes `:-1`",
        "`i:-1` becomes `i:`",
        "`-1` becomes `1`",
        "`-total` becomes `total`",
        "`not n` becomes `n`",
        "`3` becomes `4`",
        "`0` becomes `1`",
        "`print(total, end='')` becomes nothing",
        "`print(total, end='')` becomes `print(total)`",
        "`return (-total, not n)` becomes `return (not n, -total)`",
    ],
)
def test_the_operators(change: str) -> None:
    assert change in changes(FUNCTION)


def test_a_check_may_be_left_out() -> None:
    assert any(one.endswith("becomes nothing") and "ValueError" in one for one in changes(FUNCTION))


def test_words_and_annotations_are_no_code() -> None:
    assert not any("n - 1" in one and "n + 1" in one for one in changes(FUNCTION))
    assert changes("def f(x: tuple[3, 4]) -> array[5]:\n    'About 6.'\n    return x\n") == set()


def test_methods_are_named_with_their_class() -> None:
    made = mutants("class Layer:\n    def step(self):\n        self.w = self.w - 1\n")

    assert {one.name.partition(",")[0] for one in made} == {"Layer.step"}


def test_the_same_change_in_two_places_has_two_names() -> None:
    made = mutants("def f(x):\n    return x[1] + x[1]\n")

    assert sum(one.name.endswith("`1` becomes `2`") for one in made) == 1
    assert sum(one.name.endswith("`1` becomes `2` (2)") for one in made) == 1
