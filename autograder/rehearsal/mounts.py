"""The system calls that make a process's own view of the file system (Linux)."""

from __future__ import annotations

import ctypes
import os
import platform
from pathlib import Path

CLONE_NEWNS = 0x0002_0000
MS_RDONLY, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 0x1, 0x20, 0x1000, 0x4000, 0x4_0000
MNT_DETACH = 2
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}


def own_mounts() -> None:
    """Give this process mounts of its own; what it mounts from now on nobody else sees."""
    _checked(_libc().unshare(CLONE_NEWNS), "unshare")
    _mount(None, "/", None, MS_REC | MS_PRIVATE, None)


def temporary(target: Path) -> None:
    """Mount an empty file system in memory."""
    _mount("tmpfs", str(target), "tmpfs", 0, "mode=755")


def bind(source: Path, target: Path, read_only: bool = False) -> None:
    """Show a folder or a file, with what is mounted below it, at another place."""
    _mount(str(source), str(target), None, MS_BIND | MS_REC, None)
    if read_only:
        _mount(None, str(target), None, MS_REMOUNT | MS_BIND | MS_RDONLY, None)


def overlay(lowers: list[Path], upper: Path, work: Path, target: Path) -> None:
    """Show folders on top of one another; what is written goes to `upper`."""
    below = ":".join(map(_escaped, lowers))
    options = f"lowerdir={below},upperdir={_escaped(upper)},workdir={_escaped(work)}"
    _mount("overlay", str(target), "overlay", 0, options)


def change_root(root: Path, old: str) -> None:
    """Make `root` this process's `/`, and let go of the old one by way of its folder `old`."""
    number = PIVOT_ROOT.get(platform.machine())
    if number is None:
        raise OSError(f"no pivot_root on {platform.machine()}")
    os.chdir(root)
    _checked(_libc().syscall(number, b".", old.encode()), "pivot_root")
    os.chdir("/")
    _checked(_libc().umount2(f"/{old}".encode(), MNT_DETACH), "umount")
    os.rmdir(f"/{old}")


def _escaped(path: Path) -> str:
    return str(path).replace("\\", "\\\\").replace(":", "\\:").replace(",", "\\,")


def _mount(
    source: str | None, target: str, kind: str | None, flags: int, options: str | None
) -> None:
    arguments = [None if text is None else text.encode() for text in (source, target, kind)]
    data = None if options is None else options.encode()
    _checked(_libc().mount(*arguments, flags, data), f"mount {target}")


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
