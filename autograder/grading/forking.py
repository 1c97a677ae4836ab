"""What a forked process of ours does at its beginning and at its end."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from typing import NoReturn

from autograder.sandbox.confine.identity import PR_SET_PDEATHSIG
from autograder.sandbox.confine.kernel import prctl

INTERRUPTIONS = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold interruptions back until the end of the block."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, INTERRUPTIONS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def begin(parent: int) -> None:
    """Begin a process that was forked inside of `uninterrupted`: it ends with its parent alone.

    Ctrl-C reaches the whole group, and the parent is the one to act on it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, INTERRUPTIONS)
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        leave(1)


def leave(status: int) -> NoReturn:
    """End this process without what its parent has registered for its own end."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)
