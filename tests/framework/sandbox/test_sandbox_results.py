"""Results come back as plain data, judged by what they are; what is none stays in the worker."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

from autograder.grading.proxy import Opaque
from autograder.testing.errors import Mismatch, StudentLimit

HOSTILE = """
    import enum
    import numpy as np

    class Liar(np.ndarray):
        dtype = property(lambda self: np.dtype("float32"))
        shape = property(lambda self: (50,))
        size = property(lambda self: 50)
        nbytes = property(lambda self: 0)
        flags = property(lambda self: None)
        __array_interface__ = property(lambda self: {"shape": (50,), "typestr": "<f8"})
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
        dtype = property(lambda self: np.dtype("int8"))
        def __eq__(self, other): return True
        def __array__(self, *a, **k): return np.zeros(50)
        def astype(self, *a, **k): return self
        def tobytes(self, *a): return b"x"

    class Long(np.longdouble):
        def astype(self, *a, **k): return "no"

    class Int(int):
        def __index__(self): return 7
        def __eq__(self, other): return True

    class Text(str):
        def __eq__(self, other): return True

    Color = enum.IntEnum("Color", "RED")

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
        ("np.ones(3, dtype='f2')", (3,)),
        ("np.ones(3) > 0", (3,)),
        ("np.ones(3).view(np.memmap)", (3,)),
        ("np.zeros(3, dtype='u1,f8')['f1']", (3,)),
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
        ("Int(1)", "an object"),
        ("Text('x')", "an object"),
        ("Color.RED", "an object"),
        ("iter([1])", "an object"),
        ("memoryview(b'x')", "an object"),
        ("{'x': np.ones(3)}", "a dict"),
        ("[0.5] * 10**7", "a list"),
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
        ("Long(1)", np.float64),
        ("np.float16(1)", np.float16),
        ("float('nan')", float),
        ("True", bool),
    ],
)
def test_scalars(student, expression, kind):
    result = student(HOSTILE + f"    def f(): return {expression}").task.f()

    assert type(result) is kind
    assert result in (1, 1j) or result != result


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
