"""Arguments arrive as they were, results as plain data, and everything else as a handle."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.grading.proxy import Opaque
from autograder.sandbox import values
from autograder.sandbox.body import Body
from autograder.sandbox.objects import Objects
from autograder.sandbox.protocol import DTYPES
from autograder.testing.errors import Mismatch, StudentCrash, StudentError, StudentLimit

QUICK = settings(max_examples=100, deadline=None, derandomize=True, database=None)


def there_and_back(value):
    """Hand a value to a worker's side and take it back, both in this process."""
    objects = Objects(2**20)
    handles = values.Handles()
    out: list[bytes] = []
    node = values.argument(value, handles, out)
    arrived = objects.incoming(node, Body(b"".join(out)))
    nodes, single, contents = objects.outgoing(arrived, keep=False)
    body = Body(b"".join(contents))
    back = [values.result(one, body, handles) for one in nodes]
    body.end()
    return arrived, (back[0] if single else tuple(back))


def a_range(dtype, n):
    return (np.arange(n) % 100).astype(dtype)


# ---------------------------------------------------------------- arguments

LAYOUTS = {
    "C": lambda d: a_range(d, 6).reshape(2, 3),
    "Fortran": lambda d: np.asfortranarray(a_range(d, 6).reshape(2, 3)),
    "every other": lambda d: a_range(d, 12)[::2],
    "backwards": lambda d: a_range(d, 6)[::-1],
    "backwards in one of two": lambda d: a_range(d, 12).reshape(3, 4)[:, ::-2],
    "transposed": lambda d: a_range(d, 24).reshape(2, 3, 4).transpose(2, 0, 1),
    "broadcast": lambda d: np.broadcast_to(a_range(d, 3), (4, 3)),
    "windows": lambda d: np.lib.stride_tricks.sliding_window_view(a_range(d, 6), 3),
    "0-d": lambda d: np.array(7, dtype=d),
    "one": lambda d: np.ones((1, 1), dtype=d)[:, ::-1],
    "empty": lambda d: np.empty((0, 3), dtype=d),
    "empty, Fortran": lambda d: np.empty((3, 0, 2), dtype=d, order="F")[::-1],
    "a part of a record": lambda d: np.zeros(4, dtype=[("a", "u1"), ("b", d)])["b"],
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dtype", sorted(DTYPES))
def test_an_array_arrives_as_it_is(layout, dtype):
    given_array = LAYOUTS[layout](dtype)

    arrived, back = there_and_back(given_array)

    assert type(arrived) is type(back) is np.ndarray
    assert arrived.dtype == back.dtype == given_array.dtype
    assert arrived.shape == back.shape == given_array.shape
    assert arrived.tobytes() == back.tobytes() == given_array.tobytes()
    assert arrived.flags.writeable == given_array.flags.writeable
    if layout != "a part of a record" and arrived.size > 1:
        assert arrived.strides == given_array.strides
    assert back.flags.c_contiguous
    assert not np.may_share_memory(given_array, back)


@pytest.mark.parametrize("dtype", [">f8", ">i2", ">c8", ">f2"])
@pytest.mark.parametrize("read_only", [False, True])
def test_byte_order_and_writability_arrive(dtype, read_only):
    array = np.arange(6.0).astype(dtype)[::-2]
    array.flags.writeable = not read_only

    arrived, back = there_and_back(array)

    assert arrived.dtype == np.dtype(dtype)
    assert arrived.dtype.byteorder == ">"
    assert arrived.flags.writeable is not read_only
    assert arrived.tolist() == back.tolist() == array.tolist()
    assert back.dtype.isnative


@QUICK
@given(
    st.lists(st.integers(0, 4), max_size=4),
    st.data(),
)
def test_any_strides_arrive(shape, data):
    base = np.arange(float(np.prod([2 * n + 1 for n in shape], dtype=int))).reshape(
        [2 * n + 1 for n in shape]
    )
    cuts = [
        data.draw(st.sampled_from([slice(None), slice(None, None, -1), slice(1, None, 2)]))
        for _ in shape
    ]
    array = base[tuple(cuts)] if shape else base
    array = array.transpose(data.draw(st.permutations(range(array.ndim))))

    arrived, back = there_and_back(array)

    assert np.array_equal(arrived, array)
    assert np.array_equal(back, array)
    if array.size:
        moved = [n for n, size in enumerate(array.shape) if size > 1]
        assert [arrived.strides[n] for n in moved] == [array.strides[n] for n in moved]


@pytest.mark.parametrize(
    "value",
    [None, True, False, 0, -(2**63), 2**63 - 1, 0.1, float("inf"), -0.0, "", "kante Ω\n", "edge"],
)
def test_python_scalars(value):
    arrived, back = there_and_back(value)

    assert type(arrived) is type(back) is type(value)
    assert repr(arrived) == repr(back) == repr(value)


@pytest.mark.parametrize("dtype", sorted(DTYPES))
def test_numpy_scalars(dtype):
    value = np.dtype(dtype).type(1)

    arrived, back = there_and_back(value)

    assert type(arrived) is type(back) is type(value)
    assert arrived == back == value


def test_a_tuple_of_scalars_arrives_and_returns_opened():
    arrived, back = there_and_back((1, 2.5, "edge", None, True))

    assert arrived == back == (1, 2.5, "edge", None, True)


@pytest.mark.parametrize(
    "value",
    [[1, 2], {"a": 1}, {1}, object(), b"x", (np.ones(1),), np.array([object()]), np.array("x")],
    ids=["list", "dict", "set", "object", "bytes", "tuple of arrays", "objects", "text array"],
)
def test_what_cannot_be_an_argument_is_the_checks_fault(value):
    with pytest.raises(TypeError):
        there_and_back(value)


# ---------------------------------------------------------------- results

HOSTILE = """
    import numpy as np

    class Liar(np.ndarray):
        dtype = property(lambda self: np.dtype("float32"))
        shape = property(lambda self: (50,))
        size = property(lambda self: 50)
        nbytes = property(lambda self: 0)
        flags = property(lambda self: None)
        def __array_finalize__(self, base):
            if base is not None: raise RuntimeError("finalize")
        def __array__(self, *a, **k): return np.zeros(50)
        def __array_ufunc__(self, *a, **k): return True
        def __array_function__(self, *a, **k): return True
        def tobytes(self, *a): return b"x" * 400
        def view(self, *a): return self
        def astype(self, *a, **k): return self
        def __len__(self): return 50
        def __iter__(self): raise RuntimeError("iter")
        def __eq__(self, other): return True
        def __bool__(self): return True
        def __reduce__(self): raise RuntimeError("reduce")

    class Masquerade:
        __class__ = property(lambda self: np.ndarray)
        def __array__(self, *a, **k): return np.zeros(3)
        def __eq__(self, other): return True
        __hash__ = None

    class Raises:
        def __getattribute__(self, name): raise RuntimeError(name)
        def __eq__(self, other): raise RuntimeError("==")
        def __bool__(self): raise RuntimeError("bool")
        def __repr__(self): raise RuntimeError("repr")
        def __len__(self): raise RuntimeError("len")

    class Meta(type):
        def __eq__(cls, other): return True
        def __hash__(cls): return hash(float)
        def __instancecheck__(cls, one): return True
        def __subclasscheck__(cls, one): return True
        __name__ = property(lambda cls: 7)

    class EqualsAll(metaclass=Meta):
        pass

    class Pair(tuple):
        def __len__(self): return 10**9
        def __iter__(self): raise RuntimeError("iter")
        def __getitem__(self, i): raise RuntimeError("item")

    class Float(float):
        def __eq__(self, other): return True
        def __float__(self): return 1.0

    class Scalar(np.float64):
        def __eq__(self, other): return True

    def liar(): return np.ndarray.__new__(Liar, 3)
    def pair(): return Pair((1, 2.0))
"""


@pytest.mark.parametrize(
    ("expression", "shape"),
    [
        ("liar()", (3,)),
        ("np.asmatrix(np.ones((2, 2)))", (2, 2)),
        ("np.ma.masked_array([1.0, 2.0], mask=[False, False])", (2,)),
        ("np.broadcast_to(1.0, (4, 5))", (4, 5)),
        ("np.arange(6.0)[::-1]", (6,)),
        ("np.asfortranarray(np.ones((2, 3)))", (2, 3)),
        ("np.ones(3, dtype='>f8')", (3,)),
        ("np.ones(3, dtype=np.longdouble)", (3,)),
        ("np.array(1.5)", ()),
        ("np.empty((0, 2**40))", (0, 2**40)),
        ("np.frombuffer(b'\\x02\\x00', dtype=bool)", (2,)),
    ],
)
def test_arrays_of_every_kind_come_back_as_plain_data(student, expression, shape):
    result = student(HOSTILE + f"    def f(): return {expression}").task.f()

    assert type(result) is np.ndarray
    assert result.shape == shape
    assert result.dtype.isnative
    assert result.flags.c_contiguous
    assert not result.flags.writeable


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("{}", "a dict"),
        ("[[1], [2]][:1] and {1}", "a set"),
        ("lambda: 0", "a function"),
        ("print", "a function"),
        ("(n for n in range(3))", "a generator"),
        ("np", "a module"),
        ("dict", "a class"),
        ("b'x'", "bytes"),
        ("range(3)", "a range"),
        ("2**64", "a number too large"),
        ("-10**5000", "a number too large"),
        ("'x' * 10_001", "a text too long"),
        ("'\\ud800'", "a text that is not Unicode"),
        ("np.array([None])", "an array of dtype object"),
        ("np.array([{}], dtype=object)", "an array of dtype object"),
        ("np.array(['x'])", "an array of text"),
        ("np.array([b'x'])", "an array of bytes"),
        ("np.zeros(2, dtype='f8,f8')", "a structured array"),
        ("np.rec.fromarrays([[1], [2]])", "a structured array"),
        ("np.array(['2020'], dtype='M8[Y]')", "an array of dates"),
        ("np.zeros(2, dtype=np.clongdouble)", "an array of an unusual dtype"),
        ("np.datetime64('2020')", "a NumPy scalar of an unusual dtype"),
        ("np.str_('x')", "a NumPy scalar of an unusual dtype"),
        ("np.clongdouble(1)", "a NumPy scalar of an unusual dtype"),
        (
            "np.ma.masked_array([1.0, 2.0], mask=[True, False])",
            "a masked array with masked entries",
        ),
        ("np.broadcast_to(1.0, 10**12)", "an array too large to look at"),
        ("np.broadcast_to(1.0, (10**6, 10**6))", "an array too large to look at"),
        ("np.ones(2**20 + 1)", "an array too large to look at"),
        ("np.empty((0, 2**41))", "an array too large to look at"),
        ("np.ones((1,) * 17)", "an array too large to look at"),
        ("list(range(65))", "a list"),
        ("tuple(range(65))", "a tuple"),
        ("Masquerade()", "an object"),
        ("Raises()", "an object"),
        ("EqualsAll()", "an object"),
        ("EqualsAll", "a class"),
        ("Float(1)", "an object"),
        ("type('x[3] is 0.25', (), {})()", "an object"),
    ],
)
def test_what_is_no_plain_data_stays(student, expression, words):
    result = student(HOSTILE + f"    def f(): return {expression}").task.f()

    assert isinstance(result, Opaque)
    assert result.describe() == words


