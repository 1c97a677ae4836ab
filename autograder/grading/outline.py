"""The checks of an assignment as an image's build has collected them, for who grades in it.

Most of what collecting takes is to load pytest and to make its items, one a case, and a check that
can only pass is not run (`ahead`). So with an outline, pytest is loaded when a case has to be run
that cannot do without it (`outlined`, `bare`), and the items of a function are made when one of its
cases has to be. Left out of both are functions that use more than this package's fixtures and
parameters: what pytest makes of those may depend on the others. Beside them are the known mistakes,
which take as long to read.

What is read here was written by this package, into a folder that nobody else may enter.
"""

from __future__ import annotations

import contextlib
import os
import pickle
from collections.abc import Mapping
from pathlib import Path

from autograder import __version__
from autograder.errors import ConfigError
from autograder.grading import mistakes
from autograder.grading.bare import BareCase, known
from autograder.grading.cases import CaseKey, Collected
from autograder.grading.mistakes import Mistake
from autograder.grading.needed import OWN_TRIALS
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
    packed_bare, packed_mistakes
        What is known of the cases that can do without pytest, and the known mistakes. They are
        unpacked where they are needed: where a case has to be run, and where one has failed.
    """

    stamp: object
    checks: tuple[Check, ...]
    following: tuple[Check, ...]
    plain: frozenset[str]
    packed_bare: bytes
    packed_mistakes: bytes

    @classmethod
    def of(cls, assignment: Assignment, collected: Collected) -> Outline:
        """Return that of checks that are collected."""
        cases = (*collected.cases, *collected.following)
        others = {case.check.id for case in cases if not case.is_plain}
        following = dict.fromkeys(case.check for case in collected.following)
        plain = frozenset(case.check.id for case in cases) - others
        return cls(
            _stamp(assignment),
            collected.checks,
            tuple(following),
            plain,
            _packed(known(cases, assignment.root)),
            _packed_mistakes(assignment),
        )

    def bare(self) -> Mapping[CaseKey, BareCase]:
        """Return what is known of the cases that can do without pytest."""
        found: Mapping[CaseKey, BareCase] = pickle.loads(self.packed_bare)
        return found

    def mistakes(self, assignment: Assignment) -> tuple[Mistake, ...]:
        """Return the known mistakes; `ConfigError` where they are not right."""
        if not self.packed_mistakes:
            return mistakes.read(assignment)
        found: tuple[Mistake, ...] = pickle.loads(self.packed_mistakes)
        return found


def _packed(value: object) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def _packed_mistakes(assignment: Assignment) -> bytes:
    try:
        return _packed(mistakes.read(assignment))
    except ConfigError:  # who grades will say so, where hints are due
        return b""


def write(folder: Path, outline: Outline) -> None:
    """Keep an outline."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / FILE).write_bytes(_packed(outline))


def read(folder: Path, assignment: Assignment) -> Outline | None:
    """Return what was kept; `None` if that is nothing, or of other files than today's."""
    with contextlib.suppress(Exception):
        outline = pickle.loads((folder / FILE).read_bytes())
        if isinstance(outline, Outline) and outline.stamp == _stamp(assignment):
            return outline
    return None


def _stamp(assignment: Assignment) -> object:
    """Tell checks, solutions and configuration from others, as Python tells a source's files."""
    paths = [str(assignment.root / "config.yaml")]
    for top in (CHECKS, "solutions"):
        for folder, inside, files in os.walk(assignment.root / top):
            inside[:] = [name for name in inside if name not in ("__pycache__", *OWN_TRIALS)]
            paths += [os.path.join(folder, name) for name in files]
    stats = [(path, os.stat(path)) for path in sorted(paths)]
    return __version__, [(path, one.st_size, int(one.st_mtime)) for path, one in stats]
