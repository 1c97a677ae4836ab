"""What the store knows of one submission beside its report."""

from __future__ import annotations

from enum import Enum

from autograder.model.person import Person
from autograder.records import dataclass


class State(str, Enum):
    """How far a submission is."""

    WAITING = "waiting"
    GRADED = "graded"
    FAILED = "failed"
    """Graded, and a person has to look at it."""
    LOST = "lost"
    """Its grader's process died, so that nothing was judged."""


@dataclass(frozen=True)
class Entry:
    """A submission of the class.

    Parameters
    ----------
    id, path, people, late
        As it was found.
    content
        Tells apart what was handed in, from its bytes.
    terms, points
        Tell apart what it was graded by: what takes grading again to tell, and what is only added
        up differently.
    seed
        Of the inputs that it was graded on.
    state
        How far it is.
    files
        What files were written of its report: tells apart their writers, and has their sizes.
    """

    id: str
    path: str
    people: tuple[Person, ...] = ()
    late: bool = False
    content: str = ""
    terms: str = ""
    points: str = ""
    seed: int = 0
    state: State = State.WAITING
    files: str = ""
