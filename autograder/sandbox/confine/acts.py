"""What student code must not be able to do, and which layers keep it from that, each by itself.

The layers are those that were seen to do so, each applied alone, on Linux 6.18; a test compares.
"""

from __future__ import annotations

import ctypes
import errno
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass

from autograder.sandbox.confine import attempts
from autograder.sandbox.confine.attempts import Scene, let_in, make, on_any, open_socket, share
from autograder.sandbox.confine.kernel import syscall
from autograder.sandbox.confine.plan import Layer

LIMITS, LANDLOCK, UID, SECCOMP, BUBBLEWRAP = (
    Layer.LIMITS,
    Layer.LANDLOCK,
    Layer.UID,
    Layer.SECCOMP,
    Layer.BUBBLEWRAP,
)
Attempt = Callable[[Scene], object]

GRADERS = "the grader's files and memory, other submissions"
SYSTEM = "what everybody on this machine may read"
TRACES = "what is left for the next submission"
PROCESSES = "processes"
MEMORY = "memory and descriptors"
NETWORK = "the network"
RIGHTS = "rights, and doors of the kernel"


@dataclass(frozen=True)
class Act:
    """One thing that is tried.

    Parameters
    ----------
    name
        As the end of "student code can …".
    group
        What it is about.
    closed_by
        The layers that refuse it, where they are in use.
    attempt
        Tries it in this process.
    """

    name: str
    group: str
    closed_by: tuple[Layer, ...]
    attempt: Attempt

    @property
    def mandatory(self) -> bool:
        """Whether grading relies on its being refused; what everybody may read is no secret."""
        return self.group != SYSTEM


def _acts(group: str, closed_by: tuple[Layer, ...], tried: dict[str, Attempt]) -> tuple[Act, ...]:
    return tuple(Act(name, group, closed_by, attempt) for name, attempt in tried.items())


ACTS: tuple[Act, ...] = (
    *_acts(
        GRADERS,
        (LANDLOCK, UID, BUBBLEWRAP),
        {
            "read a private file of the grader's": lambda s: attempts.read(s.canary),
            "read the grader's memory through /proc": on_any(attempts.open_memory),
            "read the grader's environment": on_any(
                lambda pid: attempts.read(f"/proc/{pid}/environ")
            ),
        },
    ),
    *_acts(
        GRADERS,
        (LANDLOCK, UID, SECCOMP, BUBBLEWRAP),
        {
            "open a file of the grader's for writing": lambda s: open(s.canary, "r+b").close(),
            "truncate a file of the grader's": lambda s: attempts.truncate(s.canary),
            "rename a file of the grader's": lambda s: attempts.rename(s.canary),
            "read the grader's memory by a system call": on_any(attempts.read_memory),
        },
    ),
    *_acts(
        GRADERS,
        (UID, SECCOMP, BUBBLEWRAP),
        {
            "change the mode of a file of the grader's": lambda s: os.chmod(s.canary, 0o600),
            "change the times of a file of the grader's": lambda s: attempts.times(s.canary),
        },
    ),
    *_acts(
        SYSTEM,
        (LANDLOCK, BUBBLEWRAP),
        {
            "read the grader's command line": lambda s: attempts.read(f"/proc/{s.grader}/cmdline"),
            "read a file that everybody may read": lambda _: attempts.read("/etc/passwd"),
        },
    ),
    *_acts(
        TRACES,
        (LANDLOCK, SECCOMP, BUBBLEWRAP),
        {
            "create a file in /tmp": lambda s: attempts.create(s.scratch("/tmp")),
            "create a file in /dev/shm": lambda s: attempts.create(s.scratch("/dev/shm")),
            "create a file in the working directory": lambda s: attempts.create(s.scratch(".")),
            "create a folder": lambda s: make(os.mkdir, os.rmdir, s.scratch("/tmp")),
            "create a FIFO": lambda s: make(os.mkfifo, os.unlink, s.scratch("/tmp")),
            "create a link": lambda s: make(attempts.link, os.unlink, s.scratch("/tmp")),
        },
    ),
    *_acts(
        TRACES,
        (SECCOMP,),
        {
            "create a memory file": attempts.memfd,
            "create System V shared memory": lambda _: share("shm", 0, 4096, 0o600),
            "create System V semaphores": lambda _: share("sem", 0, 1, 0o600),
            "create a System V message queue": lambda _: share("msg", 0, 0o600),
        },
    ),
    *_acts(
        PROCESSES,
        (SECCOMP,),
        {
            "start a process": attempts.fork,
            "start a thread": attempts.thread,
            "get a handle to the grader's process": on_any(attempts.pidfd),
            "outlive the grader": attempts.outlive,
            "leave the grader's session": lambda _: os.setsid(),
        },
    ),
    *_acts(
        PROCESSES,
        (LANDLOCK, SECCOMP, BUBBLEWRAP),
        {"run a program": lambda _: let_in(errno.EFAULT, "execve", b"/bin/sh", 1, 1)},
    ),
    *_acts(
        PROCESSES,
        (LANDLOCK, UID, SECCOMP),
        {"signal the grader": on_any(lambda pid: os.kill(pid, 0))},
    ),
    *_acts(
        PROCESSES,
        (UID, SECCOMP),
        {
            "change the grader's priority": on_any(attempts.priority),
            "change the grader's limits": on_any(attempts.others_limit),
        },
    ),
    *_acts(MEMORY, (LIMITS, SECCOMP), {"raise its own memory limit": attempts.raise_limit}),
    *_acts(
        MEMORY,
        (LIMITS,),
        {
            "allocate more memory than allowed": attempts.allocate,
            "hold more descriptors than allowed": attempts.hold_descriptors,
        },
    ),
    *_acts(
        NETWORK,
        (SECCOMP,),
        {
            "open a TCP socket": lambda _: open_socket(socket.AF_INET),
            "send over UDP": attempts.send_udp,
            "open a Unix socket": lambda _: open_socket(socket.AF_UNIX),
            "open a netlink socket": lambda _: open_socket(socket.AF_NETLINK, socket.SOCK_RAW),
        },
    ),
    *_acts(
        NETWORK,
        (LANDLOCK, SECCOMP),
        {
            "listen on a TCP port": attempts.bind_tcp,
            "connect over TCP": attempts.connect_tcp,
        },
    ),
    *_acts(
        RIGHTS,
        (SECCOMP,),
        {
            "use the kernel's keyrings": lambda _: syscall("keyctl", 0, ctypes.c_int(-3).value, 0),
            "use io_uring": lambda _: let_in(errno.EFAULT, "io_uring_setup", 1, None),
            "load a program into the kernel": lambda _: let_in(errno.EFAULT, "bpf", 5, 1, 72),
            "watch other processes' performance": lambda _: let_in(
                errno.EFAULT, "perf_event_open", 1, 0, -1, -1, 0
            ),
        },
    ),
    *_acts(
        RIGHTS,
        (UID, SECCOMP),
        {
            "become root": lambda _: os.setuid(0),
            "choose its groups": lambda _: os.setgroups([]),
            "mount a file system": lambda _: let_in(
                errno.ENODEV, "mount", b"x", b"/", b"none-such", 0, 0
            ),
        },
    ),
    *_acts(
        RIGHTS, (LANDLOCK, UID, SECCOMP, BUBBLEWRAP), {"trace the grader": on_any(attempts.trace)}
    ),
    *_acts(
        RIGHTS,
        (SECCOMP,),
        {"enter a namespace of its own": lambda _: syscall("unshare", 0x10000000)},
    ),
)
"""In the order in which they are tried: the last ones change the process the most."""
