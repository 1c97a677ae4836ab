"""Keeps what is foretold on disk, for processes that grade one submission each.

What is read here was written by this package, into a folder that nobody else may enter.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import tempfile
from pathlib import Path

from autograder.grading.ahead.foretold import Foretelling
from autograder.testing.memory import Memory


def path_of(folder: Path, seed: int) -> Path:
    """Return where what is foretold with a seed is kept."""
    return folder / f"{seed}.pickle"


def write(folder: Path, foretelling: Foretelling, memory: Memory) -> None:
    """Keep what is foretold, and what checks have worked out from the reference by then."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        pickle.dump((foretelling, memory), file, protocol=pickle.HIGHEST_PROTOCOL)
    os.replace(file.name, path_of(folder, foretelling.seed))


def read(folder: Path, seed: int) -> tuple[Foretelling, Memory] | None:
    """Return what was kept of a seed; `None` if that is nothing, or cannot be read."""
    with contextlib.suppress(Exception):
        foretelling, memory = pickle.loads(path_of(folder, seed).read_bytes())
        if isinstance(foretelling, Foretelling) and isinstance(memory, Memory):
            return foretelling, memory
    return None
