"""Grades a class of hostile submissions with honest ones among them, and says how it went.

    python benchmarks/hostile_class.py [--submissions 1000] [--honest 13] [--jobs N]

The attacks are those of tests/submissions/hostile/, one after the other and again, in one run of
the real command with the layers that it takes by itself; the assignment is the small one of the
containment suite. Printed are the time, the memory of the grader's processes over the run, whether
the honest submissions' results are the same bytes as without the hostile ones, and what was left
behind. The exit code is 1 if anything was not as it should be.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path

SUITE = Path(__file__).resolve().parents[1] / "tests" / "framework" / "sandbox"
sys.path[:0] = [str(SUITE.parents[2]), str(SUITE), str(SUITE / "containment")]

from containment_class import ATTACKS, CONTROLS, add_attack, add_control  # noqa: E402
from containment_configurations import IS_ROOT, Configuration  # noqa: E402
from containment_runs import Laboratory  # noqa: E402

SLOW_TO_MAKE = {"a-hundred-thousand-files", "zip-bomb-by-count"}
"""Handed in once; all others again and again."""
ONLY_ONCE = SLOW_TO_MAKE | {name for name, one in ATTACKS.items() if one.folder}


def hand_in(laboratory: Laboratory, count: int, honest: int) -> None:
    """Write the class: `count` attacks, `honest` controls spread among them."""
    aim = laboratory.scene.aim([*laboratory.secrets, laboratory.neighbour])
    repeated = [name for name in ATTACKS if name not in ONLY_ONCE]
    names = [*sorted(ONLY_ONCE), *islice(cycle(repeated), max(0, count - len(ONLY_ONCE)))][:count]
    every = max(1, count // honest) if honest else count + 1
    controls = cycle(CONTROLS)
    for number, name in enumerate(names):
        add_attack(laboratory.scene, f"{number:05}-{name}", ATTACKS[name], aim)
        if number % every == every // 2:
            add_control(laboratory.scene.submissions, f"{number:05}-honest", next(controls))


def controls_of(laboratory: Laboratory) -> list[Path]:
    """Return where the honest submissions are."""
    return sorted(laboratory.scene.submissions.glob("?????-honest"))


@contextmanager
def watched(seconds: float = 0.5) -> Iterator[list[dict[int, float]]]:
    """Note, again and again, the resident megabytes of each process that does the grading."""
    noted: list[dict[int, float]] = []
    over = threading.Event()

    def watch() -> None:
        while not over.wait(seconds):
            noted.append(_megabytes(lambda line: b"containment_driver.py" in line))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield noted
    finally:
        over.set()
        thread.join()


def _megabytes(is_grader: Callable[[bytes], bool]) -> dict[int, float]:
    found = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            line = Path(f"/proc/{entry}/cmdline").read_bytes()
            if not is_grader(line) or b"containment_guard.py" in line:
                continue
            pages = int(Path(f"/proc/{entry}/statm").read_text().split()[1])
        except (OSError, IndexError):
            continue
        found[int(entry)] = pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    return found


def flatness(noted: list[dict[int, float]]) -> tuple[str, bool]:
    """Say how the largest grader's memory went: in the first, a middle and the last tenth."""
    largest = [max(one.values()) for one in noted if one]
    if len(largest) < 20:
        return f"too short a run to tell ({max(largest, default=0):.0f} MB at most)", True
    tenth = len(largest) // 10
    parts = (largest[tenth : 2 * tenth], largest[len(largest) // 2 :][:tenth], largest[-tenth:])
    start, middle, end = (statistics.median(part) for part in parts)
    text = f"{start:.0f} MB after a tenth, {middle:.0f} at half, {end:.0f} at the end"
    return f"{text}; {max(largest):.0f} at most", end < 1.2 * start + 20


def main() -> int:
    """Grade and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--submissions", type=int, default=100, metavar="N")
    parser.add_argument("--honest", type=int, default=len(CONTROLS), metavar="M")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), metavar="J")
    options = parser.parse_args()
    configuration = Configuration("all", ordinary=not IS_ROOT)
    laboratory = Laboratory(jobs=options.jobs, seconds=60.0 + 20.0 * options.submissions)
    try:
        hand_in(laboratory, options.submissions, options.honest)
        alone = laboratory.grade(configuration, controls_of(laboratory))
        started = time.monotonic()
        with watched() as noted:
            run = laboratory.grade(configuration, [laboratory.scene.submissions])
        seconds = time.monotonic() - started
        names = [path.name for path in controls_of(laboratory)]
        secret = laboratory.canaries.within(run.printed.encode() + run.gradebook)
    finally:
        laboratory.close()
    missing = [name for name in names if name not in run.reports]
    other = [n for n in names if n not in missing and run.timeless(n) != alone.timeless(n)]
    memory, flat = flatness(noted)
    left = [*run.processes.values(), *run.files, *run.ipc, *run.changed]
    reports = len(run.reports) - 1  # one is no submission, but what nobody may read
    print(f"layers               {', '.join(run.protection.get('layers', ()))}")
    print(f"reports              {reports} of {options.submissions + len(names)}")
    print(f"wall time            {seconds:.1f} s, {seconds / max(1, reports) * 1000:.0f} ms each")
    print(f"processor time       {run.cpu_seconds:.1f} s")
    print(f"a grader's memory    {memory}{'' if flat else ': NOT FLAT'}")
    print(f"honest submissions   {len(names)}; other bytes than alone: {other or 'none'}")
    print(f"left behind          {', '.join(left) or 'nothing'}")
    print(f"secrets in the table {', '.join(secret) or 'none'}")
    whole = reports == options.submissions + len(names) and not missing
    return 0 if whole and flat and not (other or left or secret) else 1


if __name__ == "__main__":
    sys.exit(main())
