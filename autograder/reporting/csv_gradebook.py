"""`gradebook.csv`: a row a submission, a column a question."""

from __future__ import annotations

import csv
import io

from autograder.model.gradebook import Gradebook
from autograder.reporting.text import printable

FORMULA = tuple("=+-@\t\n＝＋－＠")


def write(gradebook: Gradebook) -> bytes:
    """Return the file's bytes: UTF-8, comma-separated, LF, every text in quotes.

    A submission that could not be judged in full has `yes` in its last column; before it stands
    how many remarks for staff its report has that may be signs of cheating, if any.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(
        ["submission", "score", "max_score", *gradebook.questions, "signs", "needs_staff"]
    )
    for row in gradebook.rows:
        scores = [row.scores.get(question, 0.0) for question in gradebook.questions]
        numbers = [_short(number) for number in (row.score, row.max_score, *scores)]
        for_staff = (row.signs or "", "yes" if row.staff else "")
        writer.writerow([_harmless(row.submission), *numbers, *for_staff])
    return out.getvalue().encode()


def _short(number: float) -> float:
    return int(number) if number == int(number) else number


def _harmless(text: str) -> str:
    """Keep a spreadsheet from reading a name as a formula."""
    text = printable(text)
    return "'" + text if text.lstrip().startswith(FORMULA) or text.startswith(FORMULA) else text
