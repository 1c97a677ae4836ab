"""How far the grading of a class is: a bar in a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

from autograder.model.gradebook import Row
from autograder.reporting.text import printable

EVERY = 30.0
"""Seconds from one line to the next where nobody watches a bar."""
NAME_BESIDE_BAR = 24

Done = Callable[[Row], None]


@contextmanager
def progress(
    count: int, clock: Callable[[], float] = time.monotonic, what: str = "grading"
) -> Iterator[Done]:
    """Show on standard error how far a class is; yields what to call with each row.

    Parameters
    ----------
    count
        How many submissions are to be graded; of less than two, nothing is shown.
    clock
        Seconds.
    what
        Is done with them.
    """
    console = Console(stderr=True)
    if count < 2:
        yield lambda row: None
    elif console.is_terminal:
        with _bar(console, Pace(count, clock), what) as done:
            yield done
    else:
        yield _lines(Pace(count, clock), clock, what)


class Pace:
    """How many are done, how fast, and how many need a person's look."""

    def __init__(self, count: int, clock: Callable[[], float]) -> None:
        self.count = count
        self.done = 0
        self.staff = 0
        self._clock = clock
        self._begun = clock()

    def step(self, row: Row) -> None:
        """Count one more."""
        self.done += 1
        self.staff += bool(row.staff)

    @property
    def text(self) -> str:
        """The rate, the time that is left at that rate, and what needs staff."""
        taken = max(self._clock() - self._begun, 1e-9)
        rate = self.done / taken
        left = round((self.count - self.done) / rate) if self.done else 0
        said = f"{rate:.2g} a second" if rate >= 1 else f"{60 * rate:.2g} a minute"
        return ", ".join(
            [said, f"{_span(left)} left", *([f"{self.staff} for staff"] if self.staff else [])]
        )


def _span(seconds: int) -> str:
    """Return a time in words."""
    if seconds < 100:
        return f"{seconds} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"


@contextmanager
def _bar(console: Console, pace: Pace, what: str) -> Iterator[Done]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    bar = Progress(
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pace]}", markup=False),
        TextColumn("{task.fields[last]}", markup=False),
        console=console,
        transient=True,
        auto_refresh=False,  # no thread: graders are forked from this process
    )
    with bar:
        task = bar.add_task("", total=pace.count, pace="", last="")
        bar.refresh()

        def done(row: Row) -> None:
            pace.step(row)
            last = printable(row.submission)[:NAME_BESIDE_BAR]
            bar.update(task, advance=1, pace=pace.text, last=last, refresh=True)

        yield done


def _lines(pace: Pace, clock: Callable[[], float], what: str) -> Done:
    said = clock()

    def done(row: Row) -> None:
        nonlocal said
        pace.step(row)
        if clock() - said >= EVERY and pace.done < pace.count:
            said = clock()
            print(f"{what}: {pace.done} of {pace.count}, {pace.text}", file=sys.stderr, flush=True)

    return done
