"""`gradebook.csv`: a row a submission, a column a question."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from autograder.model.assignment import Assignment
from autograder.model.stored import About, Stored
from autograder.reporting.text import printable

FORMULA = tuple("=+-@\t\n＝＋－＠")


def write(entries: Iterable[Stored], assignment: Assignment, about: About) -> Iterator[bytes]:
    """Yield the lines of the file: UTF-8, comma-separated, LF, every text in quotes.

    A submission that could not be judged in full has `yes` in its last column; before it stands
    how many remarks for staff its report has that may be signs of cheating, if any.
    """
    questions = [question.id for question in assignment.automatic]
    yield line(["submission", "score", "max_score", *questions, "signs", "needs_staff"])
    for row in (entry.row for entry in entries):
        scores = [row.scores.get(question, 0.0) for question in questions]
        numbers = [short(number) for number in (row.score, row.max_score, *scores)]
        for_staff = (row.signs or "", "yes" if row.staff else "")
        yield line([harmless(row.submission), *numbers, *for_staff])


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
