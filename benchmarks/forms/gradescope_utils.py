"""gradescope-utils: `unittest` with its decorators, run by its `JSONTestRunner` in one process.

A class is a loop of such processes, as it is on the platform.
"""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import indent

from workload.checks import CHECKS, MODULES, expected

from forms.form import ALONE, NUMERIC, Form, Job, body, hand_in, loop, title, write

RUN = """\
import sys
import unittest
from pathlib import Path

from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner

submission = Path(sys.argv[1])
sys.path.insert(0, str(submission))
suite = unittest.defaultTestLoader.discover("tests")
with open(submission / "results.json", "w") as stream:
    JSONTestRunner(visibility="visible", stream=stream).run(suite)
"""
HEAD = f"""\
import unittest

import numpy as np
{chr(10).join(f"import {name}" for name in MODULES)}
from gradescope_utils.autograder_utils.decorators import number, weight
from numeric import differences, same, same_gradients


class TestChecks(unittest.TestCase):
"""


def make(folder: Path, students: int, jobs: int, python: Path) -> Form:
    """Write it into `folder`; `python` is an interpreter that has the tool."""
    values = expected()
    text = HEAD
    for seed, check in enumerate(CHECKS):
        statements = indent(body(check, seed, values, str), " " * 8)
        text += (
            f'    @number("{seed + 1}")\n    @weight(1)\n    def test_{check.name}(self):\n'
            f'        """{title(check)}"""\n{statements}\n\n'
        )
    files = {"run_tests.py": RUN, "tests/test_checks.py": text, "tests/numeric.py": NUMERIC}
    write(folder, files)
    everyone = hand_in(folder / "submissions", students)
    command = [python, "run_tests.py"]

    def job(each: list[Path], line: list[str | Path]) -> Job:
        return Job(line, len(each), lambda: [_passed(one) for one in each], folder, ALONE)

    return Form(
        "gradescope-utils, in-process",
        "no",
        job(everyone[:1], [*command, everyone[0]]),
        job(everyone, loop(jobs, command, everyone)),
    )


def _passed(submission: Path) -> int:
    tests = json.loads((submission / "results.json").read_text())["tests"]
    return sum(test["score"] == test["max_score"] for test in tests)
