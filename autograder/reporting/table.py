"""The table of a class: as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from rich.table import Table
from rich.text import Text

from autograder.model.assignment import Question
from autograder.model.gradebook import Gradebook, Row
from autograder.model.outcome import Outcome
from autograder.reporting.text import printable

Groups = dict[str, list[Question]]

WIDEST_NAME = 44
NARROWEST_NAME = 16
BETWEEN = 2


def class_table(gradebook: Gradebook, questions: Sequence[Question], width: int) -> Table:
    """Make the table of a class: a row a submission.

    Parameters
    ----------
    gradebook
        The rows.
    questions
        The automatic questions, in order.
    width
        Characters that a line may have. Where a column a question does not fit, the questions of
        one number share a column (`1` for 1.1, 1.2, …), and where that does not, all do.
    """
    layouts: list[Groups] = [{question.id: [question] for question in questions}, {}, {}]
    for question in questions:
        layouts[1].setdefault(question.id.partition(".")[0], []).append(question)
    names = [len(printable(row.submission)) for row in gradebook.rows]
    name = min(max([len("submission"), *names]), WIDEST_NAME)
    for groups in layouts:
        cells = [[_cell(row, group) for group in groups.values()] for row in gradebook.rows]
        totals = [Text(f"{row.score:.5g}", style="bold") for row in gradebook.rows]
        needed = sum(
            BETWEEN + max([len(head), *(len(row[index]) for row in cells)])
            for index, head in enumerate(groups)
        )
        needed += BETWEEN + max([len("total"), *map(len, totals)])
        if needed + min(name, NARROWEST_NAME) <= width:
            break
    table = Table(box=None, pad_edge=False, padding=(0, 1), header_style="bold")
    room = max(min(name, width - needed), 1)
    table.add_column(
        "submission", no_wrap=True, overflow="ellipsis", min_width=room, max_width=room
    )
    for head in (*groups, "total"):
        table.add_column(head, justify="right", no_wrap=True)
    for row, marks, total in zip(gradebook.rows, cells, totals, strict=True):
        style = "magenta" if row.staff else ""
        table.add_row(Text(printable(row.submission), style=style), *marks, total)
    return table


def _cell(row: Row, group: Sequence[Question]) -> Text:
    """Return the points earned in a group; with an exclamation mark where a part was not judged."""
    score = sum(row.scores.get(question.id, 0.0) for question in group)
    points = float(sum((question.points for question in group), Fraction(0)))
    if any(row.outcomes.get(q.id) == Outcome.GRADER_ERROR.value for q in group):
        return Text(f"{score:.3g}!", style="magenta")
    style = "green" if score >= points else "red" if score <= 0 else "yellow"
    return Text(f"{score:.3g}", style=style)
