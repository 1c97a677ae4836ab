"""What the parent of workers loads for the sources that it is told to expect."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sandbox_interpreter import ROOT

from autograder.sandbox import forked, warm
from autograder.sandbox.client import Terms, WorkerFactory, forks


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
        ("max(x); format_ma = remat(0); math.pi", []),
        ("from math import *\nfrom .pads import *", []),
        ("class A:\n    def __call__(self): return getattr(self, 'a') + vars(self)['b']", []),
    ],
)
def test_what_sources_mention(source: str, modules: list[str]) -> None:
    assert warm.mentioned(["x = 1", source], ["statistics", *warm.LATE]) == modules


def test_what_is_guarded_is_loaded_only_where_it_holds_a_guarded_function() -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); import numpy;"
        "from autograder.sandbox.loading import FOLDER, guard_calls;"
        "names = ['numpy.polynomial', 'numpy.polyadd', 'numpy.fft.fft', 'numpy.x.y', 'other.f'];"
        "guard_calls({'*': names});"
        "said = [];"
        "run = lambda text: exec(compile(text, FOLDER + 'a.py', 'exec'), {'numpy': numpy});\n"
        "for call in ('polyadd([1], [1])', 'fft.fft([1])', 'fft.ifft([1])'):\n"
        "    try: run(f'numpy.{call}')\n"
        "    except ImportError: said.append(call)\n"
        "print('numpy.polynomial' in sys.modules, *said)"
    )

    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stdout.strip() == "False polyadd([1], [1]) fft.fft([1])"


@pytest.mark.skipif(not forks(), reason="there is a parent of workers where processes are forked")
@pytest.mark.parametrize("readable", [True, False])
def test_the_parent_is_told_once_what_it_has_not_loaded(monkeypatch, readable) -> None:
    monkeypatch.setattr(forked, "open_to_others", lambda path: readable)
    asked = []

    def noting(self, request, fds=()):
        asked.append(request.get("modules"))
        return ask(self, request, fds)

    ask = forked.ForkedWorkers._ask
    with WorkerFactory.start(Terms(preload=("statistics",))) as factory:
        monkeypatch.setattr(forked.ForkedWorkers, "_ask", noting)
        factory.expect(["np.fft.fft(x)", "import statistics"])
        with factory.split() as twin:
            twin.expect(["np.fft.ifft(x)"])
            twin.expect(["np.ma.array(x)"])
            twin.worker().close()
        factory.expect(["nothing of it"])

    loaded = [modules for modules in asked if modules]
    assert loaded == ([["statistics", "numpy.fft"], ["numpy.ma"]] if readable else [])
