"""Who the process is: its user, its capabilities, and how it is bound to its parent."""

from __future__ import annotations

import ctypes
import os
import signal

from autograder.sandbox.confine.kernel import prctl, syscall

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
    prctl(PR_SET_NO_NEW_PRIVS, 1)


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
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    none = bytes(24)  # two times (effective, permitted, inheritable), 32 bits each
    syscall("capset", _CapabilityHeader(CAPABILITY_VERSION_3, 0), none)


def bind_to_parent(parent: int | None) -> None:
    """Die with the parent, and let no other process of the same user look into this one.

    Comes after the change of user, which undoes both. `parent` is the process id that the parent
    had at the fork; the call fails if that process has ended already.
    """
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if parent is not None and os.getppid() != parent:
        raise ProcessLookupError(3, "the parent has ended")
    let_others_look(False)


def let_others_look(may: bool) -> None:
    """Say whether other processes of the same user may look into this one: be dumpable."""
    prctl(PR_SET_DUMPABLE, int(may))
