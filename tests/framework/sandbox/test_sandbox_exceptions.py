"""What a submission raises or prints comes back as bounded text, and costs one call."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.testing.errors import (
    StudentCrash,
    StudentError,
    StudentFault,
    StudentLimit,
    StudentMissing,
    StudentValueError,
)


def fault_of(task, name="f", *arguments) -> StudentFault:
    with pytest.raises(StudentFault) as caught:
        getattr(task, name)(*arguments)
    return caught.value


def raising(body: str, after: str = "") -> str:
    """Return the code of a module whose `f` raises and whose `g` answers."""
    lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
    return f"import numpy as np\n{after}\ndef f():\n{lines}\ndef g(): return 1\n"


@pytest.mark.parametrize(
    ("statement", "exception"),
    [
        ("raise ValueError('no')", "ValueError"),
        ("raise KeyError('no')", "KeyError"),
        ("1 / 0", "ZeroDivisionError"),
        ("unknown", "NameError"),
        ("np.ones(3) + np.ones(4)", "ValueError"),
        ("np.linalg.inv(np.zeros((2, 2)))", "ValueError"),
        ("np.ones(3)[5]", "IndexError"),
        ("np.sum(np.ones(3), axis=7)", "ValueError"),
        ("assert False", "AssertionError"),
        ("raise SystemExit(0)", "SystemExit"),
        ("import sys; sys.exit('bye')", "SystemExit"),
        ("quit()", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise GeneratorExit", "GeneratorExit"),
        ("raise StopIteration", "StopIteration"),
        ("raise BaseException('no')", "BaseException"),
        ("raise RecursionError", "RecursionError"),
        ("raise type('Own', (KeyError,), {})", "KeyError"),
        ("raise type('Own', (BaseException,), {})", "BaseException"),
        ("open('/tmp/x', 'w')", "PermissionError"),
        ("open('/proc/1/mem')", "PermissionError"),
        ("import threading; threading.Thread(target=print).start()", "RuntimeError"),
        ("import subprocess; subprocess.run(['ls'])", "PermissionError"),
        ("import socket; socket.socket()", "PermissionError"),
        ("raise 'text'", "TypeError"),
        ("exec('def f(:')", "SyntaxError"),
    ],
)
def test_an_exception_is_named_with_its_line(student, statement, exception):
    task = student(raising(statement)).task

    fault = fault_of(task)

    assert isinstance(fault, StudentError)
    assert fault.exception == exception
    assert fault.message.startswith("f raised ")
    assert "(task.py, line 4: `" in fault.message
    assert isinstance(fault, ValueError) == (exception == "ValueError")
    assert task.g() == 1


def test_a_value_error_of_any_kind_is_one(student):
    task = student(raising("class Own(ValueError): pass\nraise Own('a hidden value')")).task

    with pytest.raises(ValueError, match="f raised ValueError"):
        task.f()


def test_not_written_yet(student):
    fault = fault_of(student(raising("raise NotImplementedError")).task)

    assert fault.message.startswith("f is not written yet (task.py, line 4")


def test_what_is_called_and_not_written_yet_is_named(student):
    text = "def pad():\n    raise NotImplementedError\ndef f():\n    return pad()\n"

    fault = fault_of(student(text).task)

    assert fault.message.startswith("pad is not written yet, which f calls (task.py, line 2")


def test_the_sentence_holds_nothing_of_the_exceptions_text(student):
    """A hidden check's inputs could be in it."""
    fault = fault_of(student(raising("raise ValueError('x[3] is 0.25')")).task)

    assert "0.25" not in fault.message.replace("raise ValueError('x[3] is 0.25')", "")
    assert fault.detail.startswith("ValueError: x[3] is 0.25")


