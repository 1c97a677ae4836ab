"""A submission's files and cells become modules, without touching a disk or shadowing anything."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sandbox_student import LIMITS

from autograder.model.assignment import Imports
from autograder.model.submission import Forbidden
from autograder.testing.errors import (
    StudentCrash,
    StudentError,
    StudentFault,
    StudentForbidden,
    StudentMissing,
    StudentTimeout,
)


def fault_of(task, name="f") -> StudentFault:
    with pytest.raises(StudentFault) as caught:
        getattr(task, name)()
    return caught.value


# ---------------------------------------------------------------- imports of one another


@pytest.mark.parametrize(
    "statement",
    [
        "from other import g",
        "from other import *",
        "from other import g as g",
        "from .other import g",
        "from . import other; g = other.g",
        "import other; g = other.g",
        "import other as o; g = o.g",
        "import importlib; g = importlib.import_module('other').g",
        "import importlib; g = importlib.import_module('.other', __package__).g",
        "from helper import g",
        "from helpers import g",
        "from helpers.deep.code import g",
        "import helpers.deep.code; g = helpers.deep.code.g",
        "from .helpers.deep.code import g",
        "from helpers.deep import *",
    ],
)
def test_files_import_one_another(student, statement):
    files = {
        "task.py": f"{statement}\ndef f(x): return g(x)\n",
        "other.py": "def g(x): return x + 1\n",
        "helper.py": "from other import g\n",
        "helpers/__init__.py": "from .deep import g\n",
        "helpers/deep/__init__.py": "from ...other import g\n__all__ = ['g']\n"
        if statement.startswith("from .")
        else "from other import g\n__all__ = ['g']\n",
        "helpers/deep/code.py": "from . import g\n",
    }
    if statement.startswith("from .helpers"):
        files["helpers/deep/__init__.py"] = "from other import g\n"

    assert student(files).task.f(1) == 2


def test_a_folder_without_an_init_file_is_a_package(student):
    files = {
        "task.py": "from tools.more.maths import g\nfrom tools import more\ndef f(): return g()\n",
        "tools/more/maths.py": "from .extra import h\ndef g(): return h()\n",
        "tools/more/extra.py": "def h(): return 7\n",
    }

    assert student(files).task.f() == 7


def test_files_that_import_each_other_in_a_circle(student):
    files = {
        "task.py": "import other\ndef f(): return other.g() + 1\ndef one(): return 1\n",
        "other.py": "import task\nfrom . import task as again\n"
        "def g(): return task.one() + (again is task)\n",
    }

    assert student(files).task.f() == 3


def test_one_module_under_two_names_is_one(student):
    files = {
        "task.py": "import other\nfrom . import other as same\nfrom .other import C\n"
        "def f(): return other is same, C is other.C, len(other.count)\n",
        "other.py": "count = []\ncount.append(1)\nclass C: pass\n",
    }

    assert student(files).task.f() == (True, True, 1)


def test_a_module_that_fails_fails_each_time(student):
    files = {
        "task.py": "def f():\n    import other\n",
        "other.py": "1 / 0\n",
    }
    task = student(files).task

    for _ in range(2):
        assert fault_of(task).message.startswith("f raised ZeroDivisionError (other.py, line 1: ")


def test_what_is_not_there_cannot_be_imported(student):
    fault = fault_of(student("import missing_module\ndef f(): pass").task)

    assert isinstance(fault, StudentMissing)
    assert fault.message.startswith("task.py could not be imported: ModuleNotFoundError (task.py")


def test_a_broken_file_costs_the_questions_that_need_it(student):
    files = {
        "task.py": "def f(): return 1\n",
        "other.py": "def f(:\n",
    }
    one = student(files)

    assert one.task.f() == 1
    fault = fault_of(one.other)
    assert fault.message == (
        "other.py could not be imported: SyntaxError (other.py, line 1: `def f(:`)"
    )


def test_a_file_that_cannot_be_used_says_why(student):
    one = student("def f(): pass", problems={"task.py": "it is not UTF-8"})

    assert fault_of(one.task).message == "task.py cannot be used: it is not UTF-8"


def test_a_main_guard_is_not_entered(student):
    code = """
        def f(): return __name__
        if __name__ == "__main__":
            raise SystemExit("not here")
    """
    assert student(code).task.f() == "task"


# ---------------------------------------------------------------- names that are taken


TAKEN = [
    "numpy",
    "math",
    "sys",
    "builtins",
    "functools",
    "autograder",
    "msgspec",
    "socket",
    "types",
]


@pytest.mark.parametrize("name", TAKEN)
def test_a_file_named_like_a_library_shadows_nothing(student, name):
    files = {
        "task.py": f"import {name}\ndef f(): return hasattr({name}, 'MINE')\n",
        f"{name}.py": "MINE = 1\nraise SystemExit\n",
        f"{name}/__init__.py": "MINE = 1\nraise SystemExit\n",
        f"{name}/linalg.py": "MINE = 1\nraise SystemExit\n",
    }
    assert student(files).task.f() is False


@pytest.mark.parametrize(
    "name",
    [
        "worker",
        "protocol",
        "zygote",
        "submission",
        "conftest",
        "sitecustomize",
        "usercustomize",
        "__main__",
        "__init__",
        "site_packages",
        "é",
    ],
)
def test_a_file_may_be_named_like_an_inner_part(student, name):
    files = {
        "task.py": f"import {name}\nfrom .other import g\n"
        f"def f(): return g() + getattr({name}, 'MINE', 0)\n",
        f"{name}.py": "MINE = 1\n",
        "other.py": "def g(): return 1\n",
    }

    assert student(files).task.f() == (1 if name == "__main__" else 2)


def test_nothing_of_a_submission_runs_unless_it_is_imported(student):
    files = {
        "task.py": "def f(): return 1\n",
        "sitecustomize.py": "while True: pass\n",
        "conftest.py": "while True: pass\n",
        "numpy.py": "while True: pass\n",
    }

    assert student(files).task.f() == 1


# ---------------------------------------------------------------- what Python offers modules


def test_introspection(student):
    code = '''
        """The module's words."""
        from __future__ import annotations
        import abc, dataclasses, enum, functools, inspect, pickle, typing
        import numpy as np

        class Mode(enum.Enum):
            ZERO = "zero"

        @dataclasses.dataclass(frozen=True)
        class Cache:
            x: np.ndarray
            mode: Mode = Mode.ZERO
            sizes: typing.Optional[tuple[int, int]] = None

        class Base(abc.ABC):
            @abc.abstractmethod
            def forward(self): ...

        class Grads(typing.NamedTuple):
            x: float
            w: float

        @functools.cache
        def square(n: int) -> int:
            """Return n times n."""
            return n * n

        def source(): return inspect.getsource(square)
        def hints(): return sorted(typing.get_type_hints(Cache))
        def pickled(): return pickle.loads(pickle.dumps(Grads(1.0, 2.0)))
        def members(): return [m.name for m in Mode], Mode("zero") is Mode.ZERO
        def abstract(): return inspect.isabstract(Base)
        def cached(): return square(3), square(3), square.cache_info().hits
        def make(x): return dataclasses.replace(Cache(x), sizes=(1, 2))
        def use(cache): return dataclasses.asdict(cache)["x"].sum(), cache.sizes == (1, 2)
        def doc(): return __doc__, square.__doc__, __file__
        def signature(): return str(inspect.signature(square))
    '''
    task = student(code).task

    assert task.source().startswith("@functools.cache\ndef square(n: int) -> int:")
    assert task.hints() == ("mode", "sizes", "x")
    assert task.pickled() == (1.0, 2.0)
    assert task.members()[1] is True
    assert task.abstract() is True
    assert task.cached() == (9, 9, 1)
    assert task.use(task.make(np.ones(4))) == (4, True)
    assert task.doc()[:2] == ("The module's words.", "Return n times n.")
    assert task.signature() == "(n: 'int') -> 'int'"


def test_a_class_of_the_module_may_be_its_own_type(student):
    code = """
        class Meta(type):
            registry = {}
            def __new__(cls, name, bases, body, **options):
                cls.registry[name] = super().__new__(cls, name, bases, body, **options)
                return cls.registry[name]
        class A(metaclass=Meta):
            def __init_subclass__(cls, **options): cls.options = options
        class B(A, size=3): pass
        def f(): return sorted(Meta.registry), B.options["size"]
    """
    names, size = student(code).task.f()

    assert names.describe() == "a list"
    assert size == 3


def test_globals_last_from_call_to_call(student):
    code = """
        count = 0
        def f():
            global count
            count += 1
            return count
    """
    task = student(code).task

    assert [task.f(), task.f(), task.f()] == [1, 2, 3]


def test_a_fresh_process_has_fresh_globals(student):
    code = """
        import os
        count = 0
        def f():
            global count
            count += 1
            return count
        def crash(): os._exit(1)
    """
    task = student(code).task
    assert [task.f(), task.f()] == [1, 2]

    assert isinstance(fault_of(task, "crash"), StudentCrash)

    assert task.f() == 1


# ---------------------------------------------------------------- notebooks


def test_cells_share_a_namespace_and_those_that_raise_cost_themselves(student):
    cells = (
        "import numpy as np\nfrom other import h",
        "1 / 0\ndef never(): pass",
        "raise SystemExit",
        "def f(x): return g(x) + 1",
        "def f(:",
        "exec('x' * 10**4)\ndef never(): pass",
        "raise KeyboardInterrupt",
        "def g(x): return 2 * x",
        "assert f(1) == 4",
        "print(f(1))",
        "f(",
    )
    one = student(cells=cells)

    assert one.task.f(3) == 7
    assert one.other.g(3) == 6
    assert fault_of(one.task, "never").message == "task.py has no `never`"
    assert "cell 2 ended with ZeroDivisionError\n" in one.printed
    assert "\n3\n" in one.printed


def test_a_cell_that_hangs_costs_itself(student):
    limits = replace(LIMITS, import_seconds=2.0)
    one = student(
        cells=("def f(): return 1", "while True: pass", "def g(): return 2"), limits=limits
    )

    assert one.task.f() == 1
    assert one.task.g() == 2


def test_a_cell_that_will_not_be_stopped_costs_the_notebook(student):
    cell = "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True: pass"
    limits = replace(LIMITS, import_seconds=0.5)

    fault = fault_of(student(cells=("def f(): return 1", cell), limits=limits).task)

    assert isinstance(fault, StudentTimeout)
    assert fault.message == "task.py did not finish importing within 0.5 s"


def test_a_cells_line_is_quoted(student):
    one = student(cells=("x = 0", "def f():\n    return 1 / x"))

    fault = fault_of(one.task)

    assert fault.message == (
        "f raised ZeroDivisionError (work.ipynb, cell 2, line 2: `return 1 / x`)"
    )


# ---------------------------------------------------------------- the import policy at run time

NUMPY_ONLY = Imports(
    frozenset({"numpy", "math"}), {"*": ("numpy.convolve",), "other.py": ("numpy.pad",)}
)


@pytest.mark.parametrize(
    "statement",
    [
        "import scipy",
        "import os",
        "from os import path",
        "import os.path",
        "from subprocess import run",
        "import numpy as np; np.convolve([1.0], [1.0])",
        "from numpy import convolve; convolve([1.0], [1.0])",
        "exec('import os')",
    ],
)
def test_forbidden_uses(student, statement):
    task = student(f"def f():\n    {statement}\ndef g(): return 1\n", imports=NUMPY_ONLY).task

    fault = fault_of(task)

    assert isinstance(fault, StudentForbidden)
    assert fault.message.startswith("f used what the assignment does not allow (task.py, line 2: ")
    assert "the assignment does not allow `" in fault.detail
    assert task.g() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "import numpy",
        "import numpy.linalg",
        "from numpy.lib.stride_tricks import sliding_window_view",
        "from math import pi",
        "from __future__ import annotations",
        "import other",
        "from . import other",
        "from .other import g",
        "import numpy as np; np.pad(np.ones(3), 1)",
        "import numpy as np; np.linalg.inv(np.eye(2)); np.fft.fft(np.ones(4)); str(np.ones(3))",
        "import numpy as np; np.random.default_rng(0).normal()",
        "try:\n    import scipy\nexcept ImportError:\n    pass",
    ],
)
def test_allowed_uses(student, statement):
    files = {"task.py": f"{statement}\ndef f(): return 1\n", "other.py": "def g(): pass\n"}

    assert student(files, imports=NUMPY_ONLY).task.f() == 1


def test_a_forbidden_call_is_forbidden_where_it_says(student):
    files = {
        "task.py": "import numpy as np\nimport other\n"
        "def f(): return np.pad(np.ones(1), 1)\ndef g(): return other.f()\n",
        "other.py": "import numpy as np\ndef f(): return np.pad(np.ones(1), 1)\n",
    }
    task = student(files, imports=NUMPY_ONLY).task

    assert task.f().tolist() == [0, 1, 0]
    assert "other.py, line 2" in fault_of(task, "g").message


def test_a_forbidden_import_at_the_top(student):
    fault = fault_of(student("import math\nimport os\ndef f(): pass", imports=NUMPY_ONLY).task)

    assert fault.message == "task.py, line 2: the assignment does not allow `import os`"


def test_what_was_found_beforehand_is_never_run(student):
    found = {"task.py": (Forbidden("task.py", 3, "line 3 uses `eval`"),)}
    one = student({"task.py": "while True: pass", "other.py": "def f(): return 1"}, forbidden=found)

    assert fault_of(one.task).message == "line 3 uses `eval`"
    assert one.other.f() == 1


# ---------------------------------------------------------------- imports that fail


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("raise SystemExit(0)", "could not be imported: SystemExit (task.py, line 1"),
        ("raise KeyboardInterrupt", "could not be imported: KeyboardInterrupt"),
        ("1 / 0", "could not be imported: ZeroDivisionError"),
        ("import os; os._exit(0)", "ended itself when task.py was being imported"),
        ("import os; os._exit(1)", "ended itself when task.py was being imported"),
        ("import os; os._exit(70)", "ended itself when task.py was being imported"),
        ("import os; os.abort()", "ended by signal 6 (abort) when task.py was being imported"),
        ("import sys; sys.modules.clear()", "could not be imported"),
        ("import sys; del sys.modules[__name__]", "could not be imported"),
    ],
)
def test_an_import_that_ends(student, statement, words):
    one = student({"task.py": f"{statement}\ndef f(): return 1\n", "other.py": "def f(): return 2"})

    fault = fault_of(one.task)

    assert words in fault.message
    assert fault_of(one.task).message == fault.message
    assert one.other.f() == 2


def test_a_module_may_replace_itself(student):
    code = """
        import sys, types
        new = types.SimpleNamespace(f=lambda: 5)
        sys.modules[__name__] = new
    """
    assert student(code).task.f() == 5


def test_a_module_that_answers_every_name(student):
    code = """
        def __getattr__(name):
            if name == "g": raise RuntimeError
            return lambda *a: name
    """
    task = student(code).task

    assert task.f() == "f"
    assert isinstance(fault_of(task, "g"), StudentError)


# ---------------------------------------------------------------- what is loaded late

LATE = {
    "identifiers": "η = 0.5\nreturn η == 0.5",
    "names of characters": r"return '\N{GREEK SMALL LETTER ETA}' == 'η'",
    "encodings": "return 'ä'.encode('latin-1').decode('cp1252') == 'ä'",
    "warnings": "import warnings\nwarnings.simplefilter('always')\nwarnings.warn('x')\nreturn True",
    "a division by zero": "return not np.isfinite(np.float64(1) / 0)",
    "linear algebra": "return np.allclose(np.linalg.svd(np.eye(3))[1], 1)",
    "Fourier transforms": "return np.allclose(np.fft.ifft(np.fft.fft2(np.eye(4))).shape, 4)",
    "random numbers": "np.random.seed(1)\nreturn np.random.default_rng(1).normal() < 9",
    "windows": "return np.lib.stride_tricks.sliding_window_view(np.ones(4), 2).shape == (3, 2)",
    "einsum": "return np.einsum('ij,jk,kl', *[np.eye(3)] * 3, optimize=True).sum() == 3",
    "testing": "np.testing.assert_allclose(1, 1 + 1e-12)\nreturn True",
    "printing": "print(np.eye(40), repr(np.arange(2000)))\nreturn True",
    "large numbers": "return len(str(int('9' * 4000) + 1)) == 4001",
}


@pytest.mark.parametrize("name", LATE)
def test_what_python_and_numpy_load_late(student, name):
    body = "".join(f"    {line}\n" for line in LATE[name].splitlines())

    assert student(f"import numpy as np\ndef f():\n{body}").task.f() in (True, np.True_)
