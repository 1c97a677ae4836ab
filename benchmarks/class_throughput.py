"""Grades a class with this project, and with a loop of gradescope-utils, on as many cores.

    python benchmarks/class_throughput.py [--students 60] [--jobs 2] [--peers FOLDER]

Printed are submissions a second and their ratio round by round, the processor time a submission of
the whole process tree, and how much of it is above the calls of the student's functions, which
`own_calls.py` measures alone, without a worker and without a grader. What each further submission
costs is told apart from the start of the command by a second class of a third of the size. The
known right variants are a class of their own, for a check is not run where its answers are known.
Results have to be the same, times aside, with one job in a class too small to be asked ahead, and
with several in one that is.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from forms import gradescope_utils, otter, own
from forms.form import Form, Job
from measuring import (
    ROOT,
    Cost,
    command_line,
    in_rounds,
    machine,
    prove,
    ratios,
    run,
    spread,
    table,
)
from peer_tools.install import python_of

sys.path.insert(0, str(ROOT))
from autograder.grading.classroom import WORTH_FORETELLING

BASE = "gradescope-utils, a loop"
TIMES = frozenset({"execution_time", "seconds", "duration"})
"""Keys of results.json that differ from run to run."""


def measured(form: Form, job: Job) -> Callable[[], Cost]:
    """Return what grades a class once, looks at the verdicts, and returns the cost."""

    def measure() -> Cost:
        job.before()
        cost = run(job.command, folder=job.folder, environment=job.environment)
        passed = job.passed()
        wanted = form.checks or max(passed, default=0)
        if not cost.ok or passed != [wanted] * job.submissions or wanted < 1:
            sys.exit(f"{form.title}: exit code {cost.code}, passed {passed}")
        return cost

    return measure


def timeless(value: Any) -> Any:
    """Return a document without the times in it."""
    if isinstance(value, dict):
        return {key: timeless(one) for key, one in value.items() if key not in TIMES}
    return [timeless(one) for one in value] if isinstance(value, list) else value


def results(folder: Path) -> Mapping[str, Any]:
    """Return every submission's results.json, times aside."""
    found = sorted(folder.glob("*/results.json"))
    return {path.parent.name: timeless(json.loads(path.read_text())) for path in found}


def check_same(folder: Path, assignment: Path, jobs: int) -> None:
    """Grade some submissions one by one, and asked ahead; exit where results differ."""
    every = []
    for name, students, count in (
        ("one by one", WORTH_FORETELLING - 1, 1),
        ("asked ahead", WORTH_FORETELLING, jobs),
    ):
        here = folder / name
        for number in range(students):
            source = folder / "submissions" / f"s{number:05}"
            shutil.copytree(source, here / "submissions" / source.name)
        job = own.whole_class(here, assignment, here / "submissions", students, count)
        run(job.command, folder=job.folder, environment=job.environment)
        every.append(results(here / "results"))
    alone, ahead = every
    if not alone or any(ahead.get(name) != one for name, one in alone.items()):
        sys.exit("results one by one, and asked ahead, differ")


def own_calls() -> tuple[float, int]:
    """Return what a right submission's calls take alone, in seconds, and how many there are."""
    script = Path(__file__).with_name("own_calls.py")
    with tempfile.NamedTemporaryFile(prefix="own-calls-") as output:
        cost = run([sys.executable, script, ROOT], output=Path(output.name))
        lines = Path(output.name).read_text().splitlines()
    told = json.loads(lines[-1]) if cost.ok and lines else {"passed": 0, "cases": 1}
    if told["passed"] != told["cases"]:
        sys.exit("\n".join(lines[-20:]))
    return float(told["cpu"]), int(told["calls"])


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--students", type=int, default=60, metavar="N")
    parser.add_argument(
        "--looped", type=int, default=8, metavar="N", help="submissions with gradescope-utils"
    )
    parser.add_argument("--jobs", type=int, default=2, metavar="J")
    parser.add_argument("--rounds", type=int, default=3, metavar="R")
    parser.add_argument("--peers", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    students, jobs, peers = options.students, options.jobs, options.peers
    fewer = max(1, students // 3)
    prove()
    with tempfile.TemporaryDirectory(prefix="throughput-") as name:
        folder = Path(name)
        plain = (python_of(peers, "gradescope-utils") if peers else None) or Path(sys.executable)
        found = []
        for title, count in ((BASE, 1), (f"the same, {jobs} at a time", jobs)):
            peer = gradescope_utils.make(folder / f"peer{count}", options.looped, count, plain)
            found.append(replace(peer, title=title))
        if python := python_of(peers, "otter-grader") if peers else None:
            found.append(otter.make(folder / "otter", max(1, options.looped // 2), jobs, python))
        found.append(own.make(folder / "own", students, jobs))
        found.append(own.make_real(folder / "real", students, jobs))
        real = found[-1].title
        found.append(own.make_variants(folder / "variants", students, jobs))
        part = own.make_real(folder / "part", fewer, jobs)
        if students >= WORTH_FORETELLING:
            check_same(folder / "real", ROOT, jobs)
        tasks: dict[str, Callable[[], Cost | tuple[float, int]]] = {
            form.title: measured(form, form.in_class) for form in found
        }
        if fewer < students:
            tasks["part"] = measured(part, part.in_class)
        figures: dict[str, list[Any]] = in_rounds(options.rounds, {**tasks, "own calls": own_calls})
    rate = {
        form.title: [form.in_class.submissions / one.wall for one in figures[form.title]]
        for form in found
    }
    cpu = {
        form.title: [one.cpu / form.in_class.submissions for one in figures[form.title]]
        for form in found
    }
    print(command_line())
    print(machine())
    print(f"this project {jobs} at a time; {students} submissions, {options.looped} in a loop\n")
    head = ["", "submissions a second", "times the loop", "cpu s a submission", "of the loop's cpu"]
    rows = [
        [
            form.title,
            spread(rate[form.title]),
            f"{statistics.median(ratios(rate[form.title], rate[BASE])):.1f}",
            spread(cpu[form.title], 3),
            f"1/{statistics.median(ratios(cpu[BASE], cpu[form.title])):.1f}",
        ]
        for form in found
    ]
    print(table(head, rows))
    alone = [seconds for seconds, _ in figures["own calls"]]
    calls = figures["own calls"][0][1]
    further = [
        (whole.cpu - some.cpu) / (students - fewer)
        for whole, some in zip(figures[real], figures.get("part", figures[real]), strict=True)
        if fewer < students
    ]
    all_told = [one - least for one, least in zip(cpu[real], alone, strict=True)]
    print(f"\nthe real assignment, milliseconds of cpu a submission ({calls:,} calls)\n")
    lines = {f"all told, for a class of {students}": cpu[real]}
    if further:
        lines["each further submission"] = further
    lines["the student's own calls alone"] = alone
    lines["above them, all told"] = all_told
    if further:
        above = [one - least for one, least in zip(further, alone, strict=True)]
        lines["above them, each further submission"] = above
    print(table(["", "ms"], [[text, spread(one, 0, 1e3)] for text, one in lines.items()]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
