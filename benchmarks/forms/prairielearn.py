"""PrairieLearn's Python grader (pytest-prairielearn-grader): a process with the student's code.

That process is shared by the tests (`module_sandbox`), which is the cheapest way that the tool has:
with one for each test it takes several times as long. Neither caches nor tuples of arrays can leave
it, so what returns such is called through code that is put after the student's, as its users do.
A class is a loop.
"""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import indent

from workload.checks import CHECKS, GRADIENT, VALUE, Check, expected

from forms.form import NUMERIC, Form, Job, loop, title, write
from forms.notebooks import functions

AFTER = """

def conv1d_gradient(part, grad, x, w, b, *options):
    return conv1d_backward(grad, x, w, *options)[part]
"""
AFTER_WITH_CACHE = """

def {name}_value(*arguments):
    return {name}_forward(*arguments)[0]


def {name}_gradient(part, grad, *arguments):
    gradients = {name}_backward(grad, {name}_forward(*arguments)[1])
    return gradients[part] if isinstance(gradients, tuple) else gradients
"""
WITH_CACHE = ("maxpool1d", "maxpool2d", "conv2d")
HEAD = """\
import numpy as np
import pytest
from numeric import differences, same, same_gradients
from pytest_prairielearn_grader import ConfigObject

autograder_config = ConfigObject(sandbox_timeout=30.0)

"""
SCRIPT = """\
cd "$1" || exit 2
PYTHONPATH=tests exec "{python}" -m pytest -q -p no:cacheprovider --rootdir=. tests
"""


def make(folder: Path, students: int, jobs: int, python: Path) -> Form:
    """Write it into `folder`; `python` is the interpreter of the tool's own environment."""
    values, text = expected(), HEAD
    for seed, check in enumerate(CHECKS):
        text += (
            f'\n@pytest.mark.grading_data(name="{title(check)}", points=1)\n'
            f"def test_{check.name}(module_sandbox):\n"
            f"{indent(_body(check, seed, values), '    ')}\n\n"
        )
    write(folder, {"run.sh": SCRIPT.format(python=python)})
    after = AFTER + "".join(AFTER_WITH_CACHE.format(name=name) for name in WITH_CACHE)
    code = "\n\n".join(functions().values())
    everyone = [
        write(
            folder / f"s{number:05}",
            {
                "tests/test_checks.py": text,
                "tests/numeric.py": NUMERIC,
                "tests/test_checks/student_code.py": f"# Submission {number}\n{code}",
                "tests/test_checks/trailing_code.py": after,
            },
        )
        for number in range(students)
    ]
    command = ["sh", folder / "run.sh"]

    def job(each: list[Path], line: list[str | Path]) -> Job:
        return Job(line, len(each), lambda: [_passed(one) for one in each], folder)

    return Form(
        "PrairieLearn's Python grader",
        "yes",
        job(everyone[:1], [*command, everyone[0]]),
        job(everyone, loop(jobs, command, everyone)),
    )


def _body(check: Check, seed: int, values: dict[str, str]) -> str:
    ask = "module_sandbox.query_function"
    function = check.forward.split(".")[1]
    name = function.removesuffix("_forward")
    lines = check.draws(seed)
    value = f'{ask}("{name}_value", ' if check.cache else f'{ask}("{function}", '
    value += f"{check.arguments})"
    if not check.backward:
        return "\n".join(
            [*lines, f"right = {values[check.name]}", f"same({value}, right, {VALUE})"]
        )
    parts = [f'{ask}("{name}_gradient", {part}, grad, {check.arguments})' for part in range(3)]
    if function == "pad":
        parts = [f'{ask}("pad_backward", {", ".join(("grad", check.given))})']
    lines += [
        f"numeric = differences(lambda {check.names}: {value}, ({check.names},), grad)",
        f"gradients = ({', '.join(parts[: len(check.inputs)])},)",
        f"same_gradients(gradients, numeric, {GRADIENT})",
    ]
    return "\n".join(lines)


def _passed(submission: Path) -> int:
    tests = json.loads((submission / "autograder_results.json").read_text())["tests"]
    return sum(test["points"] == test["max_points"] for test in tests)
