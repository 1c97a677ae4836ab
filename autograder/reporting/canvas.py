"""`canvas.csv`: what Canvas's gradebook imports.

Source: the importer of Canvas itself (`lib/gradebook_importer.rb` of instructure/canvas-lms). It
asks for a first column `Student`, a second `ID`, then `SIS User ID` and `SIS Login ID` side by
side, and `Section` as the last before the assignments; every further column is an assignment, so
there is none for lateness. A student is found by ID, else SIS id, else login, else the exact name.
An empty cell would take a mark away, so whoever has none has no row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.stored import Stored
from autograder.reporting.cells import decimal, one_line, table
from autograder.reporting.people import Mark, Sheet, by_person, named

DECIMALS = 2
"""What Canvas shows, and compares."""
PASSED_OVER = (
    "Current Score", "Current Points", "Current Grade", "Final Score", "Final Points",
    "Final Grade", "Override Score", "Override Grade", "Override Status",
)  # fmt: skip
"""Words of columns that Canvas exports and does not import."""


def write(entries: Iterable[Stored], assignment: Assignment) -> Sheet:
    """Return the file: a row a person, and one column, named by the assignment's title.

    The points are the automatic ones alone. There is a file where Canvas can know a student: by its
    own number; or, in a class that is not Moodle's, by a student number, or a login with a name or
    an e-mail address (a login alone is a name on GitHub).

    Parameters
    ----------
    entries
        The class, sorted by submission; only its rows are asked for.
    assignment
        Which has the title and the points.
    """
    found = by_person(entries)
    of_canvas = any(person.canvas for person in found.people)
    if not of_canvas and any(person.moodle for person in found.people):
        return Sheet(None)
    if not any(map(_is_known, found.people)):
        return Sheet(None, found.remarks or _why(found.people))
    names = Counter(mark.person.name for mark in found.marks)
    rows: list[Mark] = []
    left: list[str] = []
    for mark in found.marks:
        if _is_known(mark.person) or names[mark.person.name] == 1:
            rows.append(mark)
        else:
            left.append(mark.row.submission)
    remarks = list(found.remarks)
    if left:
        remarks.append(f"left out, since several have the same name and no id: {named(left)}")
    if any(words in assignment.title for words in PASSED_OVER):
        remarks.append(
            f"Canvas passes over a column that is named {assignment.title!r}, as its own totals "
            "are; give the column the name of an assignment there"
        )
    points = sum((question.points for question in assignment.automatic), start=0)
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", one_line(assignment.title)]
    possible = ["    Points Possible", "", "", "", "", decimal(float(points), DECIMALS)]
    return Sheet(table([head, possible, *map(_row, rows)]), tuple(remarks))


def _row(mark: Mark) -> list[str]:
    person = mark.person
    cells = (person.name, person.canvas, person.number, person.login, person.section)
    return [*map(one_line, cells), decimal(mark.row.score, DECIMALS)]


def _is_known(person: Person) -> bool:
    return bool(person.canvas or person.number or (person.login and (person.name or person.email)))


def _why(people: tuple[Person, ...]) -> tuple[str, ...]:
    if not any(person.name or person.email for person in people):
        return ()  # nobody is known, or by names on GitHub alone: no course of Canvas's
    return (
        "not written, since no student's Canvas number, SIS id or login is known; "
        "a roster (--roster) can have them",
    )
