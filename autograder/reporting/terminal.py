"""What the command line shows: progress, one submission's report, a class's table."""

from __future__ import annotations

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
from autograder.reporting.lines import Lines
from autograder.reporting.table import class_table
from autograder.reporting.text import printable

STYLES = {
    Outcome.PASSED: ("✓", "green"),
    Outcome.GRADER_ERROR: ("!", "bold magenta"),
}
FAILED = ("✗", "red")
AWAITING = ("…", "cyan")
NAMED = 3
NAME_BESIDE_BAR = 24


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
        self._lines = Lines()

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
            if check.outcome is not Outcome.PASSED:
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

    def gradebook(self, gradebook: Gradebook) -> None:
        """Print a class's table: a row a submission, a column a question."""
        for line in class_table(gradebook, self._assignment.automatic, self._lines.width):
            self._lines.plain(line)

    def where(self, folder: Path, gradebook: Gradebook) -> None:
        """Print where the results are, and what needs staff."""
        if self._count > 1:
            notes: dict[str, list[str]] = {}
            for row in gradebook.rows:
                for note in row.staff:
                    notes.setdefault(note, []).append(row.submission)
            for note, names in notes.items():
                more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
                self._lines.say(f"staff: {', '.join(names[:NAMED])}{more}: {note}", "magenta")
            self._signs([row.submission for row in gradebook.rows if row.signs])
            each = f"{folder}/<submission>/results.json"
            self._lines.say(f"the reports are in {each}, the table in {folder}/gradebook.csv")
        else:
            names = [row.submission for row in gradebook.rows]
            self._lines.say(f"the report is in {folder / ''.join(names) / 'results.json'}")

    def _signs(self, names: list[str]) -> None:
        """Name the submissions whose reports hold remarks that may be signs of cheating."""
        if names:
            what = "1 submission has" if len(names) == 1 else f"{len(names)} submissions have"
            more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
            which = f"{', '.join(names[:NAMED])}{more}"
            where = "extra_data.signs of results.json"
            self._lines.say(f"staff: {what} remarks in {where}: {which}", "magenta")
