"""What submissions are graded by: as long as that and they stay the same, so do their results."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from autograder.grading.intake import Found
from autograder.grading.needed import kept_files, needed
from autograder.model.assignment import Assignment
from autograder.records import dataclass
from autograder.store import Entry, State

WITHOUT_MARKS = (
    "root", "title", "late", "rate_limit", "gradescope", "leaderboard", "seed",
)  # fmt: skip
"""Parts of an assignment that a class's results do not depend on."""
ADDED_UP = ("points", "title")
"""Parts of a question that need no grading again: its points are shared out anew."""
GRADES = (
    "errors.py", "records.py", "config", "grading", "model", "sandbox", "submission", "testing",
)  # fmt: skip
"""The parts of this package that results come from."""
PACKAGE = Path(__file__).parents[1]


class Need(Enum):
    """What a submission needs so that its results are those of today."""

    NOTHING = "nothing"
    SCORES = "scores"
    GRADING = "grading"


@dataclass(frozen=True)
class Basis:
    """What a submission is graded by.

    Parameters
    ----------
    terms
        A hash of the checks, the solutions, the configuration and this package.
    points
        A hash of what the questions are worth, and called.
    seed
        Of the inputs.
    """

    terms: str
    points: str
    seed: int

    @classmethod
    def of(cls, assignment: Assignment, seed: int) -> Basis:
        """Return today's.

        Raises
        ------
        ConfigError
            When the folder of the solutions or of the checks is not there.
        """
        settings = msgspec.to_builtins(assignment, enc_hook=str, order="deterministic")
        for name in WITHOUT_MARKS:
            del settings[name]
        points = [
            [question["id"], *(question.pop(name) for name in ADDED_UP)]
            for question in settings["questions"]
        ]
        files = [one for one in needed(assignment) if one[0] != "config.yaml"]
        return cls(_hash([settings, _files(files), _own_hash()]), _hash(points), seed)

    def need(self, entry: Entry | None, content: str) -> Need:
        """Tell what is to be done with a submission.

        Parameters
        ----------
        entry
            What is stored of it.
        content
            Tells apart what is handed in today.
        """
        if entry is None or entry.state in (State.WAITING, State.LOST):
            return Need.GRADING
        stored = (entry.content, entry.terms, entry.seed)
        if not content or stored != (content, self.terms, self.seed):
            return Need.GRADING
        return Need.NOTHING if entry.points == self.points else Need.SCORES


def content(found: Found) -> str:
    """Tell apart what was handed in; what cannot even be listed is never the same."""
    try:
        return _hash([found.content, found.remarks])
    except Exception:  # whatever it is, its own grader says so
        return ""


def _hash(value: Any) -> str:
    return hashlib.sha256(msgspec.json.encode(value, order="deterministic")).hexdigest()


def _files(files: Iterable[tuple[str, Path]]) -> list[tuple[str, str]]:
    return [(name, hashlib.sha256(path.read_bytes()).hexdigest()) for name, path in files]


@cache
def _own_hash() -> str:
    found = []
    for name in GRADES:
        path = PACKAGE / name
        inside = kept_files(path) if path.is_dir() else [path]
        found += [(one.relative_to(PACKAGE).as_posix(), one) for one in inside]
    return _hash(_files(found))