HOSTILE = {
    "__str__ raises": "def __str__(self): raise RuntimeError('str')",
    "__str__ gives no text": "def __str__(self): return 7",
    "__str__ is endless": "def __str__(self): return 'x' * 10**7",
    "__str__ gives a subclass": """
        def __str__(self):
            class Text(str):
                def __getitem__(self, i): return 7
                def encode(self, *a): return 7
                def __len__(self): return -1
            return Text("words")""",
    "__str__ gives half a pair": "def __str__(self): return '\\ud800'",
    "__str__ exits": "def __str__(self): raise SystemExit",
    "__class__ lies": "__class__ = property(lambda self: ValueError)",
    "__class__ raises": "__class__ = property(lambda self: 1 / 0)",
    "__getattribute__ raises": "def __getattribute__(self, name): raise RuntimeError(name)",
    "__traceback__ lies": "__traceback__ = property(lambda self: 7)",
    "__traceback__ raises": "__traceback__ = property(lambda self: 1 / 0)",
    "a name like no other": "pass",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("base", ["Exception", "BaseException", "KeyError"])
def test_hostile_exceptions(student, name, base):
    code = f"""
import numpy as np
class Meta(type(Exception)):
    __name__ = property(lambda cls: "ValueError")
    __module__ = "builtins"
    def __hash__(cls): raise RuntimeError("hash")
    def __eq__(cls, other): return True
    def mro(cls): return type.mro(cls)
class Plain({base}):
    {HOSTILE[name].strip()}
class Own({base}, metaclass=Meta):
    {HOSTILE[name].strip()}
def f(): raise Plain("words")
def g(): raise Own("words")
def h(): return 1
"""
    task = student(code).task

    for call in ("f", "g"):
        fault = fault_of(task, call)
        assert isinstance(fault, StudentError)
        assert not isinstance(fault, ValueError)
        assert len(fault.message) < 500
        assert len(fault.detail) < 5_000
    assert task.h() == 1


@pytest.mark.parametrize(
    "code",
    [
        "raise type('N' * 10**6, (Exception,), {})('words')",
        "raise Exception('x' * 10**8)",
        "raise Exception(np.zeros((1000, 1000)))",
        "raise Exception(*range(10**5))",
        "exec('def ' + 'n' * 10**5 + '(): raise Exception\\n' + 'n' * 10**5 + '()')",
        "exec(compile('1 / 0', '<submission>/' + 'f' * 10**5, 'exec'))",
        "exec(compile('1 / 0', '<submission>/x\\n\\x1b[31m.py', 'exec'))",
        "exec(compile('\\n' * 10**6 + '1 / 0', '<submission>/task.py', 'exec'))",
        "raise SyntaxError('m', ('<submission>/task.py', 'four', 1, 't' * 10**6))",
        "raise SyntaxError('m', (7, None, None, None))",
    ],
)
def test_long_and_odd_exceptions_are_cut(student, code):
    task = student(raising(code)).task

    fault = fault_of(task)

    assert len(fault.message) < 600
    assert len(fault.detail) < 8_000


def test_a_made_up_place_is_not_quoted(student):
    code = raising("exec(compile('\\n' * 90 + '1 / 0', '<submission>/sec' + 'ret.py', 'exec'))")

    fault = fault_of(student(code).task)

    assert "secret" not in fault.message
    assert "task.py, line 4" in fault.message


def test_a_source_line_is_the_one_handed_in(student):
    code = raising(
        "import linecache\n"
        "linecache.cache['<submission>/task.py'] = (9, None, ['x[3] is 0.25'] * 9, 'task.py')\n"
        "raise KeyError"
    )

    fault = fault_of(student(code).task)

    assert "`raise KeyError`" in fault.message
    assert "0.25" not in fault.message + fault.detail


def test_deep_recursion(student):
    code = """
        def f(): return f()
        def deep():
            import sys
            sys.setrecursionlimit(20_000)
            def down(n): return 1 / n + down(n - 1)
            return down(10_000)
        def g(): return 1
    """
    task = student(code).task

    assert fault_of(task).exception == "RecursionError"
    assert fault_of(task, "deep").exception == "ZeroDivisionError"
    assert len(fault_of(task, "deep").detail.splitlines()) < 12
    assert task.g() == 1


def test_recursion_without_a_bound_ends_the_process_alone(student):
    code = """
        import sys
        def f():
            sys.setrecursionlimit(2**31 - 1)
            class R:
                def __getattr__(self, name): return getattr(self, name)
            import functools
            call = f
            for _ in range(10**6): call = functools.partial(call)
            return R().x
        def g(): return 1
    """
    task = student(code).task

    assert isinstance(fault_of(task), (StudentCrash, StudentError, StudentLimit))
    assert task.g() == 1


def test_exceptions_in_a_chain(student):
    code = raising(
        "e = KeyError()\n"
        "for n in range(5000):\n"
        "    new = KeyError(n)\n"
        "    new.__cause__ = e\n"
        "    e = new\n"
        "raise e"
    )

    assert fault_of(student(code).task).exception == "KeyError"


# ---------------------------------------------------------------- memory


@pytest.mark.parametrize(
    "statement",
    [
        "np.ones(2**31)",
        "bytearray(2**32)",
        "'x' * 2**32",
        "[0] * 2**31",
        "raise MemoryError",
        "raise type('Own', (MemoryError,), {})",
    ],
)
def test_memory(student, statement):
    task = student(raising(statement)).task

    fault = fault_of(task)

    assert isinstance(fault, StudentLimit)
    assert fault.message.startswith("f used more than 1,024 MB (task.py, line 4: ")
    assert task.g() == 1


def test_memory_that_is_kept_costs_one_call(student):
    code = """
        import numpy as np
        kept = []
        def f():
            while True: kept.append(np.ones(2**22))
        def g(): return np.ones(2**22).sum()
    """
    task = student(code).task

    assert isinstance(fault_of(task), StudentLimit)
    assert task.g() == 2**22


def test_memory_at_import(student):
    fault = fault_of(student("import numpy as np\nx = np.ones(2**31)\ndef f(): pass").task)

    assert fault.message.startswith("importing task.py used more than 1,024 MB (task.py, line 2")


# ---------------------------------------------------------------- what is printed


def test_what_is_printed_is_kept(student):
    code = """
        import sys
        print("imported")
        def f(x):
            print("x is", x)
            print("an error", file=sys.stderr)
            sys.stdout.flush()
            return 1
    """
    one = student(code)
    one.task.f(2)

    assert one.printed == "imported\nx is 2\nan error\n"


@pytest.mark.parametrize(
    "statement",
    [
        "print('x' * 10**7)",
        "for n in range(10**5): print(n)",
        "print(*range(10**5))",
        "print('\\ud800' * 10**5)",
        "print('\\0' * 10**5)",
        "import sys; sys.stdout.writelines(['x' * 99] * 1000)",
        "import sys; [sys.stderr.write('é' * 10**4) for _ in range(9)]",
    ],
)
def test_a_flood_is_cut(student, statement):
    one = student(f"def f():\n    {statement}\n    return 1\n")

    for _ in range(3):
        assert one.task.f() == 1

    assert 900 < len(one.printed) <= 1_000


def test_a_case_does_not_see_what_another_printed(student):
    one = student("def f(x):\n    print(x)\n")
    one.task.f(1)
    one.session.end_case()
    one.session.turn_to("1", ())
    one.task.f(2)

    assert one.printed == "2\n"


@pytest.mark.parametrize(
    "statement",
    [
        "import sys; sys.stdout = None",
        "import sys; sys.stdout.close()",
        "import sys; del sys.stdout, sys.stderr",
        "import os; os.write(1, b'x' * 1000)",
        "import os; os.write(2, b'x' * 1000); os.close(1); os.close(2)",
        "import sys; sys.__stdout__ and sys.__stdout__.write('x' * 10**6)",
    ],
)
def test_standard_output_may_be_misused(student, statement):
    one = student(f"def f():\n    {statement}\n    return 1\ndef g(): return 2\n")

    assert one.task.f() == 1
    assert one.task.g() == 2
    assert "x" not in one.printed


def test_printed_text_comes_with_an_exception(student):
    one = student("def f():\n    print('before')\n    1 / 0\n")
    fault_of(one.task)

    assert one.printed == "before\n"


# ---------------------------------------------------------------- what is not there


def test_a_function_that_is_missing(student):
    one = student({"task.py": "def f(): return 1\nx = 3\n"})

    assert fault_of(one.task, "g").message == "task.py has no `g`"
    assert isinstance(fault_of(one.other), StudentMissing)
    assert fault_of(one.other).message == "other.py was not handed in"
    assert fault_of(one.task, "x").exception == "TypeError"


def test_an_attribute_that_is_missing(student):
    one = student("class Layer: pass\n")
    layer = one.task.Layer.new()

    with pytest.raises(StudentError, match=r"\.weight raised AttributeError"):
        _ = layer.weight


def test_a_call_with_other_arguments(student):
    fault = fault_of(student("def f(x): pass").task, "f", 1, 2, 3)

    assert fault.exception == "TypeError"


def test_shapes_are_named_in_a_fault_of_time_or_process(student):
    one = student("import os\ndef f(x, w): os._exit(3)")

    fault = fault_of(one.task, "f", np.ones(50), np.ones((9, 2)))

    assert fault.message == (
        "the process ended itself when f was called for arrays of shapes (50,) and (9, 2)"
    )
    assert not isinstance(fault, StudentValueError)
