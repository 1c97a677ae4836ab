"""The checks of an assignment as an image's build has collected them, for who grades in it.

Most of what collecting takes is to load pytest and to make its items, one a case, and a check that
can only pass is not run (`ahead`). So with an outline, pytest is loaded when a case has to be run
(`outlined`), and the items of a function are made when one of its cases has to be. Left out of the
latter are functions that use more than this package's fixtures and parameters: what pytest makes of
those may depend on the others.

What is read here was written by this package, into a folder that nobody else may enter.
"""

from __future__ import annotations

import contextlib
import os
import pickle
from pathlib import Path

from autograder import __version__
from autograder.grading.cases import Collected
from autograder.model.assignment import Assignment
from autograder.model.check import CHECKS, Check
from autograder.records import dataclass

FILE = "checks.pickle"


@dataclass(frozen=True)
class Outline:
    """What is known of the checks before they are collected.

    Parameters
    ----------
    stamp
        Tells whether it is of today's files.
    checks, following
        The checks in order, and the follow-through ones.
    plain
        The ids of those whose items can be made later.
    """

    stamp: object
    checks: tuple[Check, ...]
    following: tuple[Check, ...]
    plain: frozenset[str]

    @classmethod
    def of(cls, assignment: Assignment, collected: Collected) -> Outline:
        """Return that of checks that are collected."""
        cases = (*collected.cases, *collected.following)
        others = {case.check.id for case in cases if not case.is_plain}
        following = dict.fromkeys(case.check for case in collected.following)
        plain = frozenset(case.check.id for case in cases) - others
        return cls(_stamp(assignment), collected.checks, tuple(following), plain)


def write(folder: Path, outline: Outline) -> None:
    """Keep an outline."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / FILE).write_bytes(pickle.dumps(outline, pickle.HIGHEST_PROTOCOL))


def read(folder: Path, assignment: Assignment) -> Outline | None:
    """Return what was kept; `None` if that is nothing, or of other files than today's."""
    with contextlib.suppress(Exception):
        outline = pickle.loads((folder / FILE).read_bytes())
        if isinstance(outline, Outline) and outline.stamp == _stamp(assignment):
            return outline
    return None


def _stamp(assignment: Assignment) -> object:
    """Tell the files of the checks, and the configuration, from others, as Python does a source."""
    paths = [str(assignment.root / "config.yaml")]
    for folder, inside, files in os.walk(assignment.root / CHECKS):
        inside[:] = [name for name in inside if name != "__pycache__"]
        paths += [os.path.join(folder, name) for name in files]
    stats = [(path, os.stat(path)) for path in sorted(paths)]
    return __version__, [(path, one.st_size, int(one.st_mtime)) for path, one in stats]
