"""Grades a class that is killed again and again, and says whether the results are the same.

    python benchmarks/interrupted_class.py [--submissions 30] [--kills 10] [--jobs 2]
        [--layout NAME]... [--cluster]

The class has right variants, known mistakes, the stubs, and the broken and hostile samples, in the
layout of a platform's download (given several times, or `all`, one after the other). It is graded
once undisturbed; then again with `kill -9` at random moments, each run resuming the one before,
until one comes to its end. Printed are the time, the throughput, and which result files differ,
times aside. `--cluster` grades it also over `--cluster local`, where a grader is killed midway. The
exit code is 1 if anything was not as it should be.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "framework"), str(ROOT / "tests" / "marks")]

import class_layouts  # noqa: E402
import gathering  # noqa: E402

from autograder import config  # noqa: E402
from autograder.audit.variants import reference_files  # noqa: E402
from autograder.grading import mistakes  # noqa: E402

SEED = 20_260_101
TIMES = frozenset({"execution_time", "graded", "seconds", "time"})
TIMELESS = (".csv", ".json", ".jsonl")
"""The result files that are compared; pages and the log are made of the same, with times."""


def works(count: int) -> list[class_layouts.Work]:
    """Return a class: right, wrong, empty, broken and hostile submissions in turn."""
    assignment = config.read(ROOT)
    reference = reference_files(ROOT / "solutions")
    right = gathering.with_variants(ROOT / "solutions" / "variants", reference)
    wrong = gathering.with_mistakes(mistakes.read(assignment), reference)
    samples = sorted(
        path
        for kind in ("wrong", "malformed", "hostile", "homework")
        for path in (ROOT / "tests" / "submissions" / kind).iterdir()
        if path.is_dir()
    )
    files = [
        *(one.files for one in right),
        *(one.files for one in wrong),
        *map(class_layouts.sample, samples),
        reference_files(ROOT / "assignment"),
    ]
    order = random.Random(SEED)
    order.shuffle(files)
    return [
        class_layouts.Work((class_layouts.person(number),), one, late=number % 9 == 0)
        for number, one in enumerate(islice(cycle(files), count))
    ]


@dataclass(frozen=True)
class Run:
    """How one undisturbed run over the class went."""

    seconds: float
    results: dict[str, bytes]


def command(path: Path, output: Path, jobs: int, *more: str) -> list[str]:
    """Return the command that grades the class."""
    return [
        *(sys.executable, "-m", "autograder", "grade", str(path), "--assignment", str(ROOT)),
        *("--output", str(output), "--jobs", str(jobs), "--seed", str(SEED), *more),
    ]


@contextmanager
def started(line: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start a command, and end it with the block; what it prints goes to a file."""
    with log.open("ab") as out:
        process = subprocess.Popen(line, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def results(output: Path) -> dict[str, bytes]:
    """Return the results' bytes by name, times aside."""
    found = {}
    for path in sorted(output.rglob("*")):
        if path.suffix not in TIMELESS or not path.is_file():
            continue
        data = path.read_bytes()
        if path.suffix == ".json":
            data = json.dumps(_timeless(json.loads(data)), sort_keys=True).encode()
        elif path.suffix == ".csv":
            data = _without_columns(data.decode("utf-8-sig")).encode()
        found[path.relative_to(output).as_posix()] = data
    return found


def _timeless(value: object) -> object:
    if isinstance(value, dict):
        return {key: _timeless(one) for key, one in value.items() if key not in TIMES}
    return [_timeless(one) for one in value] if isinstance(value, list) else value


def _without_columns(text: str) -> str:
    rows = [line.split(",") for line in text.splitlines()]
    keep = [n for n, name in enumerate(rows[0]) if name.strip('"').lower() not in TIMES]
    if len(keep) == len(rows[0]):
        return text
    return "\n".join(",".join(row[n] for n in keep if n < len(row)) for row in rows)


def undisturbed(path: Path, output: Path, log: Path, jobs: int, *more: str) -> Run:
    """Grade the class once."""
    begun = time.monotonic()
    with started(command(path, output, jobs, *more), log) as process:
        status = process.wait()
    if status not in (0, 1):
        sys.exit(f"grading ended with exit code {status}; {log.read_text()[-2000:]}")
    return Run(time.monotonic() - begun, results(output))


def killed(path: Path, output: Path, log: Path, jobs: int, kills: int, seconds: float) -> int:
    """Grade the class, killed at random moments, until a run ends; return how many were killed."""
    moments = random.Random(SEED)
    done = 0
    while True:
        with started(command(path, output, jobs), log) as process:
            if done == kills:
                process.wait()
                return done
            try:
                process.wait(moments.uniform(0.1, 2 * seconds / (kills + 1)))
                return done
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)
                done += 1


