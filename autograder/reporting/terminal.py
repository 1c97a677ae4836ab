"""What the command line shows: progress, one submission's report, a class's table."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from autograder.model.assignment import Assignment
from autograder.model.gradebook import Gradebook, Row
from autograder.model.outcome import Outcome
from autograder.model.report import QuestionResult, Report
from autograder.reporting.feedback import check_feedback

STYLES = {
    Outcome.PASSED: ("✓", "green"),
    Outcome.GRADER_ERROR: ("!", "bold magenta"),
}
FAILED = ("✗", "red")


class Terminal:
    """Prints to standard output; progress goes to standard error.

    Parameters
    ----------
    assignment
        What is graded.
    count
        How many submissions there are.
    """

    def __init__(self, assignment: Assignment, count: int) -> None:
        self._assignment = assignment
        self._count = count
        self._out = Console(highlight=False, soft_wrap=not sys.stdout.isatty())

    @contextmanager
    def progress(self) -> Iterator[Callable[[Row], None]]:
        """Show how far a class is; yields what to call with each row."""
        bar = Progress(
            TextColumn("grading"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[last]}"),
            console=Console(stderr=True),
            transient=True,
            auto_refresh=False,  # no thread: graders are forked from this process
            disable=self._count == 1 or not sys.stderr.isatty(),
        )
        with bar:
            task = bar.add_task("", total=self._count, last="")

            def done(row: Row) -> None:
                bar.update(task, advance=1, last=row.submission, refresh=True)

            yield done

    def report(self, report: Report) -> None:
        """Print one submission's report: question by question, what failed and why."""
        self._out.print(Text(f"{self._assignment.title} · {report.submission}", style="bold"))
        for remark in report.remarks:
            self._out.print(Text(f"  note: {remark}", style="yellow"))
        for question in report.questions:
            self._question(question)
        for answer in report.manual:
            state = "handed in" if answer.text.strip() else "nothing handed in"
            line = Text.assemble(
                ("… ", "cyan"), (f"{answer.question.id:<4} {answer.question.title}", ""),
                (f"  {state}; a person awards up to {float(answer.question.points):g}", "cyan"),
            )  # fmt: skip
            self._out.print(line)
        self._out.print()
        total = Text(f"{report.score:g} of {report.max_score:g} automatic points", style="bold")
        if report.manual:
            waiting = sum(float(answer.question.points) for answer in report.manual)
            total.append(f", {waiting:g} more awarded by a person", style="cyan")
        total.append(f"   (seed {report.seed}, {report.seconds:.1f} s)", style="dim")
        self._out.print(total)
        for remark in report.staff:
            self._out.print(Text(f"staff: {remark}", style="magenta"))

    def _question(self, result: QuestionResult) -> None:
        mark, style = STYLES.get(result.outcome, FAILED)
        self._out.print(
            Text.assemble(
                (f"{mark} ", style),
                (f"{result.question.id:<4} {result.question.title}", "bold"),
                (f"  {result.score:.4g} / {result.max_score:g}", style),
            )  # fmt: skip
        )
        for check in result.checks:
            if check.outcome is Outcome.PASSED:
                continue
            self._out.print(Padding(Text(check.check.title, style="italic"), (0, 0, 0, 7)))
            self._out.print(
                Padding(Text(check_feedback(check, self._assignment.feedback)), (0, 0, 0, 9))
            )

    def gradebook(self, gradebook: Gradebook) -> None:
        """Print a class's table: a row a submission, a column a question."""
        table = Table(box=None, pad_edge=False, padding=(0, 1), header_style="bold")
        table.add_column("submission", no_wrap=True, overflow="ellipsis", max_width=44)
        for question in gradebook.questions:
            table.add_column(question, justify="right", no_wrap=True)
        table.add_column("total", justify="right", no_wrap=True)
        points = {q.id: float(q.points) for q in self._assignment.automatic}
        for row in gradebook.rows:
            cells = [
                self._cell(row, question, points[question]) for question in gradebook.questions
            ]
            name = Text(row.submission, style="magenta" if row.staff else "")
            table.add_row(name, *cells, Text(f"{row.score:.4g}", style="bold"))
        out = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
        out.print(table)

    @staticmethod
    def _cell(row: Row, question: str, points: float) -> Text:
        score = row.scores.get(question, 0.0)
        style = "green" if score >= points else "red" if score <= 0 else "yellow"
        return Text(f"{score:.3g}", style=style)

    def where(self, folder: Path, gradebook: Gradebook) -> None:
        """Print where the results are, and what needs staff."""
        for row in gradebook.rows:
            if row.staff and self._count > 1:
                self._out.print(Text(f"staff: {row.submission}: {row.staff[0]}", style="magenta"))
        what = "the report is" if self._count == 1 else "the reports are"
        self._out.print(
            Text(
                f"{what} in {folder}/<submission>/results.json, the table in {folder}/gradebook.csv"
            )
        )