def test_one_level_is_opened(student):
    code = """
        import collections
        import numpy as np
        Grads = collections.namedtuple("Grads", "x w")
        def named(): return Grads(np.ones(2), 1.5)
        def lists(): return [1, [2], (3,)]
        def nothing(): return ()
        def deep():
            inner = []
            for _ in range(10**6): inner = [inner]
            return inner
        def itself():
            one = []
            one.append(one)
            return one
    """
    task = student(code).task

    array, number = task.named()
    assert array.tolist() == [1, 1]
    assert number == 1.5
    one, two, three = task.lists()
    assert one == 1
    assert (two.describe(), three.describe()) == ("a list", "a tuple")
    assert task.nothing() == ()
    assert [part.describe() for part in task.deep()] == ["a list"]
    assert [part.describe() for part in task.itself()] == ["a list"]


def test_a_tuple_that_lies_about_itself_is_read_as_what_it_is(student):
    assert student(HOSTILE + "    def f(): return pair()").task.f() == (1, 2.0)


def test_arrays_within_one_answer_share_its_budget(student):
    code = """
        import numpy as np
        def f(): return np.zeros(2**20), 1.0, np.zeros(1)
    """
    large, one, small = student(code).task.f()

    assert large.nbytes == 2**23
    assert one == 1.0
    assert small.describe() == "an array too large to look at"


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("np.float32(1)", np.float32),
        ("np.longdouble(1)", np.float64),
        ("np.int16(1)", np.int16),
        ("np.bool_(True)", np.bool_),
        ("1j", np.complex128),
        ("Scalar(1)", np.float64),
        ("float('nan')", float),
        ("True", bool),
    ],
)
def test_scalars(student, expression, kind):
    assert type(student(HOSTILE + f"    def f(): return {expression}").task.f()) is kind


