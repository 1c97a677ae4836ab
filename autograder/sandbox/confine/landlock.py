"""Landlock: which files the process may open, and no signals or abstract sockets to others.

Every right that the kernel knows is handled, which denies it, and reading alone is granted again,
below given roots. Landlock says nothing of `stat`, `chmod`, `utime`, UDP and path sockets; those
are closed by seccomp. See `linux/landlock.h` and Documentation/userspace-api/landlock.rst.
"""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Iterable
from functools import partial

from autograder.sandbox.confine.kernel import Call, calling, syscall

VERSION = 1  # LANDLOCK_CREATE_RULESET_VERSION
PATH_BENEATH = 1  # LANDLOCK_RULE_PATH_BENEATH

HIGH = 32

READ_FILE = 1 << 2
READ_DIR = 1 << 3

FILES_SINCE = {1: (1 << 13) - 1, 2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
"""ABI → rights on files that came with it: the first 13, REFER, TRUNCATE, IOCTL_DEV."""
NETWORK_SINCE = {4: 0b11}
"""BIND_TCP, CONNECT_TCP."""
SCOPES_SINCE = {6: 0b11}
"""ABSTRACT_UNIX_SOCKET, SIGNAL: none to processes outside this domain."""


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def abi() -> int:
    """Return the ABI version of this kernel's Landlock, 0 where there is none."""
    try:
        return syscall("landlock_create_ruleset", None, 0, VERSION)
    except OSError:
        return 0


def handled(version: int) -> tuple[int, int, int]:
    """Return the bit masks of files, network and scopes that a kernel with ABI `version` knows."""
    files, network, scopes = (
        sum(bits for since, bits in table.items() if since <= version)
        for table in (FILES_SINCE, NETWORK_SINCE, SCOPES_SINCE)
    )
    return files, network, scopes


def restrict(readable: Iterable[str]) -> None:
    """Leave nothing but reading below `readable` to the calling thread, for good.

    Needs `no_new_privs`; raises what `ruleset` does.
    """
    for call in restricting(ruleset(readable)):
        call()


def restricting(rules: int) -> tuple[Call, ...]:
    """Return what puts the calling thread under a rule set, for good, and closes that."""
    return calling("landlock_restrict_self", rules, 0), partial(os.close, rules)


def ruleset(readable: Iterable[str]) -> int:
    """Return the descriptor of a rule set that leaves nothing but reading below `readable`.

    A root that does not exist, or cannot be reached, grants nothing. The descriptor has a high
    number, so that what is opened later has the numbers that it would have without.

    Raises
    ------
    OSError
        There is no Landlock here, or the kernel refused.
    """
    from fcntl import F_DUPFD_CLOEXEC, fcntl  # there is none on Windows

    files, network, scopes = handled(syscall("landlock_create_ruleset", None, 0, VERSION))
    size = 24 if scopes else 16 if network else 8  # older kernels know a shorter structure
    rules = syscall("landlock_create_ruleset", _Ruleset(files, network, scopes), size, 0)
    try:
        for root in readable:
            _grant(rules, root)
        return fcntl(rules, F_DUPFD_CLOEXEC, HIGH)
    finally:
        os.close(rules)


def _grant(rules: int, root: str) -> None:
    try:
        fd = os.open(root, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    try:
        folder = stat.S_ISDIR(os.fstat(fd).st_mode)
        allowed = READ_FILE | READ_DIR if folder else READ_FILE
        syscall("landlock_add_rule", rules, PATH_BENEATH, _Beneath(allowed, fd), 0)
    finally:
        os.close(fd)
