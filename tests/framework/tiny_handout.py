"""The handout of the tiny assignment, made where a test wants it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tiny_assignment
from imported_modules import forgotten

from autograder import config
from autograder.model.assignment import Assignment
from autograder.release.handout import Handout, make_handout
from autograder.release.stubs import write_stubs

README = "# Two functions\n\nWrite them.\n"
RIGHT = "def double(x):\n    return 2.0 * x\n"


def assignment(folder: Path, **parts: Any) -> Assignment:
    """Write the assignment with its stubs and its page; `parts` are those of `tiny_assignment`."""
    tiny_assignment.make(folder, **parts)
    read = config.read(folder)
    names = [*read.modules, *filter(None, [read.answers])]
    write_stubs(read.folder("solutions"), read.folder("assignment"), names)
    (read.folder("assignment") / "README.md").write_text(README)
    return read


def handout(folder: Path, **parts: Any) -> Handout:
    """Make the handout of an assignment that is written to `folder`."""
    with forgotten(folder):
        return make_handout(assignment(folder, **parts))


def unpack(made: Handout, folder: Path) -> Path:
    """Write a handout's files into `folder`, and return it."""
    for name, data in made.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder
