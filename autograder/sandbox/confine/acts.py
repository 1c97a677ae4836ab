"""What student code must not be able to do, each as a function that tries it in this process.

Each act is harmless where it succeeds: files are removed again, attributes set to what they were,
signal 0 is sent, and calls with a null pointer show by their error whether they were let in.
An act that raises is refused; one that returns is allowed.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import mmap
import os
import signal
import socket
import struct
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass

from autograder.sandbox.confine import identity
from autograder.sandbox.confine.kernel import prctl, syscall

if sys.platform != "win32":
    import resource

PTRACE_SEIZE = 0x4206
LOOPBACK = "127.0.0.1"
NOWHERE = struct.pack("=QQ", 1, 1)  # struct iovec: one byte at an address that is never mapped


@dataclass(frozen=True)
class Scene:
    """What the acts are aimed at.

    Parameters
    ----------
    memory_bytes
        How much address space the process may have.
    open_files
        How many descriptors it may have.
    canary
        A private file of the grader's.
    grader
        The grader's process id; 0 if it has none here.
    parent
        That of the parent of workers.
    """

    memory_bytes: int
    open_files: int
    canary: str
    grader: int
    parent: int

    def scratch(self, folder: str) -> str:
        """Return a path for a new file in `folder`."""
        return os.path.join(folder, f".autograder-self-test-{os.getpid()}")


def _read(path: str) -> None:
    with open(path, "rb", buffering=0) as file:
        file.read(1)


def _on_any(act: Callable[[int], object]) -> Callable[[Scene], object]:
    """Aim an act at the grader, and at the parent of workers: one that allows it is enough."""

    def attempt(scene: Scene) -> object:
        if scene.grader not in (0, scene.parent):
            with contextlib.suppress(OSError):
                return act(scene.grader)
        return act(scene.parent)

    return attempt


def _open_memory(pid: int) -> None:
    os.close(os.open(f"/proc/{pid}/mem", os.O_RDONLY))


def _create(path: str) -> None:
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    os.unlink(path)


def _make(make: Callable[[str], object], remove: Callable[[str], object], path: str) -> None:
    make(path)
    remove(path)


def _rename(path: str) -> None:
    os.rename(path, path + "~")
    os.rename(path + "~", path)


def _times(path: str) -> None:
    _restore_times(path, os.stat(path))


def _truncate(path: str) -> None:
    status = os.stat(path)
    os.truncate(path, status.st_size)
    _restore_times(path, status)


def _restore_times(path: str, status: os.stat_result) -> None:
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def _fork(_: Scene) -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def _thread(_: Scene) -> None:
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()


def _let_in(error_if_so: int, call: str, *arguments: int | bytes | None) -> None:
    """Make a call that cannot succeed; the given error means that it was not refused."""
    try:
        syscall(call, *arguments)
    except OSError as error:
        if error.errno != error_if_so:
            raise


def _trace(pid: int) -> None:
    syscall("ptrace", PTRACE_SEIZE, pid, 0, 0)  # does not stop the traced process


def _outlive(_: Scene) -> None:
    prctl(identity.PR_SET_PDEATHSIG, 0)
    prctl(identity.PR_SET_PDEATHSIG, signal.SIGKILL)


def _priority(pid: int) -> None:
    os.setpriority(os.PRIO_PROCESS, pid, os.getpriority(os.PRIO_PROCESS, pid))


def _raise_limit(_: Scene) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _others_limit(pid: int) -> None:
    bounds = resource.prlimit(pid, resource.RLIMIT_CORE)
    resource.prlimit(pid, resource.RLIMIT_CORE, bounds)


def _allocate(scene: Scene) -> None:
    mmap.mmap(-1, scene.memory_bytes, prot=mmap.PROT_READ).close()


def _hold_descriptors(scene: Scene) -> None:
    held: list[int] = []
    try:
        held.extend(os.dup(1) for _ in range(scene.open_files))
    finally:
        for descriptor in held:
            os.close(descriptor)


def _socket(family: int, kind: int = socket.SOCK_STREAM) -> None:
    socket.socket(family, kind).close()


def _bind_tcp(_: Scene) -> None:
    with socket.socket(socket.AF_INET) as endpoint:
        endpoint.bind((LOOPBACK, 0))


def _connect_tcp(_: Scene) -> None:
    with socket.socket(socket.AF_INET) as endpoint, contextlib.suppress(ConnectionRefusedError):
        endpoint.settimeout(1.0)
        endpoint.connect((LOOPBACK, 9))


def _send_udp(_: Scene) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as endpoint:
        endpoint.sendto(b"", (LOOPBACK, 9))


def _share(kind: str, *arguments: int) -> None:
    """Make a private object of System V's kind, and remove it."""
    identifier = syscall(f"{kind}get", *arguments)
    syscall(f"{kind}ctl", identifier, 0, 0, 0)  # IPC_RMID


