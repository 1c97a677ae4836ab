"""What the command line shows of an audit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from autograder.audit.findings import Audit
from autograder.model.assignment import Assignment


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """Show how far an audit is, on standard error; yields what to call with how many are done."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda done, total: None
        return
    bar = Progress(
        TextColumn("auditing"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        auto_refresh=False,  # no thread: processes are forked from this one
    )
    with bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total, refresh=True)


def show(audit: Audit, assignment: Assignment) -> None:
    """Print what was tried and caught, question by question, then what has to be put right."""
    console = Console(highlight=False, markup=False)
    console.print(_table(audit, assignment))
    console.print(
        f"{_caught(audit.mutants)} of {len(audit.mutants)} mutants are caught, "
        f"{sum(map(len, audit.equivalent.values()))} are no mistakes, by the reasons kept for them"
    )
    lost = sum(bool(questions) for questions in audit.variants.values())
    names = sum(len(names.split(", ")) for names in audit.variants)
    console.print(
        f"{names} right variants: {'all keep' if not lost else 'not all keep'} all points"
    )
    idle = audit.idle()
    console.print(
        f"{len(idle)} of {len(audit.checks)} checks catch no known mistake that no other catches:"
    )
    for question in dict.fromkeys(check.question for check in idle):
        which = [check.id.rpartition("::")[2] for check in idle if check.question == question]
        console.print(f"  {question}: {', '.join(which)}", soft_wrap=True)
    problems = audit.problems()
    for problem in problems:
        console.print(f"- {problem}", style="red", soft_wrap=True)
    if not problems:
        times = f"{audit.seeds} seeds" if audit.seeds > 1 else "one seed"
        console.print(f"in order, with {times}", style="green")


def _table(audit: Audit, assignment: Assignment) -> Table:
    table = Table("question", "", box=None, pad_edge=False)
    for name in ("checks", "cases", "mistakes", "caught"):
        table.add_column(name, justify="right")
    for question in assignment.automatic:
        checks = [check for check in audit.checks if check.question == question.id]
        rows = [row for row in audit.mistakes if row.wrong.must[0] == question.id]
        table.add_row(
            question.id,
            question.title,
            str(len(checks)),
            str(sum(len(check.cases) for check in checks)),
            str(len(rows)),
            str(sum(not row.missed for row in rows)),
        )
    return table


def _caught(rows: tuple[object, ...]) -> int:
    return sum(bool(getattr(row, "caught", None)) for row in rows)
