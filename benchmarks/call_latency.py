"""Measures what a call into a confined worker costs, by the size of what travels.

    python benchmarks/call_latency.py [--rounds 5] [--share 1.0]

A function that returns its first argument is called as checks call it, singly and with `.many`; by
the same process without a worker; and for comparison the same bytes go to a forked process and back
through a pair of plain pipes. Processor time is that of both sides, wall time what the caller
waits. Rounds are interleaved; a figure is the median with the least and the most. What comes back
has to be what was sent, batched or not. `--share 0.1` makes a tenth of the calls.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measuring import ROOT, command_line, in_rounds, machine, spread, table

sys.path.insert(0, str(ROOT))

import numpy as np

from autograder.grading.proxy import SubmissionProxy
from autograder.grading.reference_run import reference_session

CONFIG = """\
title: Echo
files: {modules: [echo.py]}
points: {automatic: 1, manual: 0}
questions:
  - {id: "1", file: echo.py, function: first, points: 1, title: The first argument}
imports: {allowed: [numpy]}
limits: {call_seconds: 60, question_seconds: 86400, submission_seconds: 86400, memory_mb: 4096,
         result_mb: 1024}
"""
ECHO = '''\
"""Returns what it is given."""


def first(a, b=None):
    """Return the first argument."""
    return a
'''
MEGABYTE = 10**6


@dataclass(frozen=True)
class Size:
    """What a call is given, how many calls are timed at a time, and how many are a batch."""

    name: str
    arguments: tuple[Any, ...]
    calls: int
    batch: int

    @property
    def bytes(self) -> tuple[int, int]:
        """How many bytes of data go there, and come back."""
        sizes = [np.asarray(one).nbytes for one in self.arguments]
        return sum(sizes), sizes[0]


def sizes(share: float) -> list[Size]:
    """Return the sizes that are measured."""
    rng = np.random.default_rng(1)

    def some(count: int) -> int:
        return max(1, round(count * share))

    return [
        Size("two scalars", (1.5, 2.5), some(4000), 100),
        Size("two arrays of 50", (rng.normal(size=50), rng.normal(size=50)), some(4000), 100),
        Size("10 kB", (rng.normal(size=1250),), some(2000), 100),
        Size("1 MB", (rng.normal(size=MEGABYTE // 8),), some(64), 8),
        Size("10 MB", (rng.normal(size=10 * MEGABYTE // 8),), some(16), 4),
    ]


@dataclass(frozen=True)
class Spent:
    """Seconds a call: of processors, and of the caller's time."""

    cpu: float
    wall: float


def timed(calls: int, do: Callable[[], Any]) -> Spent:
    """Time `calls` calls; the processor time is this process's and all its descendants'."""
    began, used = time.perf_counter(), processor_seconds()
    do()
    return Spent((processor_seconds() - used) / calls, (time.perf_counter() - began) / calls)


def processor_seconds() -> float:
    """Return what this process and its living descendants have used, in the kernel's own count."""
    return sum(_on_a_processor(pid) for pid in _tree()) / 1e9


def _on_a_processor(pid: int) -> int:
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])


def _tree() -> list[int]:
    found, waiting = [], [os.getpid()]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    return found


@contextmanager
def echo() -> Iterator[tuple[Any, Callable[[], None]]]:
    """Start a worker; yield its function, and what ends a case: it lets go of what came back."""
    with tempfile.TemporaryDirectory(prefix="latency-") as name:
        root = Path(name)
        (root / "solutions").mkdir()
        (root / "config.yaml").write_text(CONFIG)
        (root / "solutions" / "echo.py").write_text(ECHO)
        with reference_session(root) as (session, _):

            def end_case() -> None:
                session.end_case()
                session.turn_to("1", ())

            session.turn_to("1", ())
            yield SubmissionProxy(session).echo.first, end_case


