"""The 40 checks as an assignment folder of this project, made here; and the real assignment.

In its natural form a check has `check_vjp` judge the submission's gradients by the reference's
forward pass. In the other, `every_call`, it makes the very calls that the other tools make: the
submission's own forward pass is differentiated in every entry, all calls of a check in one message.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from itertools import cycle, islice
from pathlib import Path
from textwrap import indent

from measuring import ROOT
from workload.checks import CHECKS, MODULES, SOLUTIONS, Check, expected

from forms.form import NUMERIC, Form, Job, body, hand_in, title, write

CONFIG = """\
title: Forty checks
files: {{modules: [{modules}]}}
points: {{automatic: {total}, manual: 0}}
questions:
{questions}
imports: {{allowed: [numpy, math, itertools, time]}}
"""
HEAD = """\
import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight
from numeric import moved, same, same_gradients, slopes

from autograder.testing import check_vjp

"""
RUN = [sys.executable, "-m", "autograder"]
THIS_TREE = {"PYTHONPATH": str(ROOT)}
LIKE_INSTALLED = (
    f"import runpy, sys; sys.path.insert(0, {str(ROOT)!r}); "
    "runpy.run_module('autograder', run_name='__main__', alter_sys=True)"
)
ON_PLATFORM = [
    *("env", "-i", "PATH=/usr/bin:/bin", "LANG=C.UTF-8", "OPENBLAS_NUM_THREADS=1"),
    *(sys.executable, "-I", "-X", "utf8", "-c", LIKE_INSTALLED),
]
"""How the bundle's own script starts it."""


def make(folder: Path, students: int, jobs: int, every_call: bool = False) -> Form:
    """Write the 40 checks into `folder`."""
    assignment = write_assignment(folder / "assignment", every_call)
    everyone = hand_in(folder / "submissions", students)
    what = "the 40 checks, every difference" if every_call else "the 40 checks"
    cold = on_platform(folder / "platform", assignment, everyone[0], len(CHECKS))
    return Form(
        f"this project, {what}",
        "yes",
        cold,
        whole_class(folder, assignment, everyone[0].parent, students, jobs),
    )


def make_real(folder: Path, students: int, jobs: int) -> Form:
    """Write right submissions to the real assignment into `folder`, with all of its checks."""
    names = ["answers.yaml", *(path.name for path in SOLUTIONS.glob("*.py"))]
    for number in range(students):
        place = folder / "submissions" / f"s{number:05}"
        texts = {name: f"# Submission {number}\n{(SOLUTIONS / name).read_text()}" for name in names}
        write(place, texts)
    return _real("this project, the real assignment", folder, students, jobs)


def make_variants(folder: Path, students: int, jobs: int) -> Form:
    """Write right submissions in other words than the reference's: the known variants, in turn."""
    sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "marks")]
    import gathering

    from autograder.audit.variants import reference_files

    made = gathering.with_variants(SOLUTIONS / "variants", reference_files(SOLUTIONS))
    for number, one in enumerate(islice(cycle(made), students)):
        one.write(folder / "submissions" / f"s{number:05}")
    return _real("the same, in other words", folder, students, jobs)


def make_mistaken(folder: Path) -> Job:
    """Return what grades the reference but for one known mistake, as on Gradescope."""
    sys.path.insert(0, str(ROOT))
    from autograder import config
    from autograder.grading import mistakes

    names = ["answers.yaml", *(path.name for path in SOLUTIONS.glob("*.py"))]
    mistake = next(one for one in mistakes.read(config.read(ROOT)) if one.file.endswith(".py"))
    texts = {name: (SOLUTIONS / name).read_text() for name in names}
    submission = write(folder / "submission", mistakes.as_submission(mistake, texts))
    return on_platform(folder / "platform", ROOT, submission, 0)


def _real(title: str, folder: Path, students: int, jobs: int) -> Form:
    first = folder / "submissions" / "s00000"
    cold = on_platform(folder / "platform", ROOT, first, 0)
    in_class = whole_class(folder, ROOT, folder / "submissions", students, jobs)
    return Form(title, "yes", cold, in_class, checks=0)


