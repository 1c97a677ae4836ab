"""pytest: plain functions, in the process that has the checks; a class is a loop."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import indent

from workload.checks import CHECKS, MODULES, expected

from forms.form import ALONE, NUMERIC, Form, Job, body, hand_in, loop, title, write

HEAD = f"""\
import numpy as np
{chr(10).join(f"import {name}" for name in MODULES)}
from numeric import differences, same, same_gradients

"""
RUN = """\
import sys

import pytest

sys.path.insert(0, sys.argv[1])
results = f"--junitxml={sys.argv[1]}/results.xml"
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", results, "tests"]))
"""


def make(folder: Path, students: int, jobs: int, python: Path) -> Form:
    """Write it into `folder`; `python` is an interpreter that has the tool."""
    values = expected()
    text = HEAD
    for seed, check in enumerate(CHECKS):
        statements = indent(body(check, seed, values, str), " " * 4)
        text += f'\ndef test_{check.name}():\n    """{title(check)}"""\n{statements}\n\n'
    write(
        folder,
        {
            "run_tests.py": RUN,
            "tests/test_checks.py": text,
            "tests/numeric.py": NUMERIC,
            "pytest.ini": "[pytest]\n",
        },
    )
    everyone = hand_in(folder / "submissions", students)
    command = [python, "run_tests.py"]

    def job(each: list[Path], line: list[str | Path]) -> Job:
        return Job(line, len(each), lambda: [_passed(one) for one in each], folder, ALONE)

    return Form(
        "pytest, in-process",
        "no",
        job(everyone[:1], [*command, everyone[0]]),
        job(everyone, loop(jobs, command, everyone)),
    )


def _passed(submission: Path) -> int:
    text = (submission / "results.xml").read_text()
    counted = re.search(r'errors="(\d+)" failures="(\d+)" skipped="(\d+)" tests="(\d+)"', text)
    if counted is None:
        return 0
    errors, failures, skipped, tests = map(int, counted.groups())
    return tests - errors - failures - skipped
