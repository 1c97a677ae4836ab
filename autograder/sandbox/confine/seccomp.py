"""The allow-list of system calls, as a classic BPF program.

A system call that is not named below fails with EPERM, which Python raises as `PermissionError`.
So there is no new process and no thread (`clone`, `fork`), no program (`execve`), no socket, no
change to a file system, no signal to another process, no shared memory, no namespace, no `ptrace`,
and no change of the process's own limits or attributes (`prlimit64`, `prctl`).

The kernel runs the program on `struct seccomp_data` before each call: the number of the call at
offset 0, the architecture at 4, and six arguments of 64 bits from 16. Only arguments that the
kernel takes as 32-bit integers are compared, so their lower halves decide; what a pointer points
to cannot be looked at. See Documentation/userspace-api/seccomp_filter.rst.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import struct
from typing import NamedTuple

from autograder.sandbox.confine.kernel import Call, calling, machine
from autograder.sandbox.confine.numbers import NEWEST, NUMBERS

_ALLOWED = """
    read readv pread64 write writev lseek close dup dup2 dup3 poll ppoll select pselect6
    stat lstat fstat newfstatat statx access faccessat faccessat2 readlink readlinkat
    getdents64 getcwd
    mmap munmap mremap mprotect madvise brk
    rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack restart_syscall
    setitimer getitimer alarm
    clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times
    getpid getppid gettid getpgrp getuid geteuid getgid getegid getrusage
    sched_yield sched_getaffinity sysinfo uname getrandom
    exit exit_group
"""
ALLOWED = tuple(_ALLOWED.split())
"""Calls that pass whatever their arguments are."""

ABSENT = ("clone3", "openat2")
"""Calls whose arguments lie behind a pointer: ENOSYS makes the C library use the older ones."""


class OneOf(NamedTuple):
    """The argument at `position` (from 0) is one of `values`."""

    position: int
    values: tuple[int, ...]


class OnlyBits(NamedTuple):
    """The argument at `position` (from 0) has no other bits than those of `mask`."""

    position: int
    mask: int


class OwnProcess(NamedTuple):
    """The argument at `position` (from 0) is the caller's own process id."""

    position: int


Condition = OneOf | OnlyBits | OwnProcess

READING = 0o2000000 | 0o4000 | 0o400 | 0o740000
"""Flags to open a file with, to read it: O_CLOEXEC, O_NONBLOCK, O_NOCTTY, and O_DIRECTORY,
O_NOFOLLOW, O_LARGEFILE and O_DIRECT, which share four bits in one order or another on the two
machines. Without O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND, O_TMPFILE, O_ASYNC, O_PATH."""

LOCKING = tuple(
    operation | flags
    for operation in (0, 1, 9, 10)  # FUTEX_WAIT, WAKE, WAIT_BITSET, WAKE_BITSET
    for flags in (0, 128, 256, 384)  # FUTEX_PRIVATE_FLAG, FUTEX_CLOCK_REALTIME
)
"""What locks need; not the operations that requeue or inherit priorities."""

FILTERED: dict[str, Condition] = {
    "open": OnlyBits(1, READING),
    "openat": OnlyBits(2, READING),
    # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC. F_SETOWN could have the kernel signal
    # another process; F_SETFL would change what other processes share.
    "fcntl": OneOf(1, (0, 1, 2, 3, 1030)),
    # TCGETS (isatty), TIOCGWINSZ, FIONCLEX, FIOCLEX. TIOCSTI would type into a terminal.
    "ioctl": OneOf(1, (0x5401, 0x5413, 0x5450, 0x5451)),
    "futex": OneOf(1, LOCKING),
    # abort() and raise(), so that a crash is seen as what it was.
    "tgkill": OwnProcess(0),
}
"""Calls that pass if one argument is harmless."""

AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # linux/audit.h
X32_BIT = 0x40000000

# linux/bpf_common.h: load a word, jump, return
LOAD, EQUAL, GREATER, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x25, 0x35, 0x45, 0x06
# linux/seccomp.h: what the program returns
ALLOW, KILL = 0x7FFF0000, 0x80000000
REFUSE, NO_SUCH_CALL = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
SET_MODE_FILTER, FOR_ALL_THREADS = 1, 1


