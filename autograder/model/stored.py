"""A graded class as it is kept: what came of each submission, and whose it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from autograder.model.gradebook import Row
from autograder.model.person import Person
from autograder.model.report import Report
from autograder.records import dataclass


class Stored:
    """One submission of a graded class.

    Parameters
    ----------
    report
        What is said of it, or what returns that when it is first asked for: a class's gradebook
        needs the rows alone.
    people
        Whose it is: one, the members of a group, or nobody that is known.
    late
        Whether it was handed in too late.
    path
        Where it was read from.
    row
        The report in short, where that is known already.
    """

    def __init__(
        self,
        report: Report | Callable[[], Report],
        people: tuple[Person, ...] = (),
        late: bool = False,
        path: str = "",
        row: Row | None = None,
    ) -> None:
        self._report = report
        self._row = row
        self.people = people
        self.late = late
        self.path = path

    @cached_property
    def report(self) -> Report:
        """Everything that is said of it."""
        return self._report if isinstance(self._report, Report) else self._report()

    @cached_property
    def row(self) -> Row:
        """What the gradebook says of it."""
        return self._row or Row.of(self.report)

    @property
    def id(self) -> str:
        """The submission's id."""
        return self.row.submission


PLACES = 6
"""Decimals of points."""


@dataclass(frozen=True)
class Change:
    """What one submission came to before, and comes to now."""

    before: Row
    after: Row
    people: tuple[Person, ...] = ()

    @property
    def gain(self) -> float:
        """The points gained; negative for points lost."""
        return round(self.after.score - self.before.score, PLACES)

    def gains(self) -> dict[str, float]:
        """Return the points gained in each question that the score changed in."""
        before, after = self.before.scores, self.after.scores
        found = {
            id: round(after.get(id, 0.0) - before.get(id, 0.0), PLACES)
            for id in dict.fromkeys((*after, *before))
        }
        return {id: gain for id, gain in found.items() if gain}


@dataclass(frozen=True)
class About:
    """What is true of a whole graded class.

    Parameters
    ----------
    title
        The assignment's.
    seed
        Of the class's inputs.
    missing
        Who is on the roster and has handed nothing in.
    unknown
        The ids of submissions by somebody who is not on the roster.
    graded, waiting
        How many submissions are, and how many are not yet.
    when
        When something was last graded, as `2026-11-22T05:53:00+00:00`; empty if nothing was.
    """

    title: str = ""
    seed: int = 0
    missing: tuple[Person, ...] = ()
    unknown: tuple[str, ...] = ()
    graded: int = 0
    waiting: int = 0
    when: str = ""
