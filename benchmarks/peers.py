"""Compares what one submission costs with this project and with other tools.

    python benchmarks/peers.py [--peers FOLDER] [--rounds 3] [--students 20]

One workload of 40 checks (`workload/checks.py`) is written in each tool's own natural form
(`forms/`), and every tool's verdict on a right submission has to be the same: all 40 passed.
Rounds are interleaved; a figure is the processor time of the whole process tree for a submission,
the median of the rounds with the least and the most. The tools that are not in the project's own
environment are left out unless `peer_tools/install.py FOLDER` has installed them.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from forms import gradescope_utils, nbgrader, otter, own, plain_pytest, prairielearn
from forms.form import Form, Job, hand_in
from forms.proof import prove_workers
from measuring import command_line, in_rounds, machine, prove, ratios, run, spread, table
from peer_tools.install import python_of

FLOOR = "the 40 checks alone, warm, in one process"
BASE = "gradescope-utils, in-process"
WRONG: list[str] = []


def forms(folder: Path, peers: Path | None, students: int, looped: int, jobs: int) -> list[Form]:
    """Write every tool's form of the workload that can be had here."""
    installed = {
        name: python_of(peers, name) if peers else None
        for name in ("gradescope-utils", "otter-grader", "nbgrader", "prairielearn")
    }
    plain = installed["gradescope-utils"] or Path(sys.executable)
    found = [
        gradescope_utils.make(folder / "gradescope-utils", looped, jobs, plain),
        plain_pytest.make(folder / "pytest", looped, jobs, plain),
    ]
    for name, module in (
        ("otter-grader", otter),
        ("nbgrader", nbgrader),
        ("prairielearn", prairielearn),
    ):
        if python := installed[name]:
            found.append(module.make(folder / name, looped, jobs, python))
    found.append(own.make(folder / "every", students, jobs, every_call=True))
    found.append(own.make(folder / "own", students, jobs))
    found.append(own.make_real(folder / "real", students, jobs))
    found.append(own.make_variants(folder / "variants", students, jobs))
    return found


def measured(form: Form, job: Job) -> Callable[[], float]:
    """Return what runs a job, looks at its verdicts, and returns its CPU seconds a submission."""

    def measure() -> float:
        job.before()
        cost = run(job.command, folder=job.folder, environment=job.environment)
        try:
            passed = job.passed()
        except (OSError, ValueError, LookupError):
            passed = []
        wanted = form.checks or max(passed, default=0)
        if not cost.ok or passed != [wanted] * job.submissions or not wanted:
            WRONG.append(f"{form.title}: exit code {cost.code}, passed {passed}, not {wanted} each")
        return cost.cpu / job.submissions

    return measure


def floor(folder: Path) -> tuple[Callable[[], float], list[int]]:
    """Return what measures the checks alone, and where it notes how many calls they make."""
    submission = hand_in(folder, 1)[0]
    output, calls = folder / "floor.json", [0]
    script = Path(__file__).parent / "workload" / "floor.py"

    def measure() -> float:
        cost = run([sys.executable, script, submission], output=output)
        if not cost.ok:
            raise SystemExit(output.read_text())
        told = json.loads(output.read_text())
        calls[0] = told["calls"]
        return float(told["cpu"])

    return measure, calls


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--peers", type=Path, metavar="FOLDER")
    parser.add_argument("--rounds", type=int, default=3, metavar="R")
    parser.add_argument("--students", type=int, default=20, metavar="N")
    parser.add_argument(
        "--looped", type=int, default=4, metavar="N", help="submissions of a process each"
    )
    parser.add_argument(
        "--rows", nargs="+", metavar="WORD", help="only rows with one of these, and the first"
    )
    parser.add_argument("--jobs", type=int, default=2, metavar="J")
    options = parser.parse_args()
    prove()
    with tempfile.TemporaryDirectory(prefix="peers-") as name:
        folder = Path(name)
        alone, calls = floor(folder / "floor")
        found = forms(folder, options.peers, options.students, options.looped, options.jobs)
        if words := options.rows:
            found = [one for one in found if any(w in one.title for w in (BASE, *words))]
        if any(form.isolates == "yes" for form in found):
            prove_workers(folder / "proof")
        tasks: dict[tuple[str, str], Callable[[], float]] = {(FLOOR, "cold"): alone}
        for form in found:
            tasks[form.title, "cold"] = measured(form, form.cold)
            tasks[form.title, "class"] = measured(form, form.in_class)
        figures = in_rounds(options.rounds, tasks)
    base = figures[BASE, "cold"], figures[BASE, "class"]
    least = figures[FLOOR, "cold"]
    rows = [[FLOOR, spread(least), *_over(least, base[0]), "", "", ""]]
    for form in found:
        cold, many = figures[form.title, "cold"], figures[form.title, "class"]
        row = [spread(cold), *_over(cold, base[0]), spread(many, 3), *_over(many, base[1])]
        rows.append([form.title, *row, form.isolates])
    print(command_line())
    print(machine())
    print(f"{calls[0]:,} calls of student code; a class has {options.students} submissions, and")
    print(f"{options.looped} where each has a process of its own; CPU seconds a submission\n")
    head = ["", "cold, alone", "ratio", "in a class", "ratio", "isolates"]
    print(table(head, rows))
    for line in dict.fromkeys(WRONG):
        print(f"not the same verdict: {line}")
    return 1 if WRONG else 0


def _over(figures: list[float], base: list[float]) -> list[str]:
    return [f"{statistics.median(ratios(figures, base)):.2f}"]


if __name__ == "__main__":
    sys.exit(main())