def _memfd(_: Scene) -> None:
    os.close(syscall("memfd_create", b"self-test", 0))


def _pidfd(pid: int) -> None:
    os.close(syscall("pidfd_open", pid, 0))


ACTS: dict[str, Callable[[Scene], object]] = {
    "read a private file of the grader's": lambda s: _read(s.canary),
    "read the grader's memory through /proc": _on_any(_open_memory),
    "read the grader's environment": _on_any(lambda pid: _read(f"/proc/{pid}/environ")),
    "read the grader's command line": lambda s: _read(f"/proc/{s.grader}/cmdline"),
    "read a file that everybody may read": lambda _: _read("/etc/passwd"),
    "open a file of the grader's for writing": lambda s: open(s.canary, "r+b").close(),
    "truncate a file of the grader's": lambda s: _truncate(s.canary),
    "rename a file of the grader's": lambda s: _rename(s.canary),
    "change the mode of a file of the grader's": lambda s: os.chmod(s.canary, 0o600),
    "change the times of a file of the grader's": lambda s: _times(s.canary),
    "create a file in /tmp": lambda s: _create(s.scratch("/tmp")),
    "create a file in /dev/shm": lambda s: _create(s.scratch("/dev/shm")),
    "create a file in the working directory": lambda s: _create(s.scratch(".")),
    "create a folder": lambda s: _make(os.mkdir, os.rmdir, s.scratch("/tmp")),
    "create a FIFO": lambda s: _make(os.mkfifo, os.unlink, s.scratch("/tmp")),
    "create a link": lambda s: _make(lambda p: os.symlink("/", p), os.unlink, s.scratch("/tmp")),
    "create a memory file": _memfd,
    "create System V shared memory": lambda _: _share("shm", 0, 4096, 0o600),
    "create System V semaphores": lambda _: _share("sem", 0, 1, 0o600),
    "create a System V message queue": lambda _: _share("msg", 0, 0o600),
    "start a process": _fork,
    "start a thread": _thread,
    "run a program": lambda _: _let_in(errno.EFAULT, "execve", b"/bin/sh", 1, 1),
    "signal the grader": _on_any(lambda pid: os.kill(pid, 0)),
    "get a handle to the grader's process": _on_any(_pidfd),
    "read the grader's memory by a system call": _on_any(
        lambda pid: _let_in(errno.EFAULT, "process_vm_readv", pid, NOWHERE, 1, NOWHERE, 1, 0)
    ),
    "change the grader's priority": _on_any(_priority),
    "change the grader's limits": _on_any(_others_limit),
    "raise its own memory limit": _raise_limit,
    "allocate more memory than allowed": _allocate,
    "hold more descriptors than allowed": _hold_descriptors,
    "outlive the grader": _outlive,
    "leave the grader's session": lambda _: os.setsid(),
    "open a TCP socket": lambda _: _socket(socket.AF_INET),
    "listen on a TCP port": _bind_tcp,
    "connect over TCP": _connect_tcp,
    "send over UDP": _send_udp,
    "open a Unix socket": lambda _: _socket(socket.AF_UNIX),
    "open a netlink socket": lambda _: _socket(socket.AF_NETLINK, socket.SOCK_RAW),
    "use the kernel's keyrings": lambda _: syscall("keyctl", 0, ctypes.c_int(-3).value, 0),
    "use io_uring": lambda _: _let_in(errno.EFAULT, "io_uring_setup", 1, None),
    "load a program into the kernel": lambda _: _let_in(errno.EFAULT, "bpf", 5, 1, 72),
    "watch other processes' performance": lambda _: _let_in(
        errno.EFAULT, "perf_event_open", 1, 0, -1, -1, 0
    ),
    "become root": lambda _: os.setuid(0),
    "choose its groups": lambda _: os.setgroups([]),
    "mount a file system": lambda _: _let_in(errno.ENODEV, "mount", b"x", b"/", b"none-such", 0, 0),
    "trace the grader": _on_any(_trace),
    "enter a namespace of its own": lambda _: syscall("unshare", 0x10000000),  # CLONE_NEWUSER
}
"""Act → how it is tried; the last ones change the process the most."""

OPEN_TO_ALL = frozenset({"read the grader's command line", "read a file that everybody may read"})
