"""What the command line shows: one submission's report, a class's table."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from rich.text import Text

from autograder.model.assignment import Assignment
from autograder.model.gradebook import Names, Row, Summary
from autograder.model.outcome import Outcome
from autograder.model.report import ManualAnswer, QuestionResult, Report
from autograder.reporting.feedback import check_feedback, shared_reason
from autograder.reporting.lines import Lines
from autograder.reporting.table import class_table

STYLES = {
    Outcome.PASSED: ("✓", "green"),
    Outcome.GRADER_ERROR: ("!", "bold magenta"),
}
FAILED = ("✗", "red")
AWAITING = ("…", "cyan")
MOST_ROWS = 500
"""Of a table: whoever has a larger class opens it in a spreadsheet."""


class Terminal:
    """Prints to standard output.

    Parameters
    ----------
    assignment
        What is graded.
    """

    def __init__(self, assignment: Assignment) -> None:
        self._assignment = assignment
        self._lines = Lines()

    def say(self, text: str, style: str = "") -> None:
        """Print a sentence."""
        self._lines.say(text, style)

    def report(self, report: Report) -> None:
        """Print one submission's report: question by question, what failed and why."""
        self._lines.say(f"{self._assignment.title} · {report.submission}", "bold")
        for remark in report.remarks:
            self._lines.say(f"note: {remark}", "yellow", indent=2)
        for result in report.questions:
            self._question(result)
        for answer in report.manual:
            self._awaiting(answer)
        self._lines.plain(Text())
        total = Text(f"{report.score:g} of {report.max_score:g} automatic points", style="bold")
        if report.manual:
            waiting = sum(float(answer.question.points) for answer in report.manual)
            total.append(f", {waiting:g} more awarded by a person", style="cyan")
        total.append(f"   (seed {report.seed}, {report.seconds:.1f} s)", style="dim")
        self._lines.line(total)
        for remark in (*report.staff, *report.signs):
            self._lines.say(f"staff: {remark}", "magenta")

    def _question(self, result: QuestionResult) -> None:
        mark, style = STYLES.get(result.outcome, FAILED)
        line = Text.assemble(
            (f"{mark} ", style),
            (f"{result.question.id:<4} {result.question.title}", "bold"),
            (f"  {result.score:.4g} / {result.max_score:g}", style),
        )
        self._lines.line(line, hang=7)
        if reason := shared_reason(result, self._assignment.feedback):
            self._lines.say(reason, indent=7)
            return
        for check in result.checks:
            if check.score if check.check.follows else check.outcome is not Outcome.PASSED:
                self._lines.say(check.check.title, "italic", indent=7)
                self._lines.say(check_feedback(check, self._assignment.feedback), indent=9)

    def _awaiting(self, answer: ManualAnswer) -> None:
        mark, style = AWAITING
        state = "handed in" if answer.text.strip() else "nothing handed in"
        points = float(answer.question.points)
        line = Text.assemble(
            (f"{mark} ", style),
            f"{answer.question.id:<4} {answer.question.title}",
            (f"  {state}; a person awards up to {points:g}", style),
        )
        self._lines.line(line, hang=7)

    def table(self, rows: Iterable[Row]) -> None:
        """Print a class's table: a row a submission, a column a question."""
        shown = list(islice(rows, MOST_ROWS + 1))
        lines = class_table(shown[:MOST_ROWS], self._assignment.automatic, self._lines.width)
        for line in lines:
            self._lines.plain(line)
        if len(shown) > MOST_ROWS:
            self._lines.say("… and more, in gradebook.csv")

    def where(self, folder: Path, summary: Summary) -> None:
        """Print what of a class needs staff, and where its results are."""
        self.staff(summary)
        self._signs(summary.signs)
        each = f"{folder}/<submission>/results.json"
        self._lines.say(
            f"the reports are in {each}, the table in {folder}/gradebook.csv; "
            f"to look at: {folder}/class.html"
        )

    def staff(self, summary: Summary) -> None:
        """Print what of a class needs staff."""
        for note, names in summary.notes.items():
            self._lines.say(f"staff: {names}: {note}", "magenta")

    def _signs(self, names: Names) -> None:
        """Name the submissions whose reports hold remarks that may be signs of cheating."""
        if names.count:
            has = "1 submission has" if names.count == 1 else f"{names.count} submissions have"
            where = "extra_data.signs of results.json"
            self._lines.say(f"staff: {has} remarks in {where}: {names}", "magenta")
