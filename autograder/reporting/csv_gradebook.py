"""`gradebook.csv`: a row a submission, a column a question."""

from __future__ import annotations

import csv
import io

from autograder.model.gradebook import Gradebook


def write(gradebook: Gradebook) -> bytes:
    """Return the file's bytes: UTF-8, comma-separated, LF."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["submission", "score", "max_score", *gradebook.questions, "needs_staff"])
    for row in gradebook.rows:
        scores = [f"{row.scores.get(question, 0.0):g}" for question in gradebook.questions]
        staff = "yes" if row.staff else ""
        writer.writerow(
            [_harmless(row.submission), f"{row.score:g}", f"{row.max_score:g}", *scores, staff]
        )
    return out.getvalue().encode()


def _harmless(text: str) -> str:
    """Keep a spreadsheet from reading a name as a formula."""
    return "'" + text if text[:1] in tuple("=+-@\t\r") else text
