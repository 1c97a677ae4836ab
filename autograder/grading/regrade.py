"""Grades a class again beside its results, and takes the new results over when that is wanted."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from autograder.grading.basis import Basis, Need, content
from autograder.grading.class_run import Files
from autograder.grading.intake import Found
from autograder.model.assignment import Assignment
from autograder.model.stored import About, Change, Stored
from autograder.records import dataclass
from autograder.store import State, Store


class Results(Files, Protocol):
    """Where the files of published reports go, and the tables of the class."""

    def write_report(self, entry: Stored) -> str:
        """Make and write those of one submission, and return what `stands` takes."""

    def write_gradebooks(
        self, entries: Callable[[], Iterable[Stored]], about: About, names: Iterable[str] = ()
    ) -> Sequence[str]:
        """Write the tables; return who is not in them."""


@dataclass(frozen=True)
class Due:
    """What is graded again.

    Parameters
    ----------
    found
        The submissions that come to something else today, or may.
    gone
        How many with results are not where they were, and keep them.
    """

    found: tuple[Found, ...]
    gone: int


def due(assignment: Assignment, found: Sequence[Found], published: Store, beside: Store) -> Due:
    """Find out what is graded again; of what has other points alone, take its report along.

    Parameters
    ----------
    assignment
        As it is today.
    found
        The class, as it is today.
    published
        Its results.
    beside
        Where the new ones go.
    """
    basis = Basis.of(assignment, published.about.seed)
    there = []
    graded = 0
    for one in found:
        entry = published.entry(one.id)
        if entry is None or entry.state is State.WAITING:
            continue
        graded += 1
        today = content(one)
        need = basis.need(entry, today)
        if need is Need.NOTHING:
            continue
        there.append(one)
        if need is Need.SCORES and basis.need(beside.entry(one.id), today) is Need.GRADING:
            stored = published.report(one.id)
            assert stored is not None
            beside.keep(entry, stored.report)
    return Due(tuple(there), published.about.graded - graded)


def changes(published: Store, beside: Store) -> Iterator[Change]:
    """Yield what each submission of a class came to before, and comes to now; sorted by id."""
    for before in published.reports():
        after = beside.report(before.id)
        yield Change(before.row, before.row if after is None else after.row, before.people)


def finish(published: Store, results: Results, beside: Path) -> None:
    """Write the files of what was taken over, and forget the folder it came from.

    Parameters
    ----------
    published
        Which has taken over new results.
    results
        Their files.
    beside
        The folder that they came from.
    """
    for stored in published.reports():
        entry = published.entry(stored.id)
        if entry is not None and not results.stands(stored.id, entry.files):
            published.wrote(stored.id, results.write_report(stored))
    results.write_gradebooks(published.reports, published.about)
    shutil.rmtree(beside, ignore_errors=True)
    published.tell(publishing=False)
