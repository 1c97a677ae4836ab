"""The files of an assignment that grading reads: neither the handout nor any submission."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from autograder.errors import ConfigError
from autograder.model.assignment import Assignment

OWN_TRIALS = ("variants",)
"""Folders of `solutions/` that prove the checks and grade nothing."""
MISTAKES = "mistakes"
"""The folder of `solutions/` with the known mistakes."""


def needed(assignment: Assignment) -> Iterator[tuple[str, Path]]:
    """Yield each file that grading reads, after its name in the assignment's folder.

    Raises
    ------
    ConfigError
        When the folder of the solutions or of the checks is not there.
    """
    solutions = assignment.folder("solutions")
    folders = (solutions, assignment.folder("tests/graded"))
    for folder in folders:
        if not folder.is_dir():
            raise ConfigError(f"{folder}: there is no such folder")
    inside = [path for folder in folders for path in kept_files(folder)]
    for path in [assignment.root / "config.yaml", *inside]:
        if path.is_relative_to(solutions) and path.relative_to(solutions).parts[0] in OWN_TRIALS:
            continue
        yield path.relative_to(assignment.root).as_posix(), path


def kept_files(folder: Path) -> Iterator[Path]:
    """Yield the files beneath a folder, without what Python and editors leave behind."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if "__pycache__" in parts or any(part.startswith(".") for part in parts):
            continue
        if path.is_file() and path.suffix != ".pyc":
            yield path