def kill_a_grader(command_pid: int) -> bool:
    """Kill one process that grades for a cluster's worker; tell whether there was one."""
    for pid in _descendants(command_pid):
        try:
            line = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            continue
        if b"autograder.cluster" in line:
            os.kill(pid, signal.SIGKILL)
            return True
    return False


def _descendants(pid: int) -> Iterable[int]:
    parents: dict[int, list[int]] = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            stat = Path(f"/proc/{entry}/stat").read_text()
        except OSError:
            continue
        parents.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry))
    waiting = [pid]
    while waiting:
        for child in parents.get(waiting.pop(), ()):
            waiting.append(child)
            yield child


def over_cluster(path: Path, output: Path, log: Path, jobs: int) -> tuple[Run, bool]:
    """Grade the class over a cluster, a grader of which is killed when some results are there."""
    begun, was_killed = time.monotonic(), False
    with started(command(path, output, jobs, "--cluster", "local"), log) as process:
        while process.poll() is None:
            time.sleep(0.1)
            if not was_killed and len(list(output.glob("*/results.json"))) >= 3:
                was_killed = kill_a_grader(process.pid)
    return Run(time.monotonic() - begun, results(output)), was_killed


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Return the names of results that are not the same, or only on one side."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def main() -> int:
    """Grade and compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--submissions", type=int, default=30, metavar="N")
    parser.add_argument("--kills", type=int, default=10, metavar="K")
    parser.add_argument("--jobs", type=int, default=2, metavar="J")
    parser.add_argument("--layout", action="append", choices=[*class_layouts.LAYERS, "all"])
    parser.add_argument("--cluster", action="store_true")
    options = parser.parse_args()
    layouts = options.layout or ["gradescope"]
    layouts = list(class_layouts.LAYERS) if "all" in layouts else layouts
    made = works(options.submissions)
    good = True

    def compare(what: str, seconds: float, files: dict[str, bytes]) -> None:
        nonlocal good
        wrong = differing(plain.results, files)
        good = good and not wrong
        verdict = f"DIFFERENT: {', '.join(wrong[:5])}" if wrong else "the same results"
        print(f"{layout:<12} {what:<24} {seconds:7.1f} s   {verdict}", flush=True)

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for layout in layouts:
            here = folder / layout
            here.mkdir()
            path, log = class_layouts.put(layout, here, made), here / "log.txt"
            plain = undisturbed(path, here / "undisturbed", log, options.jobs)
            reports = sum(name.endswith("/results.json") for name in plain.results)
            good = good and reports == options.submissions
            print(
                f"{layout:<12} {'undisturbed':<24} {plain.seconds:7.1f} s   {reports} of "
                f"{options.submissions} submissions, {plain.seconds / max(1, reports):.2f} s each",
                flush=True,
            )
            if options.kills:
                begun, again = time.monotonic(), here / "killed"
                kills = killed(path, again, log, options.jobs, options.kills, plain.seconds)
                good = good and kills == options.kills
                compare(f"killed {kills} times", time.monotonic() - begun, results(again))
            if options.cluster:
                run, was_killed = over_cluster(path, here / "cluster", log, options.jobs)
                good = good and was_killed
                what = "cluster, grader killed" if was_killed else "cluster, NONE KILLED"
                compare(what, run.seconds, run.results)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
