"""What a worker may have: the configuration's limit, or what the container leaves of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

MEGABYTE = 2**20
OTHERS = 256 * MEGABYTE
"""What the platform's harness, the grader and the workers' parent have, with some room."""
TOGETHER = 2
"""Workers that may be at their limit at once: a submission's and a stand-in's."""
LEAST = 64
"""Megabytes: what NumPy needs for anything."""
GROUPS = Path("/sys/fs/cgroup")
OWN = Path("/proc/self/cgroup")


def worker_megabytes(configured: int, groups: Path = GROUPS, own: Path = OWN) -> int:
    """Return how many megabytes (2**20 bytes) a worker may have beyond an idle one.

    Parameters
    ----------
    configured
        The assignment's limit.
    groups
        Where the control groups are; a container may see its own as the root.
    own
        The file that says which of them this process is in.
    """
    whole = container_bytes(groups, own)
    if whole is None:
        return configured
    return max(min(configured, (whole - OTHERS) // TOGETHER // MEGABYTE), LEAST)


def container_bytes(groups: Path = GROUPS, own: Path = OWN) -> int | None:
    """Return the memory of this container, or machine; `None` if nothing says how much."""
    found = [_machine(), *map(_number, _bounds(groups, own))]
    return min((one for one in found if one is not None), default=None)


def _bounds(groups: Path, own: Path) -> Iterator[Path]:
    """Yield the files that bound this process's memory, of either version of control groups."""
    names = {"": groups / "memory.max", "memory": groups / "memory" / "memory.limit_in_bytes"}
    yield from names.values()
    try:
        lines = own.read_text().splitlines()
    except (OSError, ValueError):
        return
    for line in lines:
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        bound = names.get("memory" if "memory" in controllers.split(",") else controllers)
        if bound is not None:
            parts = Path(path).parts[1:]
            for depth in range(1, len(parts) + 1):
                yield bound.parent.joinpath(*parts[:depth], bound.name)


def _machine() -> int | None:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return None


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text())
    except (OSError, ValueError):  # not there, or "max"
        return None
