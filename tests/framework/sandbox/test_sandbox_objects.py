"""Objects that stay in a worker: caches, methods, and the arguments that calls change."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.testing.errors import Mismatch, StudentCrash, StudentError

CACHES = {
    "closure": "lambda: x",
    "generator": "(v for v in [x])",
    "dict": "{'x': x}",
    "int keys": "{1: x}",
    "nested": "[[x], ((x,),)]",
    "falsy": "Falsy(x)",
    "raises on ==": "NoEquals(x)",
    "raises on all": "Raises(x)",
    "raises on getattr": "NoGetattr(x)",
    "array": "x",
    "a view": "x[::-1]",
    "object array": "np.array([x, None], dtype=object)",
    "masked": "np.ma.masked_array(x, mask=True)",
    "class": "type('C', (), {'x': x})",
    "a module": "np",
    "None": "None",
    "int": "17",
    "huge int": "10**30",
    "text": "'cache'",
    "a long text": "'c' * 10**6",
    "complex": "1j",
    "nan": "float('nan')",
    "longdouble": "np.longdouble(1) / 3",
    "iterator": "iter([x])",
    "itself": "selfish()",
}
KEEPS = """
    import numpy as np
    class Falsy:
        def __init__(self, x): self.x = x
        def __bool__(self): return False
        def __len__(self): return 0
    class NoEquals(Falsy):
        def __eq__(self, other): raise RuntimeError("==")
        __hash__ = None
    class NoGetattr(Falsy):
        def __getattr__(self, name): raise RuntimeError(name)
    class Raises:
        def __init__(self, x): pass
        def __getattribute__(self, name): raise RuntimeError(name)
        def __eq__(self, other): raise RuntimeError("==")
        def __bool__(self): raise RuntimeError("bool")
        def __repr__(self): raise RuntimeError("repr")
        def __iter__(self): raise RuntimeError("iter")
    def selfish():
        one = []
        one.append(one)
        return one
    kept = {}
    def forward(x):
        kept["cache"] = CACHE
        return x * 2, kept["cache"]
    def backward(grad, cache):
        if cache is kept["cache"] or type(cache) is float and cache != cache:
            return grad
        if type(cache) is str:
            return grad if cache == kept["cache"] else None
        return grad if np.allclose(cache, kept["cache"], rtol=1e-15) else None
"""


@pytest.mark.parametrize("name", CACHES)
def test_any_cache_is_handed_on(student, name):
    task = student(KEEPS.replace("CACHE", CACHES[name])).task

    out, cache = task.forward(np.ones(3))

    assert out.tolist() == [2, 2, 2]
    assert task.backward(np.arange(2.0), cache).tolist() == [0, 1]
    assert task.backward(np.arange(2.0), cache).tolist() == [0, 1]


def test_many_caches_live_side_by_side(student):
    code = """
        def forward(x): return x, {"x": x}
        def backward(cache): return cache["x"]
    """
    task = student(code).task

    caches = [task.forward(np.full(2, n))[1] for n in range(50)]

    assert [task.backward(cache).tolist() for cache in caches] == [[n, n] for n in range(50)]


def test_objects_attributes_and_methods(student):
    code = """
        import numpy as np
        class Layer:
            def __init__(self, weight, scale=1): self.weight = weight * scale
            def forward(self, x): return x @ self.weight
            def __iter__(self): raise RuntimeError
        def use(layer, x): return layer.forward(x)
    """
    task = student(code).task
    layer = task.Layer.new(np.eye(2), scale=3)

    assert layer.weight.tolist() == [[3, 0], [0, 3]]
    assert layer.forward(np.ones(2)).tolist() == [3, 3]
    assert task.use(layer, np.ones(2)).tolist() == [3, 3]
    assert layer.forward.describe() == "a function"


@pytest.mark.parametrize("value", ["3", "None", "np.ones(3)", "(1, 2)", "'text'", "True"])
def test_what_should_be_a_method_and_is_none_is_the_students_fault(student, value):
    """A check calls it, and would fail by an exception of its own."""
    layer = """
        import numpy as np
        class Layer:
            size = property(lambda self: 5)
            def forward(self, x): return x
            def backward(self, x): return x
    """
    own = layer.replace("def backward(self, x): return x", f"backward = {value}")
    made = student(own, reference={"task.py": layer}).task.Layer.new()

    assert made.forward(7) == 7
    assert made.size == 5
    with pytest.raises(StudentError, match=r"`.backward` is no method") as caught:
        made.backward(7)
    assert caught.value.exception == "TypeError"


def test_a_method_may_be_made_in_any_way(student):
    reference = "class Layer:\n    def forward(self, x): return x\n"
    code = """
        import functools
        class Layer:
            def __init__(self): self.forward = functools.partial(max, 3)
    """

    assert student(code, reference=reference).task.Layer.new().forward(7) == 7


def test_an_object_of_an_earlier_case_is_refused(student):
    one = student("def f(): return {}\ndef g(x): return x")
    cache = one.task.f()
    one.session.end_case()
    one.task.f()

    with pytest.raises(StudentCrash, match="ended with its process"):
        one.task.g(cache)
    with pytest.raises(StudentCrash, match="its process had ended"):
        cache.keys()
    with pytest.raises(StudentCrash, match="its process had ended"):
        cache()


def test_an_object_whose_process_ended_is_refused(student):
    one = student("import os\ndef f(): return {}\ndef g(*x): os._exit(0)")
    cache = one.task.f()
    with pytest.raises(StudentCrash, match="ended itself"):
        one.task.g()

    with pytest.raises(StudentCrash, match="ended with its process"):
        one.task.g(cache)


# ---------------------------------------------------------------- inputs watched

CHANGES = """
    def adds(x, w=None): x += 1
    def adds_named(x, w=None): w[0] = 9
    def shuffles(x, w=None): x[:] = x[::-1].copy()
    def reshapes(x, w=None): x.shape = (1, -1)
    def changes_back(x, w=None):
        x += 1
        x -= 1
    def copies(x, w=None): return x + 1
    def to_nan(x, w=None): x[0] = float("nan")
"""


@pytest.mark.parametrize(
    ("name", "which"),
    [
        ("adds", "number 1"),
        ("adds_named", "w"),
        ("shuffles", "number 1"),
        ("reshapes", "number 1"),
        ("to_nan", "number 1"),
    ],
)
def test_a_changed_argument_is_named(student, name, which):
    one = student(CHANGES)

    with pytest.raises(Mismatch, match=f"{name} changed its argument {which};"):  # noqa: SIM117
        with one.proxy.inputs_unchanged():
            getattr(one.task, name)(np.arange(3.0), w=np.ones(2))


@pytest.mark.parametrize("name", ["changes_back", "copies"])
def test_an_unchanged_argument_is_fine(student, name):
    one = student(CHANGES)

    with one.proxy.inputs_unchanged():
        getattr(one.task, name)(np.array([1.0, np.nan, 3.0]), w=np.ones(2))


def test_the_checks_own_array_is_never_changed(student):
    x = np.arange(3.0)

    student(CHANGES).task.adds(x)

    assert x.tolist() == [0, 1, 2]
