"""The table of a class: as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
            [Text(head, style="bold"), *_cells(rows, group)] for head, group in groups.items()
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
        parts: list[Text | str | tuple[str, str]] = [(fitted(text, room), style)]
        for column, wide in zip(columns, widths, strict=True):
            cell = column[number]
            parts += [" " * (wide - len(cell)), cell]
        lines.append(Text.assemble(*parts))
    return lines


def _layouts(questions: Sequence[Question]) -> list[Groups]:
    by_number: Groups = {}
    for question in questions:
        by_number.setdefault(question.id.partition(".")[0], []).append(question)
    return [{question.id: [question] for question in questions}, by_number, {}]


def _cells(rows: Iterable[Row], group: Sequence[Question]) -> Iterator[Text]:
    """Yield the points earned in a group, row by row; marked where a part was not judged."""
    points = float(sum((question.points for question in group), Fraction(0)))
    ids = [question.id for question in group]
    for row in rows:
        score = sum(row.scores.get(id, 0.0) for id in ids)
        if any(row.outcomes.get(id) == Outcome.GRADER_ERROR.value for id in ids):
            yield Text(f"{score:.3g}!", style="magenta")
        else:
            style = "green" if score >= points else "red" if score <= 0 else "yellow"
            yield Text(f"{score:.3g}", style=style)
