"""The confinement that a freshly forked worker applies to itself before it runs student code.

    numbers     system calls' numbers on x86-64 and aarch64
    kernel      syscall(2) and prctl(2)
    plan        what a confinement consists of
    limits      resource limits
    landlock    which files may be opened
    identity    user, capabilities, bond to the parent
    seccomp     which system calls may be made
    apply       all of these, in the order that works
    bubblewrap  namespaces around the parent of workers, which it is started in
    orphans     the end of processes that a worker started where seccomp is missing
    host        what this machine offers, and what is missing
    attempts    how each forbidden act is tried
    acts        what student code must not be able to do, and what keeps it from that
    selftest    tries the acts and reports

What is applied is worked out in the parent of workers, as far as it can be: `restricting` returns
the calls that `restrict` makes, and so do others of such names. A worker makes them.

`selftest`, `acts` and `attempts` are loaded by who runs the self-test. All of it uses the standard
library alone. A refused system call gives `PermissionError` in Python, so that an honest mistake
(`open("x.txt", "w")`) is reported as what it is.

Descriptors that are open already stay open and usable with `os.read`, `os.readv`, `os.write` and
`os.writev`, sockets too; `send`, `recv` and their kin are refused. What must not be reached has to
be closed before.
"""

from __future__ import annotations

from autograder.sandbox.confine.apply import Prepared, prepare
from autograder.sandbox.confine.host import available, missing, why_not
from autograder.sandbox.confine.identity import worker_id
from autograder.sandbox.confine.plan import Confinement, ConfinementError, Layer

__all__ = [
    "Confinement",
    "ConfinementError",
    "Layer",
    "Prepared",
    "available",
    "missing",
    "prepare",
    "why_not",
    "worker_id",
]
