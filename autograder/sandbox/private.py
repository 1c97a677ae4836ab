"""Whether files are kept from the workers, by where they are and by their modes."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable
from pathlib import Path

from autograder.sandbox.confine import Layer


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


def exposed(paths: Iterable[str], layers: Collection[str], readable: Iterable[str]) -> list[str]:
    """Return a sentence for each of `paths` that nothing keeps from the workers.

    Parameters
    ----------
    paths
        What must be closed to them.
    layers
        Names of the layers in use: Landlock and bubblewrap close whatever is not `readable`; a
        user of a worker's own closes what others may not read.
    readable
        Folders that workers may read.
    """
    closed = bool({Layer.LANDLOCK.value, Layer.BUBBLEWRAP.value} & set(layers))
    roots = [Path(os.path.realpath(root)) for root in readable]
    sentences = []
    for path in sorted(set(paths)):
        place = Path(os.path.realpath(path))
        around = next((root for root in roots if root in (place, *place.parents)), None)
        if around is not None:
            sentences.append(
                f"{path} lies in {around}, where student code may read Python's libraries. Move it "
                "out of there."
            )
        elif not closed and open_to_others(path):
            sentences.append(
                "There is neither Landlock nor bubblewrap here, and everybody on this machine may "
                f"read {path}: student code could do so too. Close it to others (chmod 700)."
            )
    return sentences
