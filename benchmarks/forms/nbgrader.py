"""nbgrader: a notebook with 40 locked test cells, `nbgrader autograde` for one student or all."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from workload.checks import CHECKS, expected

from forms.form import NUMERIC, Form, Job, body, write
from forms.notebooks import functions, notebook

CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "benchmark"
"""


def make(folder: Path, students: int, jobs: int, python: Path) -> Form:
    """Write it into `folder`; `python` is the interpreter of the tool's own environment.

    It grades one submission after the other, whatever `jobs` says.
    """
    cells = [
        _cell(f"answer_{name.removesuffix('.py')}", text, solution=True)
        for name, text in functions().items()
    ]
    cells.append(_cell("helpers", NUMERIC))
    values = expected()
    for seed, check in enumerate(CHECKS):
        text = body(check, seed, values, lambda name: name.split(".")[1])
        cells.append(_cell(f"check_{check.name}", text, points=1))
    text = notebook(cells)
    write(folder, {"nbgrader_config.py": CONFIG, "source/homework/homework.ipynb": text})
    names = [f"s{number:05}" for number in range(students)]
    tool = [python, "-m", "nbgrader"]
    environment = {
        "PATH": f"{python.parent}:/usr/local/bin:/usr/bin:/bin",
        "JUPYTER_CONFIG_DIR": str(folder / "jupyter"),
        "IPYTHONDIR": str(folder / "ipython"),
    }
    done = subprocess.run(
        [*map(str, tool), "generate_assignment", "homework", "--force"],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"nbgrader generate_assignment: {done.stderr[-2000:]}")
    released = (folder / "release/homework/homework.ipynb").read_text()
    if "BEGIN SOLUTION" in text:  # what it cut out is what students write
        released = _answered(released, text)
    for name in names:
        write(folder, {f"submitted/{name}/homework/homework.ipynb": released})

    def job(each: list[str], *only: str) -> Job:
        return Job(
            [*tool, "autograde", "homework", "--force", *only],
            len(each),
            lambda: [_passed(folder, name) for name in each],
            folder,
            environment,
            lambda: shutil.rmtree(folder / "autograded", ignore_errors=True),
        )

    return Form("nbgrader, autograde", "no", job(names[:1], f"--student={names[0]}"), job(names))


def _cell(name: str, source: str, solution: bool = False, points: int = 0) -> dict[str, Any]:
    about = {
        "grade": points > 0,
        "grade_id": name,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
        **({"points": points} if points else {}),
    }
    return {"cell_type": "code", "source": source, "metadata": {"nbgrader": about}}


def _answered(released: str, source: str) -> str:
    """Put the solutions of the source notebook into the released one."""
    whole = json.loads(released)
    answers = {
        cell["metadata"]["nbgrader"]["grade_id"]: cell["source"]
        for cell in json.loads(source)["cells"]
    }
    for cell in whole["cells"]:
        about = cell["metadata"].get("nbgrader", {})
        if about.get("solution"):
            cell["source"] = answers[about["grade_id"]]
    return json.dumps(whole)


def _passed(folder: Path, name: str) -> int:
    text = (folder / "autograded" / name / "homework" / "homework.ipynb").read_text()
    passed = 0
    for cell in json.loads(text)["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            ran = cell["execution_count"] is not None
            failed = any(output["output_type"] == "error" for output in cell["outputs"])
            passed += ran and not failed
    return passed
