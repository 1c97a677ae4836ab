"""otter-grader: a notebook, exception-based test files, `otter run`; a class is a loop of it.

(`otter grade` runs the same in a container for each submission.)
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from textwrap import indent

from workload.checks import CHECKS, expected

from forms.form import NUMERIC, Form, Job, body, loop, write
from forms.notebooks import functions, notebook

TEST = """\
OK_FORMAT = False

import numpy as np
from numeric import differences, same, same_gradients
from otter.test_files import test_case

name = "{name}"
points = 1


@test_case(points=1, hidden=False)
def test({parameters}):
{statements}
"""


def make(folder: Path, students: int, jobs: int, python: Path) -> Form:
    """Write it into `folder`; `python` is the interpreter of the tool's own environment."""
    values = expected()
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / "autograder.zip", "w") as archive:
        archive.writestr("otter_config.json", json.dumps({"lang": "python", "logo": False}))
        archive.writestr("files/numeric.py", NUMERIC)
        for seed, check in enumerate(CHECKS):
            called = [name.split(".")[1] for name in (check.forward, check.backward) if name]
            text = TEST.format(
                name=check.name,
                parameters=", ".join(called),
                statements=indent(body(check, seed, values, lambda n: n.split(".")[1]), "    "),
            )
            archive.writestr(f"tests/{check.name}.py", text)
    everyone = []
    for number in range(students):
        cells = [{"cell_type": "code", "source": one} for one in functions().values()]
        place = folder / f"s{number:05}"
        write(place, {"homework.ipynb": notebook(cells)})
        everyone.append(place)
    script = write(folder, {"run.sh": _script(python, folder)}) / "run.sh"

    def job(each: list[Path], line: list[str | Path]) -> Job:
        return Job(line, len(each), lambda: [_passed(one) for one in each], folder)

    return Form(
        "otter-grader, otter run",
        "no",
        job(everyone[:1], ["sh", script, everyone[0]]),
        job(everyone, loop(jobs, ["sh", script], everyone)),
    )


def _script(python: Path, folder: Path) -> str:
    return (
        f'PATH="{python.parent}:$PATH"; export PATH\n'
        f'exec "{python}" -m otter run -a "{folder}/autograder.zip" -o "$1" '
        '"$1/homework.ipynb"\n'
    )


def _passed(submission: Path) -> int:
    tests = json.loads((submission / "results.json").read_text())["tests"]
    return sum(test.get("score", 0) == 1 for test in tests)
