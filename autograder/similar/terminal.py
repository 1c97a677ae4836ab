"""Similar submissions in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.reporting.text import printable
from autograder.similar.findings import Similar

SHOWN = 20
CAREFUL = (
    "Similar code is no proof of anything: read both submissions, and ask both people, before "
    "anything is concluded."
)


@contextmanager
def progress(count: int) -> Iterator[Callable[[], None]]:
    """Show on standard error how many submissions are read; yields what to call for each."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    bar = Progress(
        TextColumn("reading"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
        auto_refresh=False,  # no thread: processes are forked from this one
    )
    with bar:
        task = bar.add_task("", total=count)
        yield lambda: bar.update(task, advance=1, refresh=True)


def say(text: str) -> None:
    """Print a sentence."""
    Console(highlight=False).print(Text(printable(text).replace("\n", " ")), soft_wrap=True)


def show(similar: Similar) -> None:
    """Print the first pairs, and how to take them."""
    if similar.pairs:
        Console(highlight=False).print(_table(similar))
        if len(similar.pairs) > SHOWN:
            say(f"… and {len(similar.pairs) - SHOWN} more pairs")
        say(f"{similar.compared} submissions were compared. {CAREFUL}")
    else:
        say(
            f"{similar.compared} submissions were compared: "
            "no two share more than may happen by chance."
        )
    for one in similar.skipped[:SHOWN]:
        say(f"not compared: {one.id}: {one.why}")
    if len(similar.skipped) > SHOWN:
        say(f"… and {len(similar.skipped) - SHOWN} more that were not compared")


def _table(similar: Similar) -> Table:
    table = Table("#", "submissions", "share", "lines", "files", box=None, pad_edge=False)
    for number, pair in enumerate(similar.pairs[:SHOWN], start=1):
        table.add_row(
            str(number),
            Text(printable(f"{pair.a.id} · {pair.b.id}").replace("\n", " ")),
            f"{100 * pair.share:.0f} %",
            f"{pair.a.lines} · {pair.b.lines}",
            Text(printable(", ".join(pair.files)).replace("\n", " ")),
        )
    return table
