"""What a freshly started worker does first: it limits itself, as far as the system can."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import warnings
from collections.abc import Mapping, Sequence

from autograder.sandbox.wire import PipeWire
from autograder.sandbox.worker import Worker

BOUNDS = {"RLIMIT_FSIZE": 0, "RLIMIT_CORE": 0, "RLIMIT_NPROC": 0}
"""Not memory: macOS keeps to no bound of it, and counts hundreds of gigabytes from the start."""


def main(forget_path: str, preload: Sequence[str], cpu_seconds: int) -> None:
    """Serve the grader over standard input and output.

    Parameters
    ----------
    forget_path
        The entry of `sys.path` that this package came from; taken out before the submission comes.
    preload
        Modules that submissions may import.
    cpu_seconds
        Of processor time, where the system counts it.
    """
    sys.path.remove(forget_path)
    for name in preload:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    warnings.simplefilter("ignore")
    wire = _wire()
    _restrict({**BOUNDS, "RLIMIT_CPU": cpu_seconds})
    Worker(wire).serve()


def _restrict(bounds: Mapping[str, int]) -> None:
    """Lower the limits that this system has."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for name, bound in bounds.items():
        with contextlib.suppress(AttributeError, OSError, ValueError):
            kind = getattr(resource, name)
            hard = resource.getrlimit(kind)[1]
            soft = bound if hard < 0 else min(bound, hard)
            resource.setrlimit(kind, (soft, hard))  # the signal comes at the soft one


def _wire() -> PipeWire:
    """Take standard input and output for the messages, and leave nothing in their place."""
    reading, writing = os.dup(0), os.dup(1)
    if sys.platform == "win32":
        import msvcrt

        for descriptor in (reading, writing):
            msvcrt.setmode(descriptor, os.O_BINARY)
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.close(null)
    return PipeWire(reading, writing)
