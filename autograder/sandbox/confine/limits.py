"""Resource limits, and being the first to yield: `nice` and the out-of-memory score."""

from __future__ import annotations

import os
import sys
from functools import partial

from autograder.sandbox.confine.kernel import Call

if sys.platform != "win32":
    import resource

STACK_BYTES = 8 * 1024 * 1024
NICENESS = 5


def yield_first() -> None:
    """Give way to the grader for CPU time, and be what the kernel ends first when memory is short.

    The `/proc` entry of an undumpable process is root's, so it must not be that at this point.
    """
    os.nice(NICENESS)
    try:
        score = os.open("/proc/self/oom_score_adj", os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.write(score, b"1000")
        finally:
            os.close(score)
    except OSError:  # it may not be there, or not be writable
        return


def restrict(memory_bytes: int, cpu_seconds: int, open_files: int) -> None:
    """Lower soft and hard limits for good.

    A file size of 0 lets the process write to pipes and sockets, but to no regular file. The bound
    on processes holds for every user but root, whom seccomp keeps from forking.

    Raises
    ------
    OSError, ValueError
        The kernel refused a limit.
    """
    for call in restricting(memory_bytes, cpu_seconds, open_files):
        call()


def restricting(memory_bytes: int, cpu_seconds: int, open_files: int) -> list[Call]:
    """Return what `restrict` does, for a process that has the limits of this one."""
    bounds = {
        resource.RLIMIT_AS: memory_bytes,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: open_files,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_STACK: STACK_BYTES,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    calls: list[Call] = []
    for kind, bound in bounds.items():
        lowest = _at_most(bound, resource.getrlimit(kind)[1])
        calls.append(partial(resource.setrlimit, kind, (lowest, lowest)))
    hard = _at_most(cpu_seconds + 1, resource.getrlimit(resource.RLIMIT_CPU)[1])
    calls.append(partial(resource.setrlimit, resource.RLIMIT_CPU, (min(cpu_seconds, hard), hard)))
    return calls


def _at_most(bound: int, hard: int) -> int:
    return bound if hard < 0 else min(bound, hard)  # a negative limit means none
