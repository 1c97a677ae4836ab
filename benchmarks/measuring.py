"""What the benchmarks share: the cost of a command with all its processes, rounds, and tables.

A command is run below a process that adopts orphans (`PR_SET_CHILD_SUBREAPER`) and waits for every
one of them, so that `getrusage(RUSAGE_CHILDREN)` there has the processor time of the whole tree,
user and system: also of processes that have left their session, and of those whose parent ended
first. Lost would only be a child of a parent that ignores SIGCHLD. `prove` burns known amounts in
such places and sees them counted; every benchmark calls it first.
"""

from __future__ import annotations

import ctypes
import json
import os
import platform
import resource
import shlex
import signal
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeVar

ROOT = Path(__file__).resolve().parents[1]
PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
BURNT = 0.15  # seconds
Key = TypeVar("Key")
Figure = TypeVar("Figure")


@dataclass(frozen=True)
class Cost:
    """What a command took: `cpu` and `wall` in seconds, and its exit code."""

    cpu: float
    wall: float
    code: int

    @property
    def ok(self) -> bool:
        """Whether it ended with 0."""
        return self.code == 0


def run(
    command: Sequence[str | Path],
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    output: Path | None = None,
    seconds: float = 900.0,
) -> Cost:
    """Run a command and return what it and all its descendants took.

    Parameters
    ----------
    command
        The program, found by `PATH`, and its arguments.
    folder
        Where it runs.
    environment
        Variables beside those of this process.
    output
        The file for what it prints; nowhere if it is not given.
    seconds
        Wall time after which it is killed, with the exit code -9.
    """
    reading, writing = os.pipe()
    keeper = os.fork()
    if keeper == 0:
        os.close(reading)
        _keep([str(part) for part in command], folder, environment or {}, output, seconds, writing)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    os.waitpid(keeper, 0)
    if not text:
        raise RuntimeError(f"{shlex.join(map(str, command))} could not be run")
    return Cost(**json.loads(text))


def _keep(
    command: list[str],
    folder: Path | None,
    environment: Mapping[str, str],
    output: Path | None,
    seconds: float,
    writing: int,
) -> NoReturn:
    """In the process that adopts: run the command, reap all that it leaves, tell what it took."""
    try:
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            _become(command, folder, environment, output)
        signal.signal(signal.SIGALRM, lambda *_: os.killpg(child, signal.SIGKILL))
        signal.setitimer(signal.ITIMER_REAL, seconds)
        _, status = os.waitpid(child, 0)
        wall = time.monotonic() - began
        while True:
            try:
                os.waitpid(-1, 0)
            except ChildProcessError:
                break
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        told = {"cpu": used.ru_utime + used.ru_stime, "wall": wall}
        os.write(writing, json.dumps({**told, "code": os.waitstatus_to_exitcode(status)}).encode())
    finally:
        os._exit(0)


def _become(
    command: list[str], folder: Path | None, environment: Mapping[str, str], output: Path | None
) -> NoReturn:
    try:
        os.setsid()
        printed = os.open(output or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for theirs, ours in ((nothing, 0), (printed, 1), (printed, 2)):
            os.dup2(theirs, ours)
        if folder is not None:
            os.chdir(folder)
        os.execvpe(command[0], command, {**os.environ, **environment})
    finally:
        os._exit(127)


BURN = "import time\nwhile time.process_time() < {seconds}: pass"
IN_A_DAEMON = """import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(0.1)  # its parent has ended by now
        {burn}
    os._exit(0)
os.wait()
"""


def prove() -> None:
    """See that processor time is counted wherever it is burnt, or exit with a sentence.

    In the command itself, in its child, and in a daemon that outlives the command. That a worker
    of the sandbox is counted, `forms/proof.py` sees.
    """
    burn = BURN.format(seconds=BURNT)
    child = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {burn!r}])"
    daemon = IN_A_DAEMON.format(burn=burn.replace("\n", "\n        "))
    for where, program in {"a command": burn, "a child": child, "a daemon": daemon}.items():
        counted = run([sys.executable, "-I", "-S", "-c", program]).cpu
        if not BURNT <= counted < BURNT + 0.3:
            sys.exit(f"{counted:.3f} s were counted of {BURNT} s that {where} burnt")


def in_rounds(rounds: int, tasks: Mapping[Key, Callable[[], Figure]]) -> dict[Key, list[Figure]]:
    """Measure every task once a round, one after the other, so that a slow minute meets all."""
    figures: dict[Key, list[Figure]] = {key: [] for key in tasks}
    say = sys.stderr.isatty()
    for number in range(rounds):
        for key, measure in tasks.items():
            if say:
                print(f"\rround {number + 1} of {rounds}: {key}".ljust(79), end="", file=sys.stderr)
            figures[key].append(measure())
    if say:
        print("\r".ljust(80) + "\r", end="", file=sys.stderr)
    return figures


def spread(figures: Sequence[float], digits: int = 2, scale: float = 1.0) -> str:
    """Write the median, and the least and the most beside it."""
    low, middle, high = (
        f"{scale * value:.{digits}f}"
        for value in (min(figures), statistics.median(figures), max(figures))
    )
    return middle if low == high else f"{middle} ({low}–{high})"


def ratios(figures: Sequence[float], others: Sequence[float]) -> list[float]:
    """Divide round by round: what a slow minute did to both cancels."""
    return [one / other for one, other in zip(figures, others, strict=True)]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a Markdown table with columns that line up; numbers are on the right."""
    cells = [list(head), *map(list, rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = []
    for number, row in enumerate(cells):
        first, *rest = (
            cell.ljust(width) if not column else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append(f"| {' | '.join((first, *rest))} |")
        if not number:
            marks = [
                "-" * (width + 1) + ":" if column else "-" * (width + 2)
                for column, width in enumerate(widths)
            ]
            lines.append(f"|{'|'.join(marks)}|")
    return "\n".join(lines)


def machine() -> str:
    """Say in one line where the figures were made."""
    cores = len(os.sched_getaffinity(0))
    model = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    except OSError:
        pass
    try:
        gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    except (OSError, ValueError):
        gigabytes = float("nan")
    import numpy

    return (
        f"{platform.system()} {platform.release()}, {model}, {cores} cores, {gigabytes:.0f} GB, "
        f"Python {platform.python_version()}, NumPy {numpy.__version__}"
    )


def command_line() -> str:
    """Return what was called, as it is written in the documentation."""
    return shlex.join(["python", os.path.relpath(sys.argv[0], ROOT), *sys.argv[1:]])
