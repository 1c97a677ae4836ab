"""What is left behind: files, changed bytes, System V objects."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from containment_scene import Scene

from autograder.sandbox.confine.identity import WORKER_IDS

MANY = 10_000
"""Of a folder with more entries only their number is looked at, and its time."""
Snapshot = dict[str, tuple[object, ...]]


def snapshot(roots: Iterable[Path], contents: bool = True) -> Snapshot:
    """Return mode, owner, size and time of all that is below folders, and a digest of its bytes."""
    found: Snapshot = {}
    waiting = [os.fsencode(root) for root in roots]
    while waiting:
        path = waiting.pop()
        try:
            status = os.lstat(path)
        except OSError:
            continue
        facts: tuple[object, ...] = (status.st_mode, status.st_uid, status.st_mtime_ns)
        if stat.S_ISDIR(status.st_mode):
            names = os.listdir(path)
            found[os.fsdecode(path)] = (*facts, len(names))
            if len(names) < MANY:
                waiting += [path + b"/" + name for name in names]
        elif stat.S_ISREG(status.st_mode):
            digest = b""
            if contents and 0 < status.st_size < 2**27:
                digest = hashlib.blake2b(Path(os.fsdecode(path)).read_bytes()).digest()
            found[os.fsdecode(path)] = (*facts, status.st_size, digest)
        else:
            found[os.fsdecode(path)] = facts
    return found


def changed(before: Snapshot, after: Snapshot) -> list[str]:
    """Return the paths that are not what they were."""
    paths = before.keys() | after.keys()
    return sorted(path for path in paths if before.get(path) != after.get(path))


def left_files(scene: Scene, users: set[int]) -> list[str]:
    """Return what carries the attacks' mark, or belongs to a worker, where anybody may write."""
    found = []
    for folder in scene.folders():
        for name in os.listdir(folder):
            path = folder / name
            try:
                status = path.lstat()
            except OSError:
                continue
            own = path == scene.base or folder.is_relative_to(scene.base)
            if scene.marker in name or (status.st_uid in users and not own):
                found.append(str(path))
    found += [f"temporary/{name}" for name in os.listdir(scene.temporary)]
    return found + [f"home/{name}" for name in os.listdir(scene.home)]


def left_ipc(scene: Scene, users: set[int]) -> list[str]:
    """Return System V objects with the attacks' key, or made by a worker."""
    found = []
    for kind in ("shm", "msg", "sem"):
        try:
            with open(f"/proc/sysvipc/{kind}") as file:
                head, *rows = (line.split() for line in file)
        except OSError:
            continue
        for row in rows:
            facts = dict(zip(head, map(int, row), strict=True))
            key = facts["key"] & 0xFFFFFFFF
            if key == scene.key or facts["cuid"] in users:
                found.append(f"{kind} {facts}")
    return found


def workers_users(user: int) -> set[int]:
    """Return the users that only workers, or the grader of a test, may be on this machine."""
    return {*WORKER_IDS, user} if os.geteuid() == 0 and user else set(WORKER_IDS)
