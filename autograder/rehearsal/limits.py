"""What a run may use, and how that is seen to on this machine."""

from __future__ import annotations

import contextlib
import os
import signal
from dataclasses import field
from pathlib import Path

from autograder.records import dataclass

CGROUPS = Path("/sys/fs/cgroup")
PERIOD = 100_000
MEGABYTE = 2**20


@dataclass(frozen=True)
class Limits:
    """The platform's limits: seconds of wall time, megabytes (2**20 bytes), processors.

    0 megabytes and 0 processors stand for no such limits.
    """

    seconds: float = 600.0
    memory_mb: int = 768
    processors: float = 0.5


class Cgroup:
    """A control group (version 2) with the limits of memory and processor time.

    Parameters
    ----------
    limits
        Its limits.
    above
        The group that it is made in.

    Raises
    ------
    OSError
        If it cannot be made, or does not take limits.
    """

    def __init__(self, limits: Limits, above: Path = CGROUPS) -> None:
        self._folder = above / f"autograder-rehearsal-{os.getpid()}"
        self._folder.mkdir()
        try:
            self._set("memory.max", str(limits.memory_mb * MEGABYTE))
            self._set("cpu.max", f"{round(limits.processors * PERIOD)} {PERIOD}")
            with contextlib.suppress(OSError):  # a machine without swap has no such file
                self._set("memory.swap.max", "0")
        except OSError:
            self.close()
            raise

    def _set(self, name: str, value: str) -> None:
        with open(self._folder / name, "r+") as file:  # it is there, or the group takes no limits
            file.write(value)

    def join(self) -> None:
        """Put this process, and so its children, into the group."""
        self._set("cgroup.procs", str(os.getpid()))

    @property
    def peak_mb(self) -> float:
        """The most memory that the group had; 0 where the kernel does not say."""
        with contextlib.suppress(OSError, ValueError):
            return int((self._folder / "memory.peak").read_text()) / MEGABYTE
        return 0.0

    @property
    def killed(self) -> bool:
        """Whether the kernel ended a process of the group for want of memory."""
        with contextlib.suppress(OSError):
            for line in (self._folder / "memory.events").read_text().splitlines():
                if line.startswith("oom_kill "):
                    return int(line.split()[1]) > 0
        return False

    def close(self) -> None:
        """Remove the group, which is empty."""
        with contextlib.suppress(OSError):
            self._folder.rmdir()


@dataclass
class Watch:
    """Looks at the memory of processes now and then; ends the largest if all have too much.

    Parameters
    ----------
    most_mb
        What they may have.
    """

    most_mb: int
    peak_mb: float = 0.0
    killed: bool = field(default=False)

    def look(self, pids: list[int]) -> None:
        """Look at these processes."""
        sizes = {pid: _megabytes(pid) for pid in pids}
        total = sum(sizes.values())
        self.peak_mb = max(self.peak_mb, total)
        if total > self.most_mb:
            self.killed = True
            with contextlib.suppress(ProcessLookupError):
                os.kill(max(sizes, key=sizes.__getitem__), signal.SIGKILL)


def _megabytes(pid: int) -> float:
    """Return a process's share of memory: its own pages, and its part of the shared ones."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return int(text.split("\nPss:")[1].split()[0]) / 1024
    with contextlib.suppress(OSError, ValueError, IndexError):
        pages = [int(number) for number in Path(f"/proc/{pid}/statm").read_text().split()]
        return (pages[1] - pages[2]) * os.sysconf("SC_PAGE_SIZE") / MEGABYTE
    return 0.0


def one_processor() -> None:
    """Keep this process, and so its children, on one processor."""
    if hasattr(os, "sched_setaffinity"):
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
