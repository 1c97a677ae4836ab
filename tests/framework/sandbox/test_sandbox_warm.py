"""What the parent of workers loads for the sources that it is told to expect."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sandbox_interpreter import ROOT

from autograder.sandbox import warm


@pytest.mark.parametrize(
    ("source", "modules"),
    [
        ("import numpy as np\nnp.fft.rfft(x)", ["numpy.fft"]),
        ("from numpy import random, ma", ["numpy.ma", "numpy.random"]),
        ("import numpy\ngetattr(numpy, 'fft')", ["numpy.fft"]),
        ("__import__('statistics')", ["statistics"]),
        ("import numpy.polynomial.polynomial", ["numpy.polynomial"]),
        ("from numpy import *", ["statistics", *warm.LATE]),
        ("exec('from numpy  import*')", ["statistics", *warm.LATE]),
        ("from math import *\nfrom .pads import *", []),
        ("class A:\n    def __call__(self): return getattr(self, 'a') + vars(self)['b']", []),
    ],
)
def test_what_sources_mention(source: str, modules: list[str]) -> None:
    assert warm.mentioned(["x = 1", source], ["statistics"]) == modules


def test_guarding_a_module_of_numpy_does_not_load_it() -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); import numpy;"
        "from autograder.sandbox.loading import guard_calls;"
        "guard_calls({'*': ['numpy.polynomial', 'numpy.polyadd', 'numpy.nothing', 'other.f']});"
        "print('numpy.polynomial' in sys.modules, hasattr(numpy.polyadd, '__wrapped__'))"
    )

    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stdout.split() == ["False", "True"]
