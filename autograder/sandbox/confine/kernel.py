"""The two doors to the kernel that Python lacks: `syscall(2)` and `prctl(2)`.

Nothing here touches the C library before the first call, so that the module can be imported on
macOS and Windows too, where `machine()` is None.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import sys
from collections.abc import Callable, Sequence

from autograder.sandbox.confine.numbers import NUMBERS

Argument = int | bytes | ctypes.Structure | ctypes.Array[ctypes.c_char] | None
Call = Callable[[], object]
"""Something to be done, with nothing left to work out."""


def machine() -> str | None:
    """Return ``"x86_64"`` or ``"aarch64"`` where this process can be confined, else None.

    A 32-bit Python on a 64-bit kernel makes other system calls than the ones that the filter
    knows, so it counts as unsupported.
    """
    if sys.platform != "linux" or sys.maxsize < 2**32:
        return None
    name = os.uname().machine
    return name if name in NUMBERS["read"] else None


@functools.cache
def _libc() -> ctypes.CDLL:
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    library.prctl.restype = ctypes.c_int
    return library


def syscall(name: str, *arguments: Argument) -> int:
    """Make the system call `name`; takes and raises what `calling` does."""
    return calling(name, *arguments)()


def calling(name: str, *arguments: Argument) -> Callable[[], int]:
    """Return what makes the system call `name`.

    Parameters
    ----------
    name
        A key of `NUMBERS`.
    *arguments
        Integers are passed as 64-bit words; `bytes`, buffers and structures by address; None is
        the null pointer.

    Raises
    ------
    OSError
        The kernel refused, or has no such call, or this machine is not supported (ENOSYS).
    """
    here = machine()
    number = None if here is None else NUMBERS[name].get(here)
    if number is None:
        raise OSError(errno.ENOSYS, "this machine is not supported", name)
    return _made(_libc().syscall, [ctypes.c_long(number), *map(_word, arguments)], name)


def prctl(option: int, *arguments: int) -> int:
    """Make a `prctl(2)` call; an `OSError` is raised if the kernel refuses."""
    return calling_prctl(option, *arguments)()


def calling_prctl(option: int, *arguments: int) -> Callable[[], int]:
    """Return what makes a `prctl(2)` call."""
    words = [ctypes.c_ulong(word) for word in (*arguments, 0, 0, 0, 0)[:4]]
    return _made(_libc().prctl, [ctypes.c_int(option), *words], f"prctl {option}")


def _made(function: Callable[..., int], words: Sequence[object], name: str) -> Callable[[], int]:
    def call() -> int:
        result = function(*words)
        if result == -1:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), name)
        return result

    return call


def _word(argument: Argument) -> object:
    if isinstance(argument, int):
        return ctypes.c_long(argument)
    if isinstance(argument, ctypes.Structure):
        return ctypes.byref(argument)
    return argument
