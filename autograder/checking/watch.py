"""Tells when a student's files are saved, by looking at them again and again."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

INTERVAL = 0.3
SUFFIXES = (".py", ".ipynb", ".yaml", ".yml", ".json")
MOST = 5_000

State = dict[str, tuple[int, int]]


def look(path: Path) -> State:
    """Return the time and the size of every file that may matter, by name."""
    if path.is_file():
        return _stat([path])
    found = []
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(one for one in folders if not one.startswith((".", "__")))
        found += [Path(folder, name) for name in sorted(files) if name.endswith(SUFFIXES)]
        if len(found) > MOST:
            break
    return _stat(found)


def _stat(files: list[Path]) -> State:
    state = {}
    for file in files:
        try:
            status = file.stat()
        except OSError:  # while an editor puts a new one in its place
            continue
        state[str(file)] = (status.st_mtime_ns, status.st_size)
    return state


def changes(
    path: Path,
    seen: State,
    look: Callable[[Path], State] = look,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[tuple[list[str], State]]:
    """Wait for files to be saved, without an end.

    Parameters
    ----------
    path
        A folder, or one file.
    seen
        How it looked when it was last dealt with.
    look, sleep
        How to look and to wait.

    Yields
    ------
    tuple of (list of str, dict)
        The names of the files that were changed, made or removed, and how all look now: once
        nothing has changed any more for one interval, since an editor may save in several steps.
    """
    while True:
        sleep(INTERVAL)
        now = look(path)
        if now == seen:
            continue
        while True:
            sleep(INTERVAL)
            later = look(path)
            if later == now:
                break
            now = later
        names = sorted(Path(name).name for name in {*seen, *now} if seen.get(name) != now.get(name))
        seen = now
        if names:  # else it was changed back meanwhile
            yield names, now
