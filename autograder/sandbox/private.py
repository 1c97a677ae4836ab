"""Whether the modes of files keep them from the workers, for hosts without Landlock."""

from __future__ import annotations

import os
import stat


def open_to_others(path: str) -> bool:
    """Return whether a user who neither owns `path` nor is in its group may read it.

    A folder counts as open if it can be entered: what is in it may be readable, whether or not it
    can be listed. What does not exist is not open.
    """
    path = os.path.realpath(path)
    try:
        mode = os.stat(path).st_mode
        if not mode & (stat.S_IXOTH if stat.S_ISDIR(mode) else stat.S_IROTH):
            return False
        while path != os.path.dirname(path):
            path = os.path.dirname(path)
            if not os.stat(path).st_mode & stat.S_IXOTH:
                return False
    except OSError:
        return False
    return True


def exposed(paths: tuple[str, ...]) -> list[str]:
    """Return a sentence for each of `paths` that only Landlock would keep from the workers."""
    return [
        f"There is no Landlock here, and everybody on this machine may read {path}: student code "
        "could do so too. Close it to others (chmod 700)."
        for path in sorted(set(paths))
        if open_to_others(path)
    ]