@contextmanager
def pipes() -> Iterator[Callable[[int, int], None]]:
    """Fork a process that answers; yield what sends it so many bytes and reads so many."""
    there, back = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(there[1])
            os.close(back[0])
            while header := _read(there[0], 16):
                sent, wanted = (int.from_bytes(header[at : at + 8], "big") for at in (0, 8))
                _read(there[0], sent)
                _write(back[1], bytes(wanted))
        finally:
            os._exit(0)
    os.close(there[0])
    os.close(back[1])

    def exchange(sent: int, wanted: int) -> None:
        _write(there[1], sent.to_bytes(8, "big") + wanted.to_bytes(8, "big") + bytes(sent))
        if len(_read(back[0], wanted)) != wanted:
            raise EOFError

    try:
        yield exchange
    finally:
        os.close(there[1])
        os.close(back[0])
        os.waitpid(child, 0)


def _read(fd: int, count: int) -> bytearray:
    data = bytearray(count)
    view, at = memoryview(data), 0
    while at < count:
        got = os.readv(fd, [view[at:]])
        if not got:
            return bytearray()
        at += got
    return data


def _write(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def check_same(function: Any, every: Sequence[Size], end_case: Callable[[], None]) -> None:
    """See that single and batched calls return what was sent, or exit."""
    for size in every:
        single = [function(*size.arguments) for _ in range(2)]
        batched = function.many([size.arguments] * 2)
        for got in (*single, *batched):
            if not np.array_equal(got, size.arguments[0]):
                sys.exit(f"{size.name}: what came back is not what was sent")
        end_case()


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, metavar="R")
    parser.add_argument("--share", type=float, default=1.0, metavar="PART")
    options = parser.parse_args()
    every = sizes(options.share)
    names: dict[str, Any] = {}
    exec(ECHO, names)
    with echo() as (function, end_case), pipes() as exchange:
        check_same(function, every, end_case)

        def singly(size: Size, called: Callable[..., Any]) -> Callable[[], Spent]:
            def do() -> None:
                for _ in range(size.calls):
                    called(*size.arguments)
                    if size.bytes[1] >= MEGABYTE:
                        end_case()

            return lambda: timed(size.calls, do)

        def batched(size: Size) -> Callable[[], Spent]:
            batches = -(-size.calls // size.batch)

            def do() -> None:
                for _ in range(batches):
                    function.many([size.arguments] * size.batch)
                    end_case()

            return lambda: timed(batches * size.batch, do)

        def through_pipes(size: Size) -> Callable[[], Spent]:
            def do() -> None:
                for _ in range(size.calls):
                    exchange(*size.bytes)

            return lambda: timed(size.calls, do)

        tasks: dict[tuple[str, str], Callable[[], Spent]] = {}
        for size in every:
            tasks[size.name, "direct"] = singly(size, names["first"])
            tasks[size.name, "single"] = singly(size, function)
            tasks[size.name, "many"] = batched(size)
            tasks[size.name, "pipes"] = through_pipes(size)
        figures = in_rounds(options.rounds, tasks)
    print(command_line())
    print(machine())
    print("microseconds a call: processor time of both sides, and wall time\n")
    ways = {"single": "a call", "many": "of a batch", "pipes": "plain pipes"}
    head = [
        "",
        "direct",
        *(f"{text}, {what}" for text in ways.values() for what in ("cpu", "wall")),
    ]
    rows = []
    for size in every:
        row = [size.name, _micro([one.cpu for one in figures[size.name, "direct"]])]
        for way in ways:
            found = figures[size.name, way]
            row += [_micro([one.cpu for one in found]), _micro([one.wall for one in found])]
        rows.append(row)
    print(table(head, rows))
    print(f"\nbatches of {', '.join(f'{one.batch} ({one.name})' for one in every)}")
    return 0


def _micro(figures: Sequence[float]) -> str:
    return spread(figures, 1 if max(figures) < 1e-5 else 0, 1e6)


if __name__ == "__main__":
    sys.exit(main())
