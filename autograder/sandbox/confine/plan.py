"""What a confinement consists of."""

from __future__ import annotations

import enum
from typing import NamedTuple


class Layer(enum.Enum):
    """One of the means that stand between a submission's code and the machine."""

    LIMITS = "limits"
    """Bounds on memory, CPU time, file size, descriptors and processes (`setrlimit`)."""

    LANDLOCK = "landlock"
    """No file below other folders than the readable ones, no signals to others (Landlock)."""

    UID = "uid"
    """A user and a group of the worker's own; only root can give it."""

    SECCOMP = "seccomp"
    """An allow-list of system calls."""

    BUBBLEWRAP = "bubblewrap"
    """Namespaces around the parent of workers, which it is started in; not applied by a worker."""


class ConfinementError(Exception):
    """A layer that was asked for cannot be applied; the process must not run student code."""


class Confinement(NamedTuple):
    """How a worker is to be confined.

    Parameters
    ----------
    memory_bytes
        Bound of the whole address space. What the parent had mapped at the fork counts too.
    cpu_seconds
        CPU time after which the process gets SIGXCPU; a second later it gets SIGKILL.
    open_files
        Bound of the descriptor numbers, those open already included.
    uid
        User and group id of the worker, not 0; None keeps the caller's, as an ordinary user must.
    readable
        Files and folders that stay readable under Landlock; those that do not exist are left out.
        Landlock only takes rights away: after the change of user, files below a folder that others
        may not enter (an interpreter in a private home, say) are unreadable although listed here,
        so a parent imports beforehand what its workers need.
    layers
        What to apply. Dropping capabilities, `no_new_privs`, death with the parent, a core-less
        (undumpable) process and the file mask are no layers: they are always applied.
    """

    memory_bytes: int
    cpu_seconds: int
    open_files: int
    uid: int | None
    readable: tuple[str, ...]
    layers: frozenset[Layer]
