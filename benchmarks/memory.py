"""Notes the memory of a command's processes while it runs."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

MEGABYTE = 2**20


@dataclass
class Noted:
    """Megabytes, one entry a look.

    Parameters
    ----------
    command
        The command's own process: its share of all pages (PSS).
    others
        All its other processes together, beyond what they share (USS): graders, workers, and the
        clean parents of these.
    largest
        The largest of the others, beyond what it shares.
    """

    command: list[float] = field(default_factory=list)
    others: list[float] = field(default_factory=list)
    largest: list[float] = field(default_factory=list)


@contextmanager
def watched(seconds: float = 0.25) -> Iterator[Noted]:
    """Look, again and again, at the processes below the one that is started in this context.

    That is the first grandchild of this process: `measuring.run` starts it below its keeper.
    """
    noted, over = Noted(), threading.Event()

    def watch() -> None:
        while not over.wait(seconds):
            _look(noted)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield noted
    finally:
        over.set()
        thread.join()


def _look(noted: Noted) -> None:
    tops = [pid for keeper in children(os.getpid()) for pid in children(keeper)]
    if not tops:
        return
    top = tops[0]
    shared, _ = sizes(top)
    waiting, private = [*children(top), *tops[1:]], [0.0]
    while waiting:
        pid = waiting.pop()
        private.append(sizes(pid)[1])
        waiting += children(pid)
    if shared:
        noted.command.append(shared / MEGABYTE)
        noted.others.append(sum(private) / MEGABYTE)
        noted.largest.append(max(private) / MEGABYTE)


def children(pid: int) -> list[int]:
    """Return the ids of a process's children; none if it has ended."""
    found: list[int] = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            found += map(int, Path(f"/proc/{pid}/task/{task}/children").read_text().split())
    except OSError:
        pass
    return found


def sizes(pid: int) -> tuple[int, int]:
    """Return a process's PSS and USS in bytes; zeros where that may not be known."""
    shared = private = 0
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            name, _, rest = line.partition(":")
            if name == "Pss":
                shared = int(rest.split()[0]) * 1024
            elif name in ("Private_Clean", "Private_Dirty"):
                private += int(rest.split()[0]) * 1024
    except OSError:
        pass
    return shared, private
