"""The import policy: every alias is seen through, and nothing of the student's own is accused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.model.submission import Notebook, SourceFile, Submission
from autograder.submission.imports import own_imports
from autograder.submission.policy import ImportPolicy, check

POLICY = ImportPolicy(
    allowed=frozenset({"numpy", "math", "typing", "collections", "abc", "functools", "itertools"}),
    forbidden={
        "*": ("numpy.convolve", "numpy.correlate", "numpy.polymul", "numpy.polynomial"),
        "boundary.py": ("numpy.pad",),
    },
)


def handed(**files):
    names = {name.replace("__", "/") + ".py": text for name, text in files.items()}
    return Submission("s", {name: SourceFile(name, text) for name, text in names.items()})


def lines(submission, wanted, file="conv1d.py", policy=POLICY):
    return [one.line for one in check(submission, policy, wanted).get(file, ())]


@pytest.mark.parametrize(
    ("source", "at"),
    [
        ("import scipy", [1]),
        ("import numpy as np\nimport scipy.signal", [2]),
        ("import numpy, scipy", [1]),
        ("from scipy.signal import convolve", [1]),
        ("from scipy import *", [1]),
        ("try:\n    import torch\nexcept ImportError:\n    torch = None", [2]),
        ("def f():\n    import os\n    return os", [2]),
        ('x = __import__("scipy")', [1]),
        ('import importlib\nx = importlib.import_module("scipy")', [1, 2]),
        ("import numpy as np\nz = np.convolve(x, w)", [2]),
        ("import numpy\nz = numpy.convolve(x, w)", [2]),
        ("import numpy as n\nf = n.correlate", [2]),
        ("import numpy.lib as L\nL.polymul(a, b)", [2]),
        ("import numpy.lib\nnumpy.lib.polymul(a, b)", [2]),
        ("from numpy import convolve as c\nz = c(x, w)", [1, 2]),
        ("from numpy import convolve as conv1d_forward", [1]),
        ("from numpy import *\nz = convolve(x, w)", [2]),
        ("import numpy as np\nz = np.ma.convolve(x, w)", [2]),
        ("import numpy as np\nf = getattr(np, 'convolve')", [2]),
        ("import numpy as np\ngetattr(np.lib, 'polymul', None)(a, b)", [2]),
        ("z = __import__('numpy').convolve(x, w)", [1]),
        ("import numpy as np\nn = np\nz = n.convolve(x, w)", [3]),
        ("import numpy as np\nm = np.ma\nf = m.convolve", [3]),
        ("import numpy as np\ndef f(x):\n    return [np.convolve(a, x) for a in x]", [3]),
        ("import numpy as np\nclass A:\n    def f(self):\n        return np.convolve(1, 2)", [4]),
        ("import numpy as np\ndef f(x, g=np.convolve):\n    pass", [2]),
        ("import numpy as np\n@np.convolve\ndef f(x):\n    pass", [2]),
        ("import numpy as np\nf = lambda x: np.convolve(x, x)", [2]),
        ("def f(x):\n    import numpy as q\n    return q.convolve(x, x)", [3]),
        ("def f(x):\n    return np.convolve(x, x)\nimport numpy as np", [2]),
        ("def f():\n    global np\n    import numpy as np\ndef g():\n    np.convolve", [5]),
        ("from numpy.polynomial import Polynomial as P\nP([1])", [1, 2]),
        ("import numpy as np\nnp.polynomial.polynomial.polymul(a, b)", [2]),
        ("import numpy.polynomial", [1]),
        ("try:\n    import numpy as np\nexcept ImportError:\n    np = None\nnp.convolve", [5]),
        ("if __name__ == '__main__':\n    pass\nelse:\n    import scipy", [4]),
        ("import numpy as np\nif (n := np) and n.convolve:\n    pass", [2]),
        ("import numpy as np\nmatch x:\n    case np.convolve:\n        pass", [3]),
    ],
)
def test_what_is_forbidden_is_found_on_its_line(wanted, source, at):
    assert lines(handed(conv1d=source), wanted) == at


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\nimport numpy.typing as npt\nfrom collections.abc import Sequence",
        "from __future__ import annotations\nimport math, typing, itertools",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import scipy",
        "import typing\nif typing.TYPE_CHECKING:\n    import scipy",
        "if __name__ == '__main__':\n    import matplotlib.pyplot as plt\n    plt.show()",
        "if '__main__' == __name__ and True:\n    import matplotlib",
        "from boundary import pad, pad_backward\nimport boundary\nboundary.pad(x, 1, 1)",
        "from .boundary import pad\nfrom . import pool",
        "import pool, helper\nfrom helper import convolve\nconvolve(1, 2)",
        "import numpy as np\ndef convolve(x, w):\n    return x\nz = convolve(1, 2)",
        "from numpy import *\ndef convolve(x, w):\n    return x\nz = convolve(1, 2)",
        "def f(convolve, np):\n    return convolve(np.convolve, np.pad)",
        "import numpy as np\ndef f(np):\n    return np.convolve(1, 2)",
        "import numpy as np\ndef f():\n    np = mine()\n    return np.convolve",
        "import numpy as np\ndef f(xs):\n    return [np.convolve for np in xs]",
        "import numpy as np\nfor np in things:\n    np.convolve",
        "import numpy as np\nf = lambda np: np.convolve",
        "class A:\n    convolve = 1\n    def correlate(self): return self.convolve(self.correlate)",
        "import numpy as np\nnp.array([1]).convolve()\nx.convolve\nf(convolve=1)",
        "# np.convolve\n'''np.convolve'''\ns = 'import scipy'\nimport numpy as np",
        "import numpy as np\nnp.pad(x, 1)\nnp.fft.fft(x)\nnp.lib.stride_tricks.sliding_window_view",
        "import numpy as np\ngetattr(np, name)\ngetattr(np, 'dot')",
        "from numpy import convolve\ndef convolve(x):\n    return x",
        "import numpy as np\nwith a as np:\n    np.convolve",
        "import numpy as np\ntry:\n    pass\nexcept E as np:\n    np.convolve",
        "def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2\n    return x",
        "np = np\nnp.convolve",
        "a = b\nb = a\na.convolve",
        "",
    ],
)
def test_the_students_own_is_never_accused(wanted, source):
    assert lines(handed(conv1d=source, helper="def convolve(a, b): return a"), wanted) == []


def test_a_sentence_names_file_line_and_rule(wanted):
    source = "import numpy as np\nimport scipy.signal\nz = np.convolve(x, w)\n"

    found = check(handed(conv1d=source), POLICY, wanted)["conv1d.py"]

    assert found[0].file == "conv1d.py"
    assert found[0].sentence == (
        "conv1d.py, line 2: `import scipy.signal` — this assignment allows only NumPy, abc, "
        "collections, functools, itertools, math, typing."
    )
    assert found[1].sentence == (
        "conv1d.py, line 3: `np.convolve` — this assignment does not allow numpy.convolve."
    )


def test_rules_of_one_file_hold_there_only(wanted):
    source = "import numpy as np\ndef f(x): return np.lib.pad(x, 1)\n"

    found = check(handed(conv1d=source, boundary=source), POLICY, wanted)

    assert list(found) == ["boundary.py"]
    assert found["boundary.py"][0].sentence == (
        "boundary.py, line 2: `np.lib.pad` — this assignment does not allow numpy.pad "
        "in boundary.py."
    )


def test_a_file_answers_for_its_helpers(wanted):
    files = {
        "conv1d": "from first import f",
        "first": "import pkg.second",
        "pkg__second": "import numpy as np\nimport scipy\nnp.pad",
        "unused": "import torch",
        "pool": "",
        "boundary": "from pkg import second",
    }
    found = check(handed(**files), POLICY, wanted)

    assert list(found) == ["boundary.py", "conv1d.py"]
    assert [one.line for one in found["boundary.py"]] == [2, 3]
    assert [one.line for one in found["conv1d.py"]] == [2]
    assert found["conv1d.py"][0].file == "pkg/second.py"
    assert found["conv1d.py"][0].sentence.startswith("pkg/second.py, line 2: `import scipy` — ")
    assert found["conv1d.py"][0].sentence.endswith(" (conv1d.py uses pkg/second.py).")


def test_a_file_does_not_answer_for_the_others_asked_for(wanted):
    files = {"conv1d": "from boundary import pad", "boundary": "import scipy\nimport helper"}
    files["helper"] = "import torch"

    assert list(check(handed(**files), POLICY, wanted)) == ["boundary.py"]


def test_names_passed_on_by_own_files_are_followed(wanted):
    files = {
        "conv1d": "from helper import np, lib\nimport helper\n"
        "np.convolve\nhelper.np.correlate\nlib.polymul",
        "helper": "import numpy as np\nfrom numpy import lib",
        "pool": "from star import *\nnp.convolve\nconvolve(1)",
        "star": "import numpy as np\ndef convolve(x): return x",
    }
    submission = handed(**files)

    assert lines(submission, wanted) == [3, 4, 5]
    assert lines(submission, wanted, "pool.py") == [2]


def test_any_import_may_be_allowed(wanted):
    policy = ImportPolicy(None, {"*": ("scipy", "eval", "numpy.fft.fft")})
    source = "import torch, scipy\neval('1')\nimport numpy as np\nnp.fft.ifft\nnp.fft.fft\n"

    assert lines(handed(conv1d=source), wanted, policy=policy) == [1, 2, 5]
    assert lines(handed(conv1d="def eval(x): pass\neval(1)"), wanted, policy=policy) == []


def test_a_submodule_may_be_allowed_alone(wanted):
    policy = ImportPolicy(frozenset({"os.path"}))
    source = "import os.path\nfrom os import path\nfrom os.path import join\nimport os\n"
    source += "from os import sep\n"

    assert lines(handed(conv1d=source), wanted, policy=policy) == [4, 5]


def test_broken_files_have_no_faults(wanted):
    broken = Submission("s", {"conv1d.py": SourceFile("conv1d.py", "import scipy(", "line 1: no")})

    assert check(broken, POLICY, wanted) == {}
    assert own_imports(broken) == {}


def test_faults_are_few(wanted):
    assert len(lines(handed(conv1d="import scipy\n" * 500), wanted)) == 20


def notebook(*cells):
    return Submission("s", notebook=Notebook("hw.ipynb", cells))


def test_a_notebooks_plots_cost_nothing(wanted):
    submission = notebook(
        "import numpy as np, matplotlib.pyplot as plt\nimport scipy.signal",
        "def pad(x): return x\ndef conv1d_forward(x, w): return pad(x) + np.dot(x, w)",
        "plt.plot(scipy.signal.convolve(x, w))\nassert np.convolve(x, w)",
        "def test(): return np.convolve(conv1d_forward(1, 2), plt)",
    )
    assert check(submission, POLICY, wanted) == {}


def test_a_notebooks_functions_answer_for_what_they_use(wanted):
    submission = notebook(
        "import numpy as np\nfrom scipy import signal as s",
        "\ndef helper(x):\n    return s.convolve(x, x)\n",
        "def conv1d_forward(x, w):\n    return other(x)",
        "other = helper",
        "def maxpool1d_forward(x):\n    return x",
    )
    found = check(submission, POLICY, wanted)

    assert list(found) == ["conv1d.py"]
    assert found["conv1d.py"][0].file == "hw.ipynb, cell 1"
    assert found["conv1d.py"][0].line == 2
    assert found["conv1d.py"][0].sentence.startswith(
        "hw.ipynb, cell 1, line 2: `from scipy import signal`"
    )


def test_a_notebooks_files_do_not_answer_for_one_another(wanted):
    submission = notebook(
        "import numpy as np",
        "def pad(x): return np.pad(x, 1)",
        "def pad_backward(x): return shared(x)",
        "def shared(x): return np.pad(x, 2)",
        "def conv1d_forward(x): return pad(shared(x))",
    )
    found = check(submission, POLICY, wanted)

    assert list(found) == ["boundary.py"]
    assert [one.file for one in found["boundary.py"]] == ["hw.ipynb, cell 2", "hw.ipynb, cell 4"]


def test_the_last_definition_in_a_notebook_counts(wanted):
    first = "import numpy as np\ndef conv1d_forward(x): return np.convolve(x, x)"

    assert check(notebook(first, "def conv1d_forward(x): return x"), POLICY, wanted) == {}
    wrapped = notebook(first, "conv1d_forward = wrap(conv1d_forward)")
    assert list(check(wrapped, POLICY, wanted)) == ["conv1d.py"]
    perhaps = notebook(first, "if x:\n    def conv1d_forward(x): return x")
    assert list(check(perhaps, POLICY, wanted)) == ["conv1d.py"]


def test_stars_in_a_notebook(wanted):
    stars = "from scipy.signal import *\nimport numpy as np"

    assert check(notebook(stars, "def conv1d_forward(x): return sum(x)"), POLICY, wanted) == {}
    found = check(notebook(stars, "def conv1d_forward(x): return fftconvolve(x)"), POLICY, wanted)
    assert list(found) == ["conv1d.py"]


def test_a_notebook_answers_for_own_files(wanted):
    submission = replace(
        notebook("import helper, other", "def conv1d_forward(x): return helper.f(x)"),
        sources={
            "helper.py": SourceFile("helper.py", "import scipy"),
            "other.py": SourceFile("other.py", "import torch"),
        },
    )
    found = check(submission, POLICY, wanted)

    assert [one.file for one in found["conv1d.py"]] == ["helper.py"]


def test_own_imports_are_listed_for_each_file(wanted):
    files = {
        "conv1d": "from boundary import pad\ndef f():\n    import pkg.mod",
        "boundary": "import numpy as np\nif __name__ == '__main__':\n    import pool",
        "pool": "import boundary as b\nfrom pkg import mod\nimport pool",
        "pkg____init__": "from . import other\nfrom .mod import x",
        "pkg__mod": "from .other import x\nfrom ..boundary import pad",
        "pkg__other": "import importlib\nimportlib.import_module('pool')",
    }
    files = {name.replace("pkg____init__", "pkg/__init__"): text for name, text in files.items()}
    submission = Submission(
        "s", {n.replace("pkg__", "pkg/") + ".py": SourceFile(n, t) for n, t in files.items()}
    )

    assert own_imports(submission) == {
        "boundary.py": frozenset(),
        "conv1d.py": {"boundary.py", "pkg/__init__.py", "pkg/mod.py"},
        "pkg/__init__.py": {"pkg/other.py", "pkg/mod.py"},
        "pkg/mod.py": {"pkg/__init__.py", "pkg/other.py", "boundary.py"},
        "pkg/other.py": {"pool.py"},
        "pool.py": {"boundary.py", "pkg/__init__.py", "pkg/mod.py"},
    }


HOSTILE = [
    "x = np" + ".a" * 900,
    "import numpy as a0\n"
    + "".join(f"a{n} = a{n - 1}\na{n} = a{n - 1}.x\n" for n in range(1, 800)),
    "".join(f"a = b.c{n}\nb = a.c{n}\n" for n in range(1000)) + "a.convolve\n" * 1000,
    "from x import " + ", ".join(f"a{n}" for n in range(5_000)),
    "import " + ".".join(["a"] * 3000),
    "f(" * 80 + ")" * 80,
    "".join(" " * n + "def f():\n" for n in range(90)) + " " * 90 + "np.convolve",
    "from numpy import *\n" + "convolve\n" * 2_000,
    "from a import *\n" * 2_000 + "convolve\n" * 2_000,
    "".join(f"from a{n} import *\nb{n}\n" for n in range(2_000)),
    "from conv1d import *\nfrom pool import *\nnp.convolve",
    "\n".join(f"from conv1d import a{n} as a{n + 1}" for n in range(500)) + "\na500.convolve",
]


@pytest.mark.parametrize("source", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_sources_are_checked_in_bounded_time(wanted, source):
    submission = handed(conv1d=source, pool="from conv1d import *\nfrom pool import *\nx.y")

    assert len(lines(submission, wanted)) <= 20
    assert set(own_imports(submission)) <= {"conv1d.py", "pool.py"}
    as_cell = notebook("import numpy as np", source, "def conv1d_forward(): return a, f, convolve")
    assert set(check(as_cell, POLICY, wanted)) <= {"conv1d.py"}


WORDS = st.sampled_from(
    [
        "np",
        "numpy",
        "pad",
        "convolve",
        "x",
        " = ",
        ".",
        "(",
        ")",
        "\n",
        "import ",
        "from ",
        " as ",
        "def f(np): ",
        "return ",
        "lambda np: ",
        "[np for np in x]",
        "global np",
        "class A: ",
        ", ",
        "\n    ",
        "getattr(np, 'pad')",
        "if __name__ == '__main__': ",
        "*",
        ":=",
    ]
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(WORDS, max_size=25).map("".join))
def test_any_source_is_checked(source):
    from autograder.submission import Wanted

    asked = Wanted(("conv1d.py",), graded_names={"conv1d.py": ("f",)})
    for one in (handed(conv1d=source), notebook("import numpy as np", source)):
        for fault in check(one, POLICY, asked).get("conv1d.py", ()):
            assert fault.line >= 1
            assert fault.sentence.isprintable()
