"""What the command line shows: progress, one submission's report, a class's table."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from autograder.model.assignment import Assignment
from autograder.model.gradebook import Gradebook, Row
from autograder.model.outcome import Outcome
from autograder.model.report import ManualAnswer, QuestionResult, Report
from autograder.reporting.feedback import check_feedback, shared_reason
from autograder.reporting.table import class_table
from autograder.reporting.text import printable

STYLES = {
    Outcome.PASSED: ("✓", "green"),
    Outcome.GRADER_ERROR: ("!", "bold magenta"),
}
FAILED = ("✗", "red")
AWAITING = ("…", "cyan")
NO_LIMIT = 100_000
NARROWEST_TEXT = 24
NAMED = 3
NAME_BESIDE_BAR = 24


class Terminal:
    """Prints to standard output; progress goes to standard error.

    In a terminal, lines are wrapped at words, and what belongs together stays indented together.
    Elsewhere a sentence is a line, whatever its length, without colours.

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
        self._out = _Console(highlight=False, emoji=False, markup=False)

    @contextmanager
    def progress(self) -> Iterator[Callable[[Row], None]]:
        """Show how far a class is; yields what to call with each row."""
        console = Console(stderr=True)
        if self._count == 1 or not console.is_terminal:
            yield lambda row: None
            return
        bar = Progress(
            TextColumn("grading"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[last]}", markup=False),
            console=console,
            transient=True,
            auto_refresh=False,  # no thread: graders are forked from this process
        )
        with bar:
            task = bar.add_task("", total=self._count, last="")

            def done(row: Row) -> None:
                last = printable(row.submission)[:NAME_BESIDE_BAR]
                bar.update(task, advance=1, last=last, refresh=True)

            yield done

    def report(self, report: Report) -> None:
        """Print one submission's report: question by question, what failed and why."""
        self._say(f"{self._assignment.title} · {report.submission}", "bold")
        for remark in report.remarks:
            self._say(f"note: {remark}", "yellow", indent=2)
        for result in report.questions:
            self._question(result)
        for answer in report.manual:
            self._awaiting(answer)
        self._print(Text())
        total = Text(f"{report.score:g} of {report.max_score:g} automatic points", style="bold")
        if report.manual:
            waiting = sum(float(answer.question.points) for answer in report.manual)
            total.append(f", {waiting:g} more awarded by a person", style="cyan")
        total.append(f"   (seed {report.seed}, {report.seconds:.1f} s)", style="dim")
        self._line(total)
        for remark in report.staff:
            self._say(f"staff: {remark}", "magenta")

    def _question(self, result: QuestionResult) -> None:
        mark, style = STYLES.get(result.outcome, FAILED)
        line = Text.assemble(
            (f"{mark} ", style),
            (f"{result.question.id:<4} {result.question.title}", "bold"),
            (f"  {result.score:.4g} / {result.max_score:g}", style),
        )
        self._line(line, hang=7)
        if reason := shared_reason(result, self._assignment.feedback):
            self._say(reason, indent=7)
            return
        for check in result.checks:
            if check.outcome is not Outcome.PASSED:
                self._say(check.check.title, "italic", indent=7)
                self._say(check_feedback(check, self._assignment.feedback), indent=9)

    def _awaiting(self, answer: ManualAnswer) -> None:
        mark, style = AWAITING
        state = "handed in" if answer.text.strip() else "nothing handed in"
        points = float(answer.question.points)
        line = Text.assemble(
            (f"{mark} ", style),
            f"{answer.question.id:<4} {answer.question.title}",
            (f"  {state}; a person awards up to {points:g}", style),
        )
        self._line(line, hang=7)

    def gradebook(self, gradebook: Gradebook) -> None:
        """Print a class's table: a row a submission, a column a question."""
        width = self._out.width if self._out.is_terminal else NO_LIMIT
        for line in class_table(gradebook, self._assignment.automatic, width):
            self._print(line)

    def where(self, folder: Path, gradebook: Gradebook) -> None:
        """Print where the results are, and what needs staff."""
        if self._count > 1:
            notes: dict[str, list[str]] = {}
            for row in gradebook.rows:
                for note in row.staff:
                    notes.setdefault(note, []).append(row.submission)
            for note, names in notes.items():
                more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
                self._say(f"staff: {', '.join(names[:NAMED])}{more}: {note}", "magenta")
            each = f"{folder}/<submission>/results.json"
            self._say(f"the reports are in {each}, the table in {folder}/gradebook.csv")
        else:
            names = [row.submission for row in gradebook.rows]
            self._say(f"the report is in {folder / ''.join(names) / 'results.json'}")

    def _say(self, text: str, style: str = "", indent: int = 0) -> None:
        """Print the lines of a text, each at its own depth below `indent`."""
        for line in printable(text).split("\n"):
            body = line.lstrip(" ")
            depth = indent + len(line) - len(body)
            self._line(Text(body, style=style), depth, depth + 2 * body.startswith("- "))

    def _line(self, line: Text, indent: int = 0, hang: int | None = None) -> None:
        """Print one line after `indent` blanks; where it is wrapped, the rest after `hang`."""
        hang = indent if hang is None else hang
        if self._out.is_terminal:
            width = max(self._out.width - hang, NARROWEST_TEXT)
            rows = list(line.wrap(self._out, width))
        else:
            rows = [line]
        for index, row in enumerate(rows):
            row.rstrip()
            margin = Text(" " * (hang if index else indent))
            self._print(margin + row)

    def _print(self, line: Text) -> None:
        try:
            self._out.print(line, soft_wrap=True)
        except BrokenPipeError:  # from a version of rich that leaves it to us
            self._out.on_broken_pipe()


class _Console(Console):
    """A console that falls silent when the reader of its output has gone."""

    def on_broken_pipe(self) -> None:
        """Go on without a reader: results are still written."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
