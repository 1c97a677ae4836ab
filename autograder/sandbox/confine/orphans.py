"""Processes that a worker started, where seccomp did not keep it from that: ended with it.

A process whose parent has ended becomes a child of the nearest ancestor that adopts orphans, so a
daemon that was forked twice and has left its session is found all the same.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Collection

from autograder.sandbox.confine.kernel import prctl

PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
PATIENCE = 5.0  # seconds


def adopt() -> None:
    """Become the parent of descendants whose own parents end; not inherited by a fork."""
    if sys.platform == "linux":
        prctl(PR_SET_CHILD_SUBREAPER, 1)


def end_all(but: Collection[int]) -> None:
    """Kill and reap all children of this process but the given ones, and then theirs, and so on.

    Only children are killed: their ids cannot be taken by others before they are reaped. It gives
    up after a few seconds, on what multiplies faster than it is killed.
    """
    deadline = time.monotonic() + PATIENCE
    while (strays := _children() - set(but)) and time.monotonic() < deadline:
        for pid in strays:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for pid in strays:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)


def _children() -> set[int]:
    own, found = os.getpid(), set()
    names = os.listdir("/proc") if os.path.isdir("/proc/self") else []
    for name in names:
        if name.isdigit():
            with contextlib.suppress(OSError), open(f"/proc/{name}/stat", "rb") as file:
                if int(file.read().rpartition(b")")[2].split()[1]) == own:
                    found.add(int(name))
    return found
