"""Makes this Linux look like Windows or macOS to whatever is imported from here on.

As a program: `python other_system.py win32 grade …` runs the command line there. Interpreters that
are started from there are changed in the same way.
"""

from __future__ import annotations

import ctypes
import importlib
import io
import os
import resource
import select
import selectors
import signal
import socket
import subprocess
import sys
import types
from pathlib import Path

ON_LINUX_ALONE = {
    os: "sched_getaffinity sched_setaffinity memfd_create eventfd getresuid setresuid setresgid "
    "unshare setns O_PATH",
    resource: "prlimit RLIMIT_MSGQUEUE",
    socket: "AF_NETLINK SO_PEERCRED",
    signal: "pidfd_send_signal",
    select: "epoll",
}
NOT_ON_WINDOWS = {
    os: "fork forkpty wait wait3 wait4 waitid readv writev preadv pwritev nice getuid geteuid "
    "getgid getegid getgroups setuid setgid setgroups setsid getsid setpgid getpgid killpg uname "
    "mkfifo mknod chown fchown lchown chroot getloadavg sysconf pathconf getpriority setpriority "
    "posix_fallocate sync fchmod",
    signal: "SIGKILL SIGALRM SIGXCPU SIGXFSZ SIGHUP SIGUSR1 SIGUSR2 SIGCHLD SIGPIPE SIGQUIT "
    "SIGBUS SIGSTOP SIGCONT SIGTRAP pthread_sigmask pthread_kill sigwait setitimer getitimer alarm "
    "pause siginterrupt SIG_BLOCK SIG_UNBLOCK SIG_SETMASK",
    socket: "send_fds recv_fds AF_UNIX socketpair",
    select: "poll",
}
MODULES_NOT_ON_WINDOWS = (
    "fcntl resource pwd grp termios tty pty syslog _posixshmem multiprocessing.popen_fork"
)
LOADED_BEFORE = "importlib.abc importlib.resources platform shutil tempfile traceback uuid msgspec"
"""What would itself look for the other system's parts."""


def pretend(system: str) -> None:
    """Turn this process into one on `system`, as far as what is imported later can tell."""
    for name in LOADED_BEFORE.split():
        importlib.import_module(name)
    import numpy as np

    np.random.default_rng(0)
    _become(ON_LINUX_ALONE)
    os.fork = _refuse  # type: ignore[assignment]
    ctypes.CDLL = _library  # type: ignore[misc, assignment]
    if system == "win32":
        import fcntl

        subprocess.Popen.kill = lambda self: os.kill(self.pid, 9)  # type: ignore[method-assign]
        subprocess._PopenSelector = selectors.SelectSelector  # type: ignore[attr-defined]
        selectors.DefaultSelector = selectors.SelectSelector  # type: ignore[misc]
        _become(NOT_ON_WINDOWS)
        for name in MODULES_NOT_ON_WINDOWS.split():
            sys.modules[name] = None  # type: ignore[assignment]
        os.O_BINARY = 0  # type: ignore[attr-defined]
        io._WindowsConsoleIO = type("_WindowsConsoleIO", (), {})  # type: ignore[attr-defined]
        sys.modules["msvcrt"] = msvcrt = types.ModuleType("msvcrt")
        msvcrt.setmode = lambda descriptor, mode: os.fstat(descriptor)  # type: ignore[attr-defined]
        msvcrt.LK_NBLCK = fcntl.LOCK_EX | fcntl.LOCK_NB  # type: ignore[attr-defined]
        msvcrt.locking = lambda file, mode, size: fcntl.lockf(file, mode, size)  # type: ignore[attr-defined]
    sys.platform = system
    _infect(system)


def _become(gone: dict[types.ModuleType, str]) -> None:
    for module, names in gone.items():
        for name in names.split():
            vars(module).pop(name, None)


def _refuse(*_: object) -> int:
    raise AssertionError("forked")


def _library(name: str | None, *_: object, **__: object) -> object:
    if name is None:
        raise TypeError("there is no such library here")
    return types.SimpleNamespace()


def _infect(system: str) -> None:
    """Have interpreters that are started from here pretend as well."""
    start = subprocess.Popen.__init__
    first = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import other_system; "
        f"del sys.path[0]; other_system.pretend({system!r})\n"
    )

    def begin(self: object, args: list[str], *more: object, **named: object) -> None:
        if "-c" in args:
            at = args.index("-c") + 1
            args = [*args[:at], first + args[at], *args[at + 1 :]]
        start(self, args, *more, **named)  # type: ignore[call-overload]

    subprocess.Popen.__init__ = begin  # type: ignore[method-assign, assignment]


def main() -> None:
    import pytest  # noqa: F401
    import rich.console
    import rich.live
    import rich.progress  # noqa: F401
    import yaml  # noqa: F401

    sys.path.insert(0, str(Path(__file__).parents[2]))
    pretend(sys.argv[1])
    from autograder.cli import main as run

    sys.exit(run(sys.argv[2:]))


if __name__ == "__main__":
    main()
