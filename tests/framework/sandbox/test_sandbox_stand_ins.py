"""Functions that the reference answers in the submission's place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sandbox_student import LIMITS

from autograder.testing.errors import StudentError, StudentFault, StudentTimeout, StudentValueError

REFERENCE = {
    "other.py": """
        import numpy as np
        SECRET = "how it is done"
        def g(x, scale=2.0): return np.asarray(x) * scale
        def pair(x): return x, x + 1.0
        def one(x): return (x,)
        def picky(x): raise ValueError("picky is not pleased")
        def broken(x): return x[1000]
        def opaque(x): return {"x": x}
        def nothing(): return None
        def slow():
            while True: pass
        def kind(*args, **named):
            return ", ".join([type(a).__name__ for a in args] + sorted(named))
    """,
}
NAMES = ("g", "pair", "one", "picky", "broken", "opaque", "nothing", "slow", "kind")
OWN = {
    "task.py": """
        import numpy as np
        from other import *
        import other
        def f(x): return other.g(x)
        def imported(x): return g(x)
        def named(x): return other.g(x=x, scale=5.0)
        def both(x):
            a, b = other.pair(x)
            return a + b
        def single(x): return len(other.one(x))
        def picky_(x):
            try: other.picky(x)
            except ValueError as error: return str(error)
        def uncaught(x): return other.picky(x)
        def broken_(x): return other.broken(x)
        def opaque_(x): return other.opaque(x)
        def nothing_(): return other.nothing() is None
        def slow_(): return other.slow()
        def kinds(x):
            return other.kind(x, x[0], 1, 2.0, True, None, "t", flag=x), other.kind((1, 2))
        def dict_(x): return other.g({"x": x})
        def many(x):
            for _ in range(200): y = other.g(x)
            return y
        def source():
            import inspect
            return inspect.getsource(other.g)
        def look():
            found = [other.g.__code__.co_consts, other.g.__globals__.keys(), vars(other)]
            return "how it is done" in repr(found)
        def caller():
            def walk(): return other.g(7)
            return walk()
        def shadowed(): return other.g is g
    """,
    "other.py": "def g(x): return 'mine'\ndef unasked(): return 'still mine'\n",
}


@pytest.fixture
def stood_in(student):
    def make(files=OWN, names=NAMES, **options):
        return student(files, stand_ins={"other": names}, reference=REFERENCE, **options)

    return make


def test_the_reference_answers(stood_in):
    task = stood_in().task
    x = np.arange(3.0)

    assert task.f(x).tolist() == task.imported(x).tolist() == [0, 2, 4]
    assert task.named(x).tolist() == [0, 5, 10]
    assert task.both(x).tolist() == [1, 3, 5]
    assert task.single(x) == 1
    assert task.nothing_() is True
    assert task.many(x).tolist() == [0, 2, 4]


def test_without_stand_ins_the_own_function_is_called(student):
    assert student(OWN, reference=REFERENCE).task.f(1) == "mine"


def test_the_modules_other_functions_stay_its_own(stood_in):
    one = stood_in()

    assert one.other.unasked() == "still mine"
    assert one.other.g(3) == 6


@pytest.mark.parametrize(
    "text",
    [
        None,
        "def f(:\n",
        "raise SystemExit\n",
        "1 / 0\n",
        "import no_such_module\n",
        "from task import missing\n",
        "def g(x): return 'mine'\n1 / 0\n",
    ],
)
def test_a_missing_or_broken_file_is_made_up_for(stood_in, text):
    files = {"task.py": "from other import g\ndef f(x): return g(x)\n"}
    if text is not None:
        files["other.py"] = text

    assert stood_in(files).task.f(3) == 6


def test_an_own_module_may_have_stood_in_functions(student):
    files = {"task.py": "def g(x): return 'mine'\ndef f(x): return g(x)\n"}
    one = student(
        files, stand_ins={"task": ("g",)}, reference={"task.py": "def g(x): return x + 1\n"}
    )

    assert one.task.f(1) == 2


def test_cells_may_have_stood_in_functions(student):
    cells = ("def g(x): return 'mine'", "def f(x): return g(x)")

    one = student(cells=cells, stand_ins={"other": ("g",)}, reference=REFERENCE)

    assert one.task.f(1) == 2


def test_exceptions(stood_in):
    task = stood_in().task
    x = np.arange(3.0)

    assert task.picky_(x) == "ValueError: picky is not pleased"
    with pytest.raises(StudentValueError, match="uncaught raised ValueError"):
        task.uncaught(x)
    with pytest.raises(StudentError) as caught:
        task.broken_(x)
    assert caught.value.exception == "RuntimeError"
    assert "IndexError" in caught.value.detail


def test_what_cannot_be_handed_over(stood_in):
    task = stood_in().task
    x = np.arange(3.0)

    for call, words in (
        (task.opaque_, "opaque returns something that is no number or array"),
        (task.dict_, "g was given something that is no number or array"),
    ):
        with pytest.raises(StudentError) as caught:
            call(x)
        assert words in caught.value.detail
    assert task.f(x).tolist() == [0, 2, 4]


def test_arguments_keep_their_kind(stood_in):
    several, pair = stood_in().task.kinds(np.arange(3.0))

    assert several == "ndarray, float64, int, float, bool, NoneType, str, flag"
    assert pair == "tuple"


def test_a_slow_stand_in_is_the_callers_time(stood_in):
    one = stood_in(limits=replace(LIMITS, call_seconds=0.5))

    with pytest.raises(StudentTimeout, match=r"slow_ did not finish within 0.5 s"):
        one.task.slow_()
    assert one.task.f(3) == 6


def test_the_reference_cannot_be_looked_at(stood_in):
    task = stood_in().task

    with pytest.raises(StudentFault):
        task.source()
    assert task.look() is False


@pytest.mark.parametrize("name", ["SECRET", "exec", "__builtins__", "open", "np", "unasked"])
def test_only_what_is_stood_in_can_be_called(stood_in, name):
    code = f"""
        import sys
        import other
        def f():
            stand_in = other.g.__closure__
            cells = dict(zip(other.g.__code__.co_freevars, stand_in))
            cells["name"].cell_contents = {name!r}
            return other.g(1)
    """
    task = stood_in({"task.py": code}).task

    with pytest.raises(StudentError) as caught:
        task.f()
    assert f"nothing stands in for {name}" in caught.value.detail


def test_values_do_not_last_in_the_stand_ins_worker(stood_in):
    one = stood_in()
    for n in range(30):
        one.task.f(np.full(100_000, float(n)))

    helper = one.solutions.worker("other")

    assert len(helper.handles._numbers) == 0
    assert one.solutions.printed == []
