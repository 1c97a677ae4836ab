"""Confines the calling process."""

from __future__ import annotations

import os
from collections.abc import Callable

from autograder.sandbox.confine import identity, kernel, landlock, limits, seccomp
from autograder.sandbox.confine.plan import Confinement, ConfinementError, Layer


def prepare(how: Confinement) -> None:
    """Do beforehand, in the parent of workers, what need not be done in each of them.

    Raises
    ------
    ConfinementError
        A layer of `how` cannot work in this kind of process.
    """
    _step("the C library", kernel.load)
    if Layer.SECCOMP in how.layers:
        _step("the seccomp filter", seccomp.assembled)
    if Layer.UID in how.layers:
        _own_id(how)


def confine(how: Confinement, parent: int | None = None) -> None:
    """Confine the calling process for good: the last step before a submission's code.

    To be called in a freshly forked, single-threaded process. When it raises, some layers may be
    applied and others not, so the process must end.

    The order matters. What needs files in `/proc` comes before Landlock and before the process is
    undumpable; roots are opened before the change of user, which may take the way to them;
    the change of user needs capabilities and resets the bond to the parent; the filter comes last,
    since it refuses all of these calls.

    Parameters
    ----------
    how
        What to apply.
    parent
        The parent's process id at the fork, if known: then a process whose parent has ended
        meanwhile fails, where it would go on otherwise.

    Raises
    ------
    ConfinementError
        A layer that was asked for could not be applied.
    """
    prepare(how)
    _step("confining a single thread", _require_single_thread)
    _step("being its own", lambda: identity.let_others_look(True))  # its parent may be undumpable
    _step("a lower priority", limits.yield_first)
    os.umask(0o077)
    _step("no_new_privs", identity.forbid_new_privileges)
    if Layer.LANDLOCK in how.layers:
        _step("Landlock", lambda: landlock.restrict(how.readable))
    _step("an empty bounding set", identity.drop_bounding_set)
    if Layer.UID in how.layers:
        uid = _own_id(how)
        _step("a user of its own", lambda: identity.become(uid))
    if kernel.machine() is not None:  # elsewhere, as with --unsafe, nothing is promised
        _step("no capabilities", identity.drop_capabilities)
    _step("the bond to the parent", lambda: identity.bind_to_parent(parent))
    if Layer.LIMITS in how.layers:
        bounds = (how.memory_bytes, how.cpu_seconds, how.open_files)
        _step("the resource limits", lambda: limits.restrict(*bounds))
    if Layer.SECCOMP in how.layers:
        _step("the seccomp filter", seccomp.restrict)


def _own_id(how: Confinement) -> int:
    if how.uid is None or how.uid <= 0:
        raise ConfinementError("a user of its own needs an id, and not root's")
    return how.uid


def _require_single_thread() -> None:
    """Landlock and the change of capabilities hold for the calling thread only."""
    try:
        threads = len(os.listdir("/proc/self/task"))
    except FileNotFoundError:  # /proc is not mounted
        return
    if threads != 1:
        raise RuntimeError(f"the process has {threads} threads")


def _step(what: str, do: Callable[[], object]) -> None:
    try:
        do()
    except (OSError, ValueError, RuntimeError, MemoryError) as error:
        raise ConfinementError(f"{what} could not be applied: {error}") from error
