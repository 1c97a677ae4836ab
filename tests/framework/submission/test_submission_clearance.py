"""What is told to be clear by its text has no fault by its syntax either."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.model.submission import SourceFile, Submission
from autograder.submission import Wanted, policy
from autograder.submission.clearance import MOST_FILES, Clearance, top
from autograder.submission.faults import Faults
from autograder.submission.imports import analyse
from autograder.submission.policy import ImportPolicy, check
from autograder.submission.syntax import problem
from autograder.submission.uses import MOST_NAMES

MOST_TOKENS = 10_000
POLICY = ImportPolicy(
    allowed=frozenset({"numpy", "math", "typing"}),
    forbidden={"*": ("numpy.convolve", "numpy.polynomial"), "boundary.py": ("numpy.pad", "eval")},
)
WANTED = Wanted(modules=("boundary.py", "conv1d.py"))


def clear(texts: Mapping[str, str]) -> set[str]:
    files = {name: text for name, text in texts.items() if not problem(text, MOST_TOKENS)}
    own = {top(name) for name in (*files, *WANTED.modules)}
    clearance = Clearance(files, own, POLICY.allows)
    return {
        file
        for file in WANTED.modules
        if file in files and clearance.is_clear(file, POLICY.names_for(file))
    }


def faulty(files: Mapping[str, str]) -> set[str]:
    """Return the files with faults by the syntax alone."""
    sources = {
        name: SourceFile(name, text, problem(text, MOST_TOKENS)) for name, text in files.items()
    }
    submission = Submission("s", sources)
    faults = Faults(analyse(submission), POLICY, WANTED)
    return {module for module in WANTED.modules if faults.of(module, "")}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "import numpy as np\nfrom math import pi, tau as t  # plain\nnp.zeros(3)",
        "from __future__ import annotations\nfrom boundary import pad\npad(x, 1)",
        '"""Calls `pad`."""\n# nothing of `pad` is an import\nimport math',
        "important = 1\nreimport = reimported",
        "y = pad(x) + np.padding",
        "import numpy as np\ndef f():\n    import math\n",
        "x = 'ａａ'  # ａａ",
    ],
)
def test_what_is_plainly_right_is_clear(text: str) -> None:
    assert clear({"conv1d.py": text, "boundary.py": "def pad(x): return x"}) == {
        "conv1d.py",
        "boundary.py",
    }


@pytest.mark.parametrize(
    "text",
    [
        "import os",
        "import numpy as np; import os",
        "if x: import os",
        "from os \\\n import math",
        "from os import (\n math)",
        "import numpy, os",
        "from numpy import *\nconvolve(x)",
        "from numpy import convolve as c\nc(x)",
        "import numpy.polynomial",
        "from numpy import polynomial\npolynomial.x",
        "import numpy as np\nnp.convolve(x, w)",
        "import numpy as np\nnp . convolve(x, w)",
        "import numpy as np\nnp.\\\nconvolve(x, w)",
        "import numpy as np\n(np.  # what follows\n  convolve)(x, w)",
        "import numpy as np\nnp.\fconvolve(x, w)",
        "import numpy as np\nnp.ｃｏｎｖｏｌｖｅ(x, w)",
        "import ｏｓ",
        "import numpy as np\ngetattr(np, 'con' 'volve')",
        "import numpy as np\ngetattr(np, '\\x63onvolve')",
        "__import__('o' 's')",
        "from math import pi\nimport importlib as i\ni.import_module('\\x6fs')",
        "s = '''\n# ''';import os",
        "s = '''\nimport math # '''; import os",
        "x = 1\rimport os",
        "x = f'{__import__(\"os\")}'",
    ],
)
@pytest.mark.parametrize("named", ["conv1d.py", "helper.py", "further.py"])
def test_what_the_syntax_finds_is_not_clear(text: str, named: str) -> None:
    """In the file itself, in one that it imports, or in one that this imports."""
    files = {
        "conv1d.py": "import helper\nhelper.np.zeros(3)",
        "helper.py": "import further\nnp = further",
        "further.py": "",
        named: text,
    }
    if named == "helper.py":
        files.pop("further.py")

    assert "conv1d.py" in faulty(files)
    assert "conv1d.py" not in clear(files)


@pytest.mark.parametrize(
    ("other", "own"),
    [
        ("from numpy import pad as p", "import conv1d\nconv1d.p(x)"),
        ("import numpy as np\nf = np.pad", "from conv1d import f\nf(x)"),
        ("import numpy as np", "import conv1d\nconv1d.np.pad(x)"),
        ("from numpy import *", "import conv1d\nconv1d.pad(x)"),
        ("", "y = eval('1')"),
        ("", "import numpy as np\nnp.\\\rpad(x)"),
    ],
)
def test_what_another_file_passes_on_is_not_clear(other: str, own: str) -> None:
    files = {"conv1d.py": other, "boundary.py": own}

    assert "boundary.py" in faulty(files)
    assert "boundary.py" not in clear(files)


def test_a_file_called_as_a_forbidden_names_package_clears_nothing() -> None:
    files = {"numpy/own.py": "", "boundary.py": "from numpy import pad as p\np(x)"}

    assert "boundary.py" in faulty(files)
    assert "boundary.py" not in clear(files)


def test_what_is_clear_counts_towards_the_names_that_are_looked_at() -> None:
    """Where one file is in doubt, all are gone through, so that the first names stay the first."""
    sources = {
        "boundary.py": SourceFile("boundary.py", "x\n" * MOST_NAMES),
        "conv1d.py": SourceFile("conv1d.py", "import os"),
    }

    assert check(Submission("s", sources), POLICY, WANTED) == {}
    del sources["boundary.py"]
    assert check(Submission("s", sources), POLICY, WANTED).keys() == {"conv1d.py"}


def test_of_many_files_nothing_is_told() -> None:
    files = {f"helper{number}.py": "" for number in range(MOST_FILES)}

    assert clear({**files, "conv1d.py": ""}) == set()


@pytest.mark.parametrize(
    ("text", "is_unused"),
    [
        ("from boundary import pad\ny = pad(x, 1)", True),
        ('"""As in `boundary.pad`."""\nimport boundary\ny = boundary.pad(x, 1)', True),
        ("import numpy as np\nnp.pad(x, 1)", False),
        ("import conv1d\nconv1d.np.pad(x, 1)", False),
        ("import boundary as b\nb.pad(x, 1)", False),
        ("import numpy as np\nnp.boundary.pad", False),
        ("from numpy import pad as p", False),
        ("getattr(x, 'pad')", False),
        ("eval('1')", False),
    ],
)
def test_what_no_file_is_seen_to_use_is_used_nowhere(text: str, is_unused: bool) -> None:
    sources = {
        "boundary.py": SourceFile("boundary.py", "def pad(x): pass"),
        "conv1d.py": SourceFile("conv1d.py", text),
    }

    names = POLICY.forbidden["boundary.py"]
    assert policy.is_used_nowhere(names, Submission("s", sources), POLICY, WANTED) is is_unused


LINES = st.sampled_from(
    [
        "import numpy as np", "import numpy", "from numpy import pad as p", "import math as np",
        "from numpy import zeros, convolve", "from numpy import zeros as pad", "import os",
        "from numpy import *", "import helper", "from helper import *", "from helper import p, np",
        "import boundary", "from boundary import pad, np as n", "import conv1d as np",
        "import numpy.lib as L", "from . import helper", "from .helper import np",
        "def pad(x): pass", "pad(x)", "y = pad(x)", "np.pad(x)", "y = np.\\", "pad(x)  # np",
        "helper.np.pad(x)", "helper.pad", "boundary.pad(x)", "p(x)", "np.convolve", "f = np",
        "f.pad(x)", "z = getattr(np, 'pad')", "eval('1')", "y = f'{np.pad}'", "(np.", "pad)",
        "'''", '"""', "# '''", "from os \\", "x = 1; import os", "convolve(x)", "np = None",
        "def f(): import os", "if __name__ == '__main__': import os", "np.ｐａｄ", "import ｍath",
        "from numpy import polynomial as q", "q(x)", "conv1d.q", "conv1d.np.polynomial.x",
    ]
)  # fmt: skip
FILES = st.dictionaries(
    st.sampled_from(["conv1d.py", "boundary.py", "helper.py", "helper/__init__.py", "numpy.py"]),
    st.lists(LINES, max_size=6).map("\n".join),
)


@settings(derandomize=True, max_examples=600, deadline=None)
@given(files=FILES)
def test_no_file_is_clear_in_which_the_syntax_finds_a_fault(files: dict[str, str]) -> None:
    assert clear(files).isdisjoint(faulty(files))