class Instruction(NamedTuple):
    """One instruction; a jump skips `if_true` or `if_false` of those that follow."""

    code: int
    if_true: int
    if_false: int
    constant: int


INSTRUCTION = struct.Struct("=HBBI")  # struct sock_filter


def program(here: str, own_pid: int) -> list[Instruction]:
    """Return the program for machine `here` and the process `own_pid`."""
    steps = [
        _load(4),
        Instruction(EQUAL, 1, 0, AUDIT_ARCH[here]),
        _return(KILL),  # calls of another kind (32-bit) have other numbers
        _load(0),
    ]
    if here == "x86_64":
        steps += [Instruction(AT_LEAST, 0, 1, X32_BIT), _return(KILL)]
    for name in ALLOWED:
        steps += _if_called(name, here, [_return(ALLOW)])
    for name, condition in FILTERED.items():
        steps += _if_called(name, here, _if_harmless(condition, own_pid))
    for name in ABSENT:
        steps += _if_called(name, here, [_return(NO_SUCH_CALL)])
    # Calls that are newer than this file: the C library falls back to older ones.
    steps += [Instruction(GREATER, 0, 1, NEWEST), _return(NO_SUCH_CALL)]
    return [*steps, _return(REFUSE)]


def _load(offset: int) -> Instruction:
    return Instruction(LOAD, 0, 0, offset)


def _return(value: int) -> Instruction:
    return Instruction(RETURN, 0, 0, value)


def _if_called(name: str, here: str, then: list[Instruction]) -> list[Instruction]:
    """`then` has to end in a return, since it may overwrite the loaded number."""
    number = NUMBERS[name].get(here)
    return [] if number is None else [Instruction(EQUAL, 0, len(then), number), *then]


def _if_harmless(condition: Condition, own_pid: int) -> list[Instruction]:
    load = _load(16 + 8 * condition.position)
    if isinstance(condition, OnlyBits):
        others = ~condition.mask & 0xFFFFFFFF
        return [load, Instruction(ANY_BIT, 1, 0, others), _return(ALLOW), _return(REFUSE)]
    if isinstance(condition, OwnProcess):
        return [load, _own_pid_is(own_pid), _return(ALLOW), _return(REFUSE)]
    steps = [load]
    for value in condition.values:
        steps += [Instruction(EQUAL, 0, 1, value), _return(ALLOW)]
    return [*steps, _return(REFUSE)]


def _own_pid_is(pid: int) -> Instruction:
    return Instruction(EQUAL, 0, 1, pid)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


UNKNOWN_PID = 0xFFFFFFFF
"""Stands for the own process id until that is known; no process has it."""


@functools.cache
def assembled() -> tuple[bytes, bytes]:
    """Return the program in the kernel's format, what comes before the own process id and after.

    It is worked out once, in the parent, so that a child has little to do.

    Raises
    ------
    OSError
        The system calls of this machine are not known.
    """
    here = machine()
    if here is None:
        raise OSError(errno.ENOSYS, "the system calls of this machine are not known")
    steps = program(here, UNKNOWN_PID)
    at = steps.index(_own_pid_is(UNKNOWN_PID))
    return _packed(steps[:at]), _packed(steps[at + 1 :])


def restrict() -> None:
    """Install the program in every thread of the process, for good; needs `no_new_privs`.

    Raises
    ------
    OSError
        The kernel refused, or this machine is not supported.
    """
    for call in restricting():
        call()


def restricting() -> tuple[Call, ...]:
    """Return what `restrict` does, in whichever process it is called; raises the same."""
    before, after = assembled()
    code = before + _packed([_own_pid_is(UNKNOWN_PID)]) + after
    instructions = ctypes.create_string_buffer(code, len(code))
    whole = _Program(len(code) // INSTRUCTION.size, ctypes.addressof(instructions))
    install = calling("seccomp", SET_MODE_FILTER, FOR_ALL_THREADS, whole)

    def call() -> None:
        INSTRUCTION.pack_into(instructions, len(before), *_own_pid_is(os.getpid()))
        if install():
            raise OSError(errno.EAGAIN, "a thread did not take the filter")

    return (call,)


def _packed(steps: list[Instruction]) -> bytes:
    return b"".join(INSTRUCTION.pack(*step) for step in steps)
