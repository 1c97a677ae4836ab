"""The class's page: how it went, question by question, and a table of all submissions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from autograder.model.assignment import Assignment, Question
from autograder.model.gradebook import Row
from autograder.model.outcome import Outcome
from autograder.model.stored import About, Stored
from autograder.pages.class_statistics import UNANSWERED, ClassStatistics, Mistake, Who
from autograder.pages.engine import stream, template
from autograder.pages.histogram import histogram
from autograder.pages.packed import Packed
from autograder.pages.submission_view import name_of
from autograder.reporting.files import folder_name

MOST_CHECKS = 12
SHADES = (0.25, 0.5, 0.75)
"""Shares of a question's points at which a cell's colour changes."""
FULL = 1 - 1e-6


def write(entries: Iterable[Stored], assignment: Assignment, about: About) -> Iterator[bytes]:
    """Yield `class.html`, part by part.

    Each submission is looked at once; what is kept of it are its row, compressed, and its name
    where a list has it.

    Parameters
    ----------
    entries
        The class, sorted by id.
    assignment, about
        What was graded, and what is true of the whole class.
    """
    statistics = ClassStatistics(assignment)
    rows = Packed()
    row = template("class_row.html").row
    for entry in entries:
        who = Who(name_of(entry), f"{quote(folder_name(entry.id))}/staff.html")
        made = statistics.add(entry, who)
        cells = [_cell(entry.row, question) for question in assignment.automatic]
        rows.add(row(entry, who, cells, _flags(entry), _numbers(made)))
    page = stream(
        "class.html",
        "class.js",
        title=assignment.title,
        about=about,
        statistics=statistics,
        questions=assignment.automatic,
        picture=histogram(statistics.scores) if statistics.scores.count else None,
        ends=UNANSWERED,
        most=MOST_CHECKS,
    )
    for part in page:
        before, mark, after = part.partition(ROWS)
        yield before.encode()
        if mark:
            yield from rows.read()
        yield after.encode()


ROWS = "<!-- rows -->"
"""Where the table's rows go; a comment, which no text that is shown can hold."""


def _cell(row: Row, question: Question) -> tuple[str, float]:
    """Return the colour and the points of a question in a row."""
    score = row.scores.get(question.id)
    if score is None:
        return "none", 0.0
    part = score / float(question.points) if question.points else 0.0
    if row.outcomes[question.id] == Outcome.GRADER_ERROR:
        return "unjudged", score
    if part >= FULL:
        return "s4", score
    return f"s{sum(part >= bound for bound in SHADES) if part > 0 else 'none'}", score


def _flags(entry: Stored) -> list[tuple[str, str]]:
    """Return the marks of a row: their names, by which it is found, and their words."""
    signs = len(entry.row.signs)
    marks = [
        ("staff", "needs staff", bool(entry.row.staff)),
        ("signs", f"{signs} {'sign' if signs == 1 else 'signs'}", bool(signs)),
        ("late", "late", entry.late),
    ]
    return [(name, words) for name, words, there in marks if there]


def _numbers(mistakes: Iterable[Mistake]) -> str:
    return " ".join(str(mistake.number) for mistake in mistakes)