# ---------------------------------------------------------------- handed back

IDENTITY = """
    import numpy as np
    last = None
    def make():
        global last
        last = np.arange(4.0)
        return last, last[::2], 3
    def same(x): return x is last
    def base(x): return x.base is last
    def poke(x): x += 1
    def read(): return last
"""


def test_an_array_handed_back_is_the_very_object(student):
    task = student(IDENTITY).task
    whole, part, _ = task.make()

    assert task.same(whole) is True
    assert task.base(part) is True
    assert task.same(whole.copy()) is False


def test_results_are_copies(student):
    task = student(IDENTITY).task
    whole, _, _ = task.make()

    task.poke(whole)

    assert whole.tolist() == [0, 1, 2, 3]
    assert task.read().tolist() == [1, 2, 3, 4]


def test_an_array_of_another_worker_or_an_earlier_case_goes_by_value(student):
    one, two = student(IDENTITY), student(IDENTITY)
    whole, _, _ = one.task.make()

    two.task.make()
    assert two.task.same(whole) is False
    one.session.end_case()
    assert one.task.same(whole) is False
    assert one.task.read().tolist() == [0, 1, 2, 3]


def test_results_take_up_memory_only_while_they_are_held(student):
    one = student("import numpy as np\ndef f(): return np.zeros(2**20)")
    handles = one.session.worker("task").handles

    kept = one.task.f()
    for _ in range(5):
        one.task.f()

    assert len(handles._numbers) == 1
    assert kept.nbytes == 2**23


def test_a_case_gets_a_bounded_amount_of_results(student):
    one = student("import numpy as np\ndef f(): return np.zeros(2**20)\ndef g(): return 1")
    for _ in range(8):
        one.task.f()

    with pytest.raises(StudentLimit, match="more than 72 MB of results had come when f was called"):
        one.task.f()
    one.session.end_case()
    assert one.task.f().nbytes == 2**23
    assert one.task.g() == 1


def test_what_a_failed_check_held_is_let_go_with_the_case(student):
    one = student("import numpy as np\ndef f(): return np.zeros(2**20)")
    died = []

    def check():
        result = one.task.f()
        weakref.finalize(result, died.append, True)
        second = one.task.f()
        weakref.finalize(second, died.append, True)
        third = one.task.f()
        raise Mismatch(f"not {result.shape}, {second.shape}, {third.shape}")

    gc.disable()  # nothing but the end of the case is to free the cycle
    try:
        with pytest.raises(Mismatch) as caught:
            check()
        cycle = [caught.value]
        cycle.append(cycle)
        del caught, cycle
        assert died == []
        one.session.end_case()
    finally:
        gc.enable()

    assert died == [True, True]


# ---------------------------------------------------------------- caches

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
