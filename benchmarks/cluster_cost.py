"""Grades a class here and over `--cluster local`: what the way there costs, and what travels.

    python benchmarks/cluster_cost.py [--students 45] [--jobs 2] [--rounds 3]

Every student handed in the reference. A second class, of a submission a job, tells what each
further one costs from what the command, and the cluster, cost to start. Memory is proportional
(PSS), so that what processes share counts once; that of a process is its median over a run.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from measuring import ROOT, Cost, command_line, in_rounds, machine, prove, run, spread, table

sys.path.insert(0, str(ROOT))

from autograder import config
from autograder.cluster import hire
from autograder.cluster.package import pack
from autograder.cluster.tasks import Task
from autograder.grading.classroom import Options, read_or_say_why
from autograder.grading.intake import Found
from autograder.store import codec

ROLES = {
    "multiprocessing.spawn": "dask worker",
    "autograder.cluster.host": "host and graders",
    "autograder.sandbox": "students' workers and their parent",
}


def make(folder: Path, students: int) -> Path:
    """Put the reference into the folder of each student."""
    for number in range(students):
        one = folder / f"s{number:05}"
        one.mkdir(parents=True)
        for path in (ROOT / "solutions").iterdir():
            if path.is_file():
                shutil.copy(path, one)
    return folder


def grading(group: Path, folder: Path, jobs: int, *flags: str) -> Callable[[], Cost]:
    """Return what grades a class once and returns the cost."""

    def measure() -> Cost:
        results = folder / "results"
        shutil.rmtree(results, ignore_errors=True)
        command = [sys.executable, "-m", "autograder", "grade", group, "--assignment", ROOT]
        cost = run(
            [*map(str, command), "--output", str(results), "--jobs", str(jobs), *flags],
            folder=folder,
            environment={"PYTHONPATH": str(ROOT)},
        )
        if not cost.ok:
            sys.exit(f"{' '.join(flags) or 'here'}: exit code {cost.code}")
        return cost

    return measure


class Memory(threading.Thread):
    """Looks at the memory of the processes below this one, again and again, until it is told."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.seen: dict[str, list[float]] = defaultdict(list)
        self.over = threading.Event()

    def run(self) -> None:
        """Look."""
        while not self.over.wait(0.5):
            found: dict[str, float] = defaultdict(float)
            for path in _below(Path("/proc/self").resolve()):
                try:
                    line = (path / "cmdline").read_bytes().decode(errors="replace")
                    lines = (path / "smaps_rollup").read_text().splitlines()
                except OSError:
                    continue
                role = next((role for part, role in ROLES.items() if part in line), None)
                if role is not None:
                    found[role] += sum(int(one.split()[1]) for one in lines if one[:4] == "Pss:")
            for role, kilobytes in found.items():
                self.seen[role].append(kilobytes / 1024)


def _below(process: Path) -> Iterator[Path]:
    for children in process.glob("task/*/children"):
        try:
            pids = children.read_text().split()
        except OSError:
            continue
        for pid in pids:
            yield Path("/proc", pid)
            yield from _below(Path("/proc", pid))


def watched(group: Path, jobs: int) -> tuple[dict[str, list[float]], list[int], list[int]]:
    """Grade a class from this process; return memory by role, and the bytes there and back."""
    assignment = config.read(ROOT)
    found = [Found(path.name, path) for path in sorted(group.iterdir())]
    there = [len(codec.encode(Task(read_or_say_why(one, assignment), 1))) for one in found]
    back = []
    memory = Memory()
    with hire.crew("local", assignment, found, Options(jobs=jobs, seed=1)) as crew:
        for number, (_, text) in enumerate(crew.run(len(found))):
            if number == jobs:  # every host is there
                memory.start()
            back.append(len((text or "").encode()))
        memory.over.set()
    return memory.seen, there, back


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--students", type=int, default=45, metavar="N")
    parser.add_argument("--jobs", type=int, default=2, metavar="J")
    parser.add_argument("--rounds", type=int, default=3, metavar="R")
    options = parser.parse_args()
    jobs = options.jobs
    few, many = jobs, max(jobs + 1, options.students)
    prove()
    ways = {"here": (), "over `--cluster local`": ("--cluster", "local")}
    with tempfile.TemporaryDirectory(prefix="cluster-cost-") as name:
        folder = Path(name)
        groups = {count: make(folder / f"class{count}", count) for count in (few, many)}
        costs = in_rounds(
            options.rounds,
            {
                (way, count): grading(group, folder, jobs, *flags)
                for way, flags in ways.items()
                for count, group in groups.items()
            },
        )
        memory, there, back = watched(groups[many], jobs)
    rows = []
    for way in ways:
        pairs = list(zip(costs[way, few], costs[way, many], strict=True))
        each = [(more.cpu - less.cpu) / (many - few) for less, more in pairs]
        start = [less.cpu - few * one for (less, _), one in zip(pairs, each, strict=True)]
        rate = [many / more.wall for _, more in pairs]
        rows.append([way, spread(each, 3), spread(start), spread(rate)])
    print(f"{machine()}; `{command_line()}`\n")
    print(table(["", "CPU s a submission", "CPU s to start", "submissions a second"], rows))
    print()
    package = len(pack(config.read(ROOT)).data)
    print(
        table(
            ["what travels", "kB"],
            [
                ["the assignment, once a worker", f"{package / 1000:.0f}"],
                ["a submission", f"{statistics.median(there) / 1000:.1f}"],
                ["a report", f"{statistics.median(back) / 1000:.1f}"],
            ],
        )
    )
    print()
    print(
        table(
            [f"memory of {jobs} workers (PSS)", "MB a worker"],
            [[role, f"{statistics.median(mb) / jobs:.0f}"] for role, mb in sorted(memory.items())],
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
