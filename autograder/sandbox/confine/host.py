"""What this machine offers, seen by trying it, and what is missing."""

from __future__ import annotations

import contextlib
import mmap
import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping, Sequence, Set
from types import MappingProxyType

from autograder.sandbox.confine import bubblewrap, identity, kernel, landlock, limits, seccomp
from autograder.sandbox.confine.plan import Layer

MEBIBYTE = 1024 * 1024
SECONDS = 10  # to try a layer
NOWHERE: Mapping[str, str] = MappingProxyType({})


def available(outside: Mapping[str, str] = NOWHERE) -> frozenset[Layer]:
    """Return the layers that were seen to work here, each tried in a forked child.

    That is one child for all, and for each that does not work there, another one. The caller keeps
    its state. It should have no other threads, since it is forked. Empty where there is no such
    kernel (macOS, Windows, a machine other than x86-64 and aarch64).

    Parameters
    ----------
    outside
        The grader's namespaces, where the caller was started inside bubblewrap.
    """
    if kernel.machine() is None:
        return frozenset()
    seccomp.assembled()  # a trial before that of seccomp leaves little memory
    layers = _working(list(_TRIALS))
    for layer in _TRIALS.keys() - layers:
        layers |= _working([layer])
    if bubblewrap.entered(outside):
        layers.add(Layer.BUBBLEWRAP)
    return frozenset(layers)


def missing(layers: Set[Layer], *, root: bool) -> list[str]:
    """Say which mandatory layers are not among `layers`, and what would help.

    Mandatory are the system call filter, the limits, and one of what closes the grader's files: a
    user of its own, which only root can give, Landlock, or bubblewrap.

    Parameters
    ----------
    layers
        What can be applied, or what is going to be.
    root
        Whether the grader runs as root.

    Returns
    -------
    list of str
        One text for each missing layer; empty when student code may be run.
    """
    if kernel.machine() is None:
        return [
            f"This system ({sys.platform}) cannot confine student code. Use Linux on x86-64 or "
            "aarch64 with a 64-bit Python, for example in a Docker container."
        ]
    texts = []
    if Layer.SECCOMP not in layers:
        texts.append(
            "There is no system call filter (seccomp): student code could start processes, use the "
            "network and write files. It needs a kernel built with CONFIG_SECCOMP_FILTER, as the "
            "usual ones are; in a container, one whose own rules allow seccomp(2), as Docker's do."
        )
    if Layer.LIMITS not in layers:
        texts.append(
            "There are no resource limits (setrlimit): student code could use up the memory. Any "
            "Linux kernel has them; some emulations of one do not enforce RLIMIT_AS."
        )
    if not layers & {Layer.UID, Layer.LANDLOCK, Layer.BUBBLEWRAP}:
        closes = "Landlock (Linux 5.13 or later, with landlock among the kernel's lsm= modules)"
        own_user = (
            "a user id of their own (the capabilities SETUID and SETGID in this container)"
            if root
            else "a user id of their own, which the grader can give when it runs as root"
        )
        texts.append(
            "Nothing closes the grader's files: student code could read hidden tests and "
            f"solutions. It needs {closes}, bubblewrap (the program bwrap, where user namespaces "
            f"are permitted), or workers with {own_user}."
        )
    return texts


def why_not(layer: Layer) -> str:
    """Say why a layer that this process tries itself does not work here, and what would help."""
    if kernel.machine() is None:
        return "this system has no such thing"
    if layer is Layer.LANDLOCK and not landlock.abi():
        return "this kernel has none; it takes Linux 5.13 with landlock among its lsm= modules"
    if layer is Layer.UID:
        if os.geteuid() != 0:
            return "only root can give workers users of their own"
        return "this root has not the capabilities SETUID and SETGID"
    return "it was tried and does not work here; a container's rules may forbid it"


def _working(layers: Sequence[Layer]) -> set[Layer]:
    """Return those of the layers that work one after the other in a forked child.

    An exception there is a no; a signal is one for all.
    """
    pid = os.fork()
    if pid == 0:
        found = 0
        try:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(SECONDS)
            for number, layer in enumerate(layers):
                with contextlib.suppress(Exception):
                    found |= _TRIALS[layer]() << number
        finally:
            os._exit(found)
    found = max(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0)
    return {layer for number, layer in enumerate(layers) if found >> number & 1}


def _seccomp_works() -> bool:
    identity.forbid_new_privileges()
    seccomp.restrict()
    return os.getpid() > 0 and _refused(socket.socketpair, PermissionError)


def _landlock_works() -> bool:
    identity.forbid_new_privileges()
    landlock.restrict(())
    return _refused(lambda: os.listdir("/"))


def _limits_work() -> bool:
    limits.restrict(64 * MEBIBYTE, SECONDS, 16)
    return _refused(lambda: mmap.mmap(-1, 65 * MEBIBYTE))


def _uid_works() -> bool:
    uid = identity.worker_id(0)
    identity.become(uid)
    identity.drop_capabilities()
    return os.getresuid() == (uid, uid, uid) and _refused(lambda: os.setuid(0))


def _refused(act: Callable[[], object], error: type[OSError] = OSError) -> bool:
    try:
        act()
    except error:
        return True
    return False


_TRIALS: dict[Layer, Callable[[], bool]] = {
    Layer.LANDLOCK: _landlock_works,
    Layer.UID: _uid_works,
    Layer.LIMITS: _limits_work,
    Layer.SECCOMP: _seccomp_works,
}
"""In this order none refuses what the next ones need, or what these try to have refused: neither
Landlock nor a user limits memory, and none of the first three gives EPERM to a pair of sockets."""
