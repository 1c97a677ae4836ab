"""How each forbidden act is tried, in this process.

Each is harmless where it succeeds: files are removed again, attributes set to what they were,
signal 0 is sent, and calls with a null pointer show by their error whether they were let in.
An act that raises is refused; one that returns is allowed.
"""

from __future__ import annotations

import contextlib
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


def read(path: str) -> None:
    """Read the first byte of a file."""
    with open(path, "rb", buffering=0) as file:
        file.read(1)


def on_any(act: Callable[[int], object]) -> Callable[[Scene], object]:
    """Aim an act at the grader, and at the parent of workers: one that allows it is enough."""

    def attempt(scene: Scene) -> object:
        if scene.grader not in (0, scene.parent):
            with contextlib.suppress(OSError):
                return act(scene.grader)
        return act(scene.parent)

    return attempt


def open_memory(pid: int) -> None:
    """Open a process's memory for reading."""
    os.close(os.open(f"/proc/{pid}/mem", os.O_RDONLY))


def create(path: str) -> None:
    """Create a file, and remove it."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    os.unlink(path)


def make(by: Callable[[str], object], remove: Callable[[str], object], path: str) -> None:
    """Make something at `path` by one function, and remove it by another."""
    by(path)
    remove(path)


def rename(path: str) -> None:
    """Rename a file, and name it as it was."""
    os.rename(path, path + "~")
    os.rename(path + "~", path)


def times(path: str) -> None:
    """Set the times of a file to what they are."""
    _restore_times(path, os.stat(path))


def truncate(path: str) -> None:
    """Truncate a file to the length that it has."""
    status = os.stat(path)
    os.truncate(path, status.st_size)
    _restore_times(path, status)


def _restore_times(path: str, status: os.stat_result) -> None:
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def fork(_: Scene) -> None:
    """Start a process that ends at once."""
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def thread(_: Scene) -> None:
    """Start a thread that ends at once."""
    started = threading.Thread(target=int)
    started.start()
    started.join()


def let_in(error_if_so: int, call: str, *arguments: int | bytes | None) -> None:
    """Make a call that cannot succeed; the given error means that it was not refused."""
    try:
        syscall(call, *arguments)
    except OSError as error:
        if error.errno != error_if_so:
            raise


def trace(pid: int) -> None:
    """Become the tracer of a process, without stopping it."""
    syscall("ptrace", PTRACE_SEIZE, pid, 0, 0)  # does not stop the traced process


def outlive(_: Scene) -> None:
    """Stop dying with the parent, for a moment."""
    prctl(identity.PR_SET_PDEATHSIG, 0)
    prctl(identity.PR_SET_PDEATHSIG, signal.SIGKILL)


def priority(pid: int) -> None:
    """Set the priority of a process to what it is."""
    os.setpriority(os.PRIO_PROCESS, pid, os.getpriority(os.PRIO_PROCESS, pid))


def raise_limit(_: Scene) -> None:
    """Take the bound off the own memory."""
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def others_limit(pid: int) -> None:
    """Set a limit of another process to what it is."""
    bounds = resource.prlimit(pid, resource.RLIMIT_CORE)
    resource.prlimit(pid, resource.RLIMIT_CORE, bounds)


def allocate(scene: Scene) -> None:
    """Take as much memory as is allowed, beside what is in use."""
    mmap.mmap(-1, scene.memory_bytes, prot=mmap.PROT_READ).close()


def hold_descriptors(scene: Scene) -> None:
    """Open as many descriptors as are allowed, beside those in use."""
    held: list[int] = []
    try:
        held.extend(os.dup(1) for _ in range(scene.open_files))
    finally:
        for descriptor in held:
            os.close(descriptor)


def open_socket(family: int, kind: int = socket.SOCK_STREAM) -> None:
    """Open a socket, and close it."""
    socket.socket(family, kind).close()


def bind_tcp(_: Scene) -> None:
    """Listen on a port of this machine."""
    with socket.socket(socket.AF_INET) as endpoint:
        endpoint.bind((LOOPBACK, 0))


def connect_tcp(_: Scene) -> None:
    """Connect to a port of this machine, whether or not anything listens there."""
    with socket.socket(socket.AF_INET) as endpoint, contextlib.suppress(ConnectionRefusedError):
        endpoint.settimeout(1.0)
        endpoint.connect((LOOPBACK, 9))


def send_udp(_: Scene) -> None:
    """Send an empty datagram to this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as endpoint:
        endpoint.sendto(b"", (LOOPBACK, 9))


def share(kind: str, *arguments: int) -> None:
    """Make a private object of System V's kind, and remove it."""
    identifier = syscall(f"{kind}get", *arguments)
    syscall(f"{kind}ctl", identifier, 0, 0, 0)  # IPC_RMID


def memfd(_: Scene) -> None:
    """Create a file that has no name, in memory."""
    os.close(syscall("memfd_create", b"self-test", 0))


def link(path: str) -> None:
    """Create a symbolic link."""
    os.symlink("/", path)


def read_memory(pid: int) -> None:
    """Read a process's memory, from an address that has none."""
    let_in(errno.EFAULT, "process_vm_readv", pid, NOWHERE, 1, NOWHERE, 1, 0)


def pidfd(pid: int) -> None:
    """Get a descriptor that stands for a process."""
    os.close(syscall("pidfd_open", pid, 0))
