from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from autograder.grading.signs.code import definitions, literals, reachable


def found(code: str, *start: str, others: tuple[str, ...] = ()):
    trees = [ast.parse(dedent(text)) for text in (code, *others)]
    return literals(reachable(start or ("f",), definitions(trees)))


@pytest.mark.parametrize(
    ("code", "rows"),
    [
        ("def f(): return [1.5, -2, 3]", {(1.5, -2, 3)}),
        ("def f(): return (1, 2, 3), [4, 5]", {(1, 2, 3), (1, 2, 3, 4, 5)}),
        ("def f(): return [[1, 2, 3], [4, 5, 6]]", {(1, 2, 3), (4, 5, 6), (1, 2, 3, 4, 5, 6)}),
        ("def f(): return [*(1, 2), 3]", {(1, 2, 3)}),
        ("def f(): return [1, 2], [1, 1, 1], [1, 2, x], [True, 2, 3]", set()),
        ("def f(): return [1, 2, 10**400, 1e400]", set()),
        ("T = [1, 2, 3]\ndef f(): return T", {(1, 2, 3)}),
        ("T: list = [1, 2, 3]\ndef f(): return T", {(1, 2, 3)}),
        ("T = {}\nT['a'] = [1, 2, 3]\ndef f(): return T", {(1, 2, 3)}),
        ("T = {}\nT.update(a=[1, 2, 3])\ndef f(): return T", {(1, 2, 3)}),
        ("try:\n    T = [1, 2, 3]\nfinally:\n    pass\ndef f(): return T", {(1, 2, 3)}),
        ("def g(): return [1, 2, 3]\ndef f(): return g()", {(1, 2, 3)}),
        ("class C:\n    def g(self): return [1, 2, 3]\ndef f(): return C().g()", {(1, 2, 3)}),
        ("g = lambda: [1, 2, 3]\nf = g", {(1, 2, 3)}),
        ("x = [1, 2, 3]\ndef f(): return x", {(1, 2, 3)}),
        ("x = [1, 2, 3]\ndef f(x): return x", set()),
        ("x = [1, 2, 3]\ndef f(a):\n    x = a\n    return x", set()),
        ("x = [1, 2, 3]\ndef f():\n    global x\n    x = x\n    return x", {(1, 2, 3)}),
        ("def f(): return 1\nassert f() == [1, 2, 3]\nprint([4, 5, 6])", set()),
        ("def f(): return 1\ndef test(): return f() == [1, 2, 3]", set()),
        ("if __name__ == '__main__':\n    T = [1, 2, 3]\ndef f(): return T", set()),
        ("def f():\n    return g()\ndef g():\n    return f()", set()),
    ],
)
def test_rows_are_those_that_a_function_can_reach(code, rows):
    assert found(code).rows == rows


def test_further_files_are_looked_into():
    table = "ANSWERS = {1: [1, 2, 3]}"

    assert found("import t\ndef f(): return t.ANSWERS[1]", others=(table,)).rows == {(1, 2, 3)}
    assert found("def f(): return 1", others=(table,)).rows == set()


def test_numbers_and_texts():
    got = found('def f(x: "int" = -2.5):\n    """Words."""\n    return 3 * x + 0x10 - 1e-3, True')

    assert got.numbers == {-2.5, 2.5, 3, 16, 1e-3}
    assert got.texts == {"int", "Words."}
