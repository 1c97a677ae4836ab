"""Who the process is: its user, its capabilities, and how it is bound to its parent."""

from __future__ import annotations

import ctypes
import os
import signal

from autograder.sandbox.confine.kernel import Call, calling, calling_prctl, prctl

WORKER_IDS = range(60_800, 61_184)
"""User and group ids that neither Debian nor systemd assigns, below 65,536 so that they exist in a
container with remapped users too."""

# linux/prctl.h
PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4

CAPABILITY_VERSION_3 = 0x20080522
EINVAL = 22


class _CapabilityHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


def worker_id(number: int) -> int:
    """Return an id for a worker; different ones for numbers that are close, such as process ids."""
    return WORKER_IDS[number % len(WORKER_IDS)]


def forbid_new_privileges() -> None:
    """No program executed from here on has more rights (set-user-ID bits count no more)."""
    forbidding_new_privileges()()


def forbidding_new_privileges() -> Call:
    """Return what `forbid_new_privileges` does."""
    return calling_prctl(PR_SET_NO_NEW_PRIVS, 1)


def become(uid: int) -> None:
    """Become user and group `uid`, in no other group; needs root.

    Raises
    ------
    OSError
        The caller may not, or the id does not exist in this user namespace.
    """
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def drop_bounding_set() -> None:
    """Take every capability out of the bounding set, if the caller is allowed to.

    Comes before the change of user. An ordinary user may not, and has no capability to keep.
    """
    for capability in range(64):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except PermissionError:
            return
        except OSError as error:
            if error.errno == EINVAL:  # past the last one that this kernel knows
                return
            raise


def drop_capabilities() -> None:
    """Empty the ambient, effective, permitted and inheritable sets."""
    for call in dropping_capabilities():
        call()


def dropping_capabilities() -> tuple[Call, ...]:
    """Return what `drop_capabilities` does."""
    none = bytes(24)  # two times (effective, permitted, inheritable), 32 bits each
    return (
        calling_prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL),
        calling("capset", _CapabilityHeader(CAPABILITY_VERSION_3, 0), none),
    )


def dying_with_parent() -> Call:
    """Return what has this process end with its parent; a change of user undoes it."""
    return calling_prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def require_parent(parent: int) -> None:
    """Raise `ProcessLookupError` if the parent had another process id at the fork: it has ended."""
    if os.getppid() != parent:
        raise ProcessLookupError(3, "the parent has ended")


def let_others_look(may: bool) -> None:
    """Say whether other processes of the same user may look into this one: be dumpable.

    A change of user undoes it.
    """
    letting_others_look(may)()


def letting_others_look(may: bool) -> Call:
    """Return what `let_others_look` does."""
    return calling_prctl(PR_SET_DUMPABLE, int(may))
