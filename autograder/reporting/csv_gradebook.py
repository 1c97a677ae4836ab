"""`gradebook.csv`: a row a submission, a column a question."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from autograder.model.assignment import Assignment
from autograder.model.stored import About, Stored
from autograder.reporting.text import printable

PEOPLE = ("name", "number", "section")
"""What is told of whose a submission is."""
FORMULA = tuple("=+-@\t\n＝＋－＠")


def write(entries: Iterable[Stored], assignment: Assignment, about: About) -> Iterator[bytes]:
    """Yield the lines of the file: UTF-8, comma-separated, LF, every text in quotes.

    Whose a submission is, the members of a group one after the other, is empty where nobody said.
    A submission that could not be judged in full has `yes` in its last column; before it stands
    how many remarks for staff its report has that may be signs of cheating, if any.
    """
    questions = [question.id for question in assignment.automatic]
    whose = [*PEOPLE, "late"]
    yield line(["submission", *whose, "score", "max_score", *questions, "signs", "needs_staff"])
    for entry in entries:
        row = entry.row
        scores = [row.scores.get(question, 0.0) for question in questions]
        numbers = [short(number) for number in (row.score, row.max_score, *scores)]
        for_staff = (len(row.signs) or "", "yes" if row.staff else "")
        people = [
            harmless("; ".join(filter(None, (getattr(one, field) for one in entry.people))))
            for field in PEOPLE
        ]
        late = "yes" if entry.late else ""
        yield line([harmless(row.submission), *people, late, *numbers, *for_staff])


def line(cells: Iterable[str | float]) -> bytes:
    """Return one line of a table."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC).writerow(cells)
    return out.getvalue().encode()


def short(number: float) -> float:
    """Return a number without a fraction as a whole one."""
    return int(number) if number == int(number) else number


def harmless(text: str) -> str:
    """Keep a spreadsheet from reading a name as a formula."""
    text = printable(text)
    return "'" + text if text.lstrip().startswith(FORMULA) or text.startswith(FORMULA) else text
