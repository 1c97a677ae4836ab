"""Confines the calling process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

from autograder.sandbox.confine import identity, kernel, landlock, limits, seccomp
from autograder.sandbox.confine.kernel import Call
from autograder.sandbox.confine.plan import Confinement, ConfinementError, Layer

T = TypeVar("T")
Step = tuple[str, Call]
"""What it is, as the beginning of "… could not be applied", and what does it."""


class Prepared:
    """A confinement that is worked out in a parent of workers, for its children to apply.

    A child has little to do then: what it touches of the memory that the two share is copied for
    it, which costs more than what it does there.

    Parameters
    ----------
    how
        What is to be applied.
    """

    def __init__(self, how: Confinement) -> None:
        self.how = how
        self._rules = -1
        self._first: list[Step] = [
            ("confining a single thread", _require_single_thread),
            ("being its own", identity.letting_others_look(True)),  # its parent may be undumpable
            ("a lower priority", limits.yield_first),
            ("a file mask", partial(os.umask, 0o077)),
            ("no_new_privs", identity.forbidding_new_privileges()),
        ]
        if Layer.LANDLOCK in how.layers:
            self._rules = _step("Landlock", partial(landlock.ruleset, how.readable))
            self._first += _steps("Landlock", partial(landlock.restricting, self._rules))
        self._then: list[Step] = []
        if kernel.machine() is not None:  # elsewhere, as with --unsafe, nothing is promised
            self._then += _steps("no capabilities", identity.dropping_capabilities)
        self._then += [
            ("the bond to the parent", identity.dying_with_parent()),
            ("being closed to others", identity.letting_others_look(False)),
        ]
        if Layer.LIMITS in how.layers:
            bounds = (how.memory_bytes, how.cpu_seconds, how.open_files)
            self._then += _steps("the resource limits", partial(limits.restricting, *bounds))
        if Layer.SECCOMP in how.layers:
            self._then += _steps("the seccomp filter", seccomp.restricting)

    def close(self) -> None:
        """Let go of what children would inherit, in a parent that has prepared something else."""
        if self._rules >= 0:
            os.close(self._rules)
            self._rules = -1

    def confine(self, parent: int | None = None, uid: int | None = None) -> None:
        """Confine the calling process for good: the last step before a submission's code.

        To be called in a freshly forked, single-threaded process. When it raises, some layers may
        be applied and others not, so the process must end.

        The order matters. What needs files in `/proc` comes before Landlock and before the process
        is undumpable; the change of user needs capabilities and resets the bond to the parent; the
        filter comes last, since it refuses all of these calls.

        Parameters
        ----------
        parent
            The parent's process id at the fork, if known: then a process whose parent has ended
            meanwhile fails, where it would go on otherwise.
        uid
            Whom the process becomes, where a user of its own is among the layers.

        Raises
        ------
        ConfinementError
            A layer that was asked for could not be applied.
        """
        for what, call in self._first:
            _step(what, call)
        if Layer.UID in self.how.layers:
            _step("a user of its own", partial(identity.become, _own_id(uid)))
        for what, call in self._then:
            _step(what, call)
        if parent is not None:
            _step("the bond to the parent", partial(identity.require_parent, parent))


def prepare(how: Confinement) -> Prepared:
    """Do in the parent of workers what need not be done in each of them.

    Its own bounding set is emptied, if it may do that, for its children to inherit. The readable
    roots are opened, to which a change of user may take the way.

    Raises
    ------
    ConfinementError
        A layer of `how` cannot work in this kind of process.
    """
    if Layer.UID in how.layers:
        _own_id(how.uid)
    _step("an empty bounding set", identity.drop_bounding_set)
    return Prepared(how)


def _own_id(uid: int | None) -> int:
    if uid is None or uid <= 0:
        raise ConfinementError("a user of its own needs an id, and not root's")
    return uid


def _require_single_thread() -> None:
    """Landlock and the change of capabilities hold for the calling thread only."""
    try:
        threads = len(os.listdir("/proc/self/task"))
    except FileNotFoundError:  # /proc is not mounted
        return
    if threads != 1:
        raise RuntimeError(f"the process has {threads} threads")


def _step(what: str, do: Callable[[], T]) -> T:
    try:
        return do()
    except (OSError, ValueError, RuntimeError, MemoryError) as error:
        raise ConfinementError(f"{what} could not be applied: {error}") from error


def _steps(what: str, work_out: Callable[[], Iterable[Call]]) -> list[Step]:
    return [(what, call) for call in _step(what, work_out)]
