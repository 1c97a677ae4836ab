"""The table of a class: as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from rich.cells import cell_len
from rich.text import Text

from autograder.model.assignment import Question
from autograder.model.gradebook import Row
from autograder.model.outcome import Outcome
from autograder.reporting.lines import fitted
from autograder.reporting.text import printable

Groups = dict[str, list[Question]]

WIDEST_NAME = 44
NARROWEST_NAME = 16
BETWEEN = 2


def class_table(rows: Sequence[Row], questions: Sequence[Question], width: int) -> list[Text]:
    """Make the table of a class: a line for its head, then one for each submission.

    Parameters
    ----------
    rows
        What the submissions came to.
    questions
        The automatic questions, in order.
    width
        Characters that a line may have. Where a column a question does not fit, the questions of
        one number share a column (`1` for 1.1, 1.2, …), and where that does not, all do.
    """
    names = ["submission", *(printable(row.submission) for row in rows)]
    name = min(max(map(cell_len, names)), WIDEST_NAME)
    for groups in _layouts(questions):
        columns = [
            [Text(head, style="bold"), *(_cell(row, group) for row in rows)]
            for head, group in groups.items()
        ]
        totals = (Text(f"{row.score:.5g}", style="bold") for row in rows)
        columns.append([Text("total", style="bold"), *totals])
        widths = [BETWEEN + max(len(cell) for cell in column) for column in columns]
        if sum(widths) + min(name, NARROWEST_NAME) <= width:
            break
    room = max(min(name, width - sum(widths)), 1)
    styles = ["bold", *("magenta" if row.staff or row.signs else "" for row in rows)]
    lines = []
    for number, (text, style) in enumerate(zip(names, styles, strict=True)):
        line = Text.assemble((fitted(text, room), style))
        for column, wide in zip(columns, widths, strict=True):
            line = line + Text(" " * (wide - len(column[number]))) + column[number]
        lines.append(line)
    return lines


def _layouts(questions: Sequence[Question]) -> list[Groups]:
    by_number: Groups = {}
    for question in questions:
        by_number.setdefault(question.id.partition(".")[0], []).append(question)
    return [{question.id: [question] for question in questions}, by_number, {}]


def _cell(row: Row, group: Sequence[Question]) -> Text:
    """Return the points earned in a group; with an exclamation mark where a part was not judged."""
    score = sum(row.scores.get(question.id, 0.0) for question in group)
    points = float(sum((question.points for question in group), Fraction(0)))
    if any(row.outcomes.get(q.id) == Outcome.GRADER_ERROR.value for q in group):
        return Text(f"{score:.3g}!", style="magenta")
    style = "green" if score >= points else "red" if score <= 0 else "yellow"
    return Text(f"{score:.3g}", style=style)