def write_assignment(folder: Path, every_call: bool) -> Path:
    """Write the assignment: a question for each function, worth a point a check."""
    functions: dict[str, list[int]] = {}
    for seed, check in enumerate(CHECKS):
        functions.setdefault(check.backward or check.forward, []).append(seed)
    entries, text = [], HEAD
    values = expected()
    for place, (function, seeds) in enumerate(functions.items(), 1):
        module, name = function.split(".")
        entries.append(
            f'  - {{id: "{place}", file: {module}.py, function: {name}, '
            f"points: {len(seeds)}, title: {name}}}"
        )
        for seed in seeds:
            check = CHECKS[seed]
            text += (
                f'\n@number("{place}")\n@weight(1)\n'
                f"def test_{check.name}(submission, reference):\n"
                f'    """{title(check)}"""\n'
                f"{indent(_body(check, seed, values, every_call), '    ')}\n\n"
            )
    config = CONFIG.format(
        modules=", ".join(f"{name}.py" for name in MODULES),
        questions="\n".join(entries),
        total=len(CHECKS),
    )
    files = {"config.yaml": config, "tests/graded/hidden/test_checks.py": text}
    for name in MODULES:
        files[f"solutions/{name}.py"] = (SOLUTIONS / f"{name}.py").read_text()
    files["tests/graded/hidden/numeric.py"] = NUMERIC
    return write(folder, files)


def _body(check: Check, seed: int, values: dict[str, str], every_call: bool) -> str:
    if not check.backward:
        return body(check, seed, values, lambda name: f"submission.{name}")
    student, right = f"submission.{check.forward}", f"reference.{check.forward}"
    gradients = check.gradients(student, f"submission.{check.backward}")
    lines = [*check.draws(seed), f"inputs = ({check.names},)", f"gradients = {gradients}"]
    if every_call:
        options = f"*arguments, {check.options}" if check.options else "*arguments"
        lines += [
            f"outputs = {student}.many([({options},) for arguments in moved(inputs)])",
            f"values = [{'output[0]' if check.cache else 'output'} for output in outputs]",
            "same_gradients(gradients, slopes(values, inputs, grad), 1e-06)",
        ]
        return "\n".join(lines)
    parts = ["x", "w", "b"][: len(check.inputs)]
    names = ", ".join(f'"grad_{part}"' for part in parts)
    lines += [
        f"forward = lambda {check.names}: {check.value(right)}",
        f"check_vjp(forward, gradients, inputs, grad, ({names},))",
    ]
    return "\n".join(lines)


def on_platform(root: Path, assignment: Path, submission: Path, checks: int) -> Job:
    """Return what grades one submission as on Gradescope: process start to results.json.

    The folders are those of the platform. What is done once, when its image is built, is done
    before; what the bundle's own script does before Python starts is left out.
    """
    source = root / "source" / "assignment"
    for part in ("solutions", "tests/graded"):
        shutil.copytree(
            assignment / part,
            source / part,
            ignore=shutil.ignore_patterns("__pycache__", "variants"),
        )
    shutil.copy(assignment / "config.yaml", source)
    shutil.copytree(submission, root / "submission")
    settings = json.dumps({"seconds": 600.0, "secret": "benchmark"})
    write(root, {"source/settings.json": settings, "submission_metadata.json": "{}"})

    def before() -> None:
        shutil.rmtree(root / "results", ignore_errors=True)
        if not (root / "source" / "foretold").exists():
            built = subprocess.run([*ON_PLATFORM, "gradescope", root, "--try"], capture_output=True)
            if built.returncode:
                sys.exit(built.stderr.decode())

    results = root / "results" / "results.json"
    return Job(
        [*ON_PLATFORM, "gradescope", root],
        1,
        lambda: [passed(results, checks)],
        root,
        {},
        before,
    )


def whole_class(
    folder: Path, assignment: Path, submissions: Path, students: int, jobs: int, seed: int = 1
) -> Job:
    """Return what grades a folder of submissions with one command."""
    output = folder / "results"
    flags = ["--assignment", assignment, "--output", output, "--jobs", str(jobs)]
    checks = 0 if assignment == ROOT else len(CHECKS)
    return Job(
        [*RUN, "grade", submissions, *flags, "--seed", str(seed)],
        students,
        lambda: [passed(one, checks) for one in sorted(output.glob("*/results.json"))],
        folder,
        THIS_TREE,
        lambda: shutil.rmtree(output, ignore_errors=True),
    )


def passed(results: Path, checks: int) -> int:
    """Return how many tests of a results.json passed; 0 if any did not, where none is expected."""
    tests = json.loads(results.read_text())["tests"]
    good = [test for test in tests if test.get("max_score") and _has_all(test)]
    scored = [test for test in tests if test.get("max_score")]
    return len(good) if checks or len(good) == len(scored) else -1


def _has_all(test: dict[str, float]) -> bool:
    return abs(test.get("score", 0.0) - test["max_score"]) < 1e-9
