"""The processes below this one: finding, naming and ending them (Linux)."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

TICK = 0.01
MAX_WORDS = 200


def left_after(grace: float) -> list[str]:
    """Return the command lines of the descendants that are still there after a while."""
    until = time.monotonic() + grace
    while (pids := descendants()) and time.monotonic() < until:
        reap()
        time.sleep(TICK)
    return [_command_line(pid) for pid in pids]


def end_all() -> None:
    """Kill and reap every descendant, also those that are begun meanwhile."""
    while pids := descendants():
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        reap()
        time.sleep(TICK)
    reap()


def reap() -> None:
    """Let go of the children that have ended."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def descendants() -> list[int]:
    """Return the processes below this one that have not ended; none where there is no /proc."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc") if os.path.isdir("/proc/self") else ():
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = Path("/proc", str(int(name)), "stat").read_text().rpartition(")")[2].split()
            if fields[0] not in "ZX":
                children.setdefault(int(fields[1]), []).append(int(name))
    found: list[int] = []
    pending = [os.getpid()]
    while pending:
        below = children.get(pending.pop(), [])
        found += below
        pending += below
    return found


def _command_line(pid: int) -> str:
    with contextlib.suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
        return " ".join(words).strip()[:MAX_WORDS] or f"process {pid}"
    return f"process {pid}"
