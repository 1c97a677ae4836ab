"""`moodle.csv`: Moodle's grading worksheet, which its gradebook's CSV import takes too.

Source: the importers of Moodle itself (`mod/assign/feedback/offline/importgradeslib.php` and
`grade/import/csv` of moodle/moodle). The worksheet's columns are known by their names, in the
language of who uploads it; `Identifier`, `Grade` and `Last modified (grade)` must be there, and a
mark that is older in the file than in Moodle is passed over unless its form says otherwise. The
gradebook's import asks which column names the student, and which has the grade. A mark above the
maximum is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable

from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.stored import Stored
from autograder.reporting.cells import decimal, one_line, table
from autograder.reporting.people import Mark, Sheet, by_person, named, question_scores

DECIMALS = 5
"""What Moodle stores."""
HEAD = (
    "Identifier", "Full name", "ID number", "Email address", "Status", "Grade", "Maximum Grade",
    "Grade can be changed", "Last modified (grade)", "Feedback comments",
)  # fmt: skip


def write(entries: Iterable[Stored], assignment: Assignment) -> Sheet:
    """Return the file: a row a person, with the automatic points and those of each question.

    There is a file where Moodle can know a student: by the participant's number (for the
    worksheet); or, in a class that is not Canvas's, by e-mail address or ID number (for the
    gradebook's import). It begins with a byte order mark, as Moodle's own do.

    Parameters
    ----------
    entries
        The class, sorted by submission; only its rows are asked for.
    assignment
        Which has the points, and says what a person grades.
    """
    found = by_person(entries)
    of_moodle = any(person.moodle for person in found.people)
    if not of_moodle and any(person.canvas for person in found.people):
        return Sheet(None)
    if not any(map(_is_known, found.people)):
        return Sheet(None, found.remarks or _why(found.people))
    rows = [mark for mark in found.marks if _is_known(mark.person)]
    remarks = list(found.remarks)
    left = [mark.row.submission for mark in found.marks if not _is_known(mark.person)]
    if left:
        remarks.append(f"left out, since nothing is known that Moodle knows them by: {named(left)}")
    points = decimal(float(sum(q.points for q in assignment.automatic)), DECIMALS)
    by_hand = ", ".join(question.id for question in assignment.manual)
    note = f"; graded by a person, and not counted here: {by_hand}" if by_hand else ""
    body = [_row(mark, points, note) for mark in rows]
    return Sheet(table([list(HEAD), *body], mark=True), tuple(remarks))


def _row(mark: Mark, points: str, note: str) -> list[str]:
    person = mark.person
    return [
        f"Participant {one_line(person.moodle)}" if person.moodle else "",
        one_line(person.name),
        one_line(person.number),
        one_line(person.email),
        "Submitted for grading, late" if mark.late else "Submitted for grading",
        decimal(mark.row.score, DECIMALS),
        points,
        "Yes",
        "-",
        question_scores(mark.row) + note,
    ]


def _is_known(person: Person) -> bool:
    return bool(person.moodle or person.email or person.number)


def _why(people: tuple[Person, ...]) -> tuple[str, ...]:
    if not any(person.name for person in people):
        return ()  # nobody is known, or by names on GitHub alone: no course of Moodle's
    return (
        "not written, since no student's participant number, e-mail address or ID number is known; "
        "a roster (--roster) can have them",
    )
