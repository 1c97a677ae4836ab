"""Grades classes of growing size: time, memory, and the time that their reports take.

    python benchmarks/scaling.py [--sizes 10 100] [--real] [--plot FILE.svg]

The assignment is a very small one, of one question with one check, so that what a class itself
costs is seen, and 10,000 submissions can be tried (`--sizes 10 100 1000 10000`, some minutes); with
`--real` it is the real one. Memory is looked at four times a second: of the command's own process
its share of all pages (PSS), of all others together what they share with nobody, divided by the
jobs. Reports are written while the class is graded; `autograder report`, which makes all of them
anew from what is stored, tells what that takes. Every submission has to have its report and all of
its points.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from forms import own
from forms.form import write
from measuring import ROOT, Cost, command_line, machine, prove, run, table
from memory import Noted, watched
from plot import Panel, Series, chart

CONFIG = """\
title: One function
files: {modules: [first.py]}
points: {automatic: 1, manual: 0}
questions:
  - {id: "1", file: first.py, function: double, points: 1, title: Doubling}
"""
SOLUTION = '''\
"""Doubling."""


def double(x):
    """Return twice x."""
    # BEGIN SOLUTION 1
    return x * 2.0
    # END SOLUTION
'''
CHECK = '''\
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.testing import same_array


@number("1")
@weight(1)
def test_double(submission, rng):
    """Doubling of random numbers."""
    x = rng.normal(size=3)
    same_array(submission.first.double(x), 2 * x, "double(x)", (x,))
'''


@dataclass(frozen=True)
class Point:
    """What a class of one size took."""

    size: int
    cost: Cost
    noted: Noted
    report: Cost | None


def tiny(folder: Path, size: int) -> Path:
    """Write the small assignment and a class of submissions to it; return the assignment."""
    assignment = write(
        folder / "assignment",
        {
            "config.yaml": CONFIG,
            "solutions/first.py": SOLUTION,
            "tests/graded/hidden/test_first.py": CHECK,
        },
    )
    for number in range(size):
        text = f"# Submission {number}\n{SOLUTION}"
        write(folder / "submissions" / f"s{number:05}", {"first.py": text})
    return assignment


def graded(size: int, jobs: int, real: bool) -> Point:
    """Grade a class, look at every result, and make its reports anew."""
    with tempfile.TemporaryDirectory(prefix="scaling-") as name:
        folder = Path(name)
        if real:
            job = own.make_real(folder, size, jobs).in_class
        else:
            assignment = tiny(folder, size)
            job = own.whole_class(folder, assignment, folder / "submissions", size, jobs)
        printed = folder / "printed.txt"
        with watched() as noted:
            cost = run(
                job.command,
                folder=folder,
                environment=job.environment,
                output=printed,
                seconds=7200,
            )
        passed = job.passed()
        wanted = max(passed, default=0) if real else 1
        if not cost.ok or passed != [wanted] * size or wanted < 1:
            sys.exit(
                f"exit code {cost.code}; {passed.count(wanted)} of {size} have a report with all "
                f"points\n{printed.read_text()[-2000:]}"
            )
        again: list[str | Path] = [*own.RUN, "report", folder / "results"]
        again += ["--assignment", ROOT if real else folder / "assignment"]
        report = run(again, folder=folder, environment=own.THIS_TREE, output=printed, seconds=7200)
        if not report.ok:
            print(printed.read_text()[-1000:], file=sys.stderr)
        return Point(size, cost, noted, report if report.ok else None)


def row(point: Point, jobs: int) -> list[str]:
    """Return a row of the table."""
    noted = point.noted
    tenth = max(1, len(noted.command) // 10)
    return [
        f"{point.size:,}",
        f"{point.cost.wall:.1f}",
        f"{point.cost.cpu:.1f}",
        f"{1000 * point.cost.cpu / point.size:.0f}",
        f"{noted.command[tenth - 1]:.0f}" if noted.command else "?",
        f"{max(noted.command, default=0):.0f}",
        f"{max(noted.others, default=0) / jobs:.0f}",
        f"{point.report.wall:.1f}" if point.report else "?",
    ]


def main() -> int:
    """Measure, print, and draw."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100], metavar="N")
    parser.add_argument("--jobs", type=int, default=2, metavar="J")
    parser.add_argument("--real", action="store_true", help="grade the real assignment")
    parser.add_argument("--plot", type=Path, metavar="FILE")
    options = parser.parse_args()
    prove()
    points = [graded(size, options.jobs, options.real) for size in options.sizes]
    print(command_line())
    print(machine())
    what = "the real assignment" if options.real else "one question with one check"
    print(f"{what}, {options.jobs} at a time; seconds and megabytes\n")
    head = ["submissions", "wall s", "cpu s", "cpu ms each", "command, at a tenth", "at most"]
    head += ["a grader and its workers, at most", "all reports anew, s"]
    print(table(head, [row(point, options.jobs) for point in points]))
    if options.plot:
        options.plot.write_text(drawing(points, options.jobs))
        print(f"\ndrawn in {options.plot}")
    return 0


def drawing(points: list[Point], jobs: int) -> str:
    """Return the plot: seconds, and megabytes, over the size of the class."""
    sizes = [float(point.size) for point in points]
    seconds = [
        Series("grading, wall time", sizes, [point.cost.wall for point in points]),
        Series("processor time", sizes, [point.cost.cpu for point in points]),
    ]
    reported = [point for point in points if point.report]
    seconds.append(
        Series(
            "all reports anew",
            [float(point.size) for point in reported],
            [point.report.wall for point in reported if point.report],
        )
    )
    megabytes = [
        Series("the command", sizes, [max(point.noted.command, default=0) for point in points]),
        Series(
            "a grader and its workers",
            sizes,
            [max(point.noted.others, default=0) / jobs for point in points],
        ),
    ]
    panels = [Panel("seconds", seconds, log=True), Panel("megabytes", megabytes, log=False)]
    return chart("What a class takes, by its submissions", "submissions", panels)


if __name__ == "__main__":
    sys.exit(main())
