"""`autograder report`."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.cli.flags import add_results
from autograder.errors import UsageError
from autograder.model.gradebook import Row

if TYPE_CHECKING:
    from autograder.model.assignment import Assignment
    from autograder.reporting.files import Output
    from autograder.store import Store


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    add_results(parser)


def run(options: argparse.Namespace) -> int:
    """Write every file of every submission, and of the class, from what is stored; run nothing."""
    from autograder import config
    from autograder.cli import class_results
    from autograder.pages import PAGES
    from autograder.reporting.files import Output
    from autograder.reporting.progress import progress
    from autograder.reporting.terminal import Terminal
    from autograder.store import Store

    folder: Path = options.folder
    class_results.check_there(folder)
    jobs = class_results.jobs(options.jobs)
    assignment = config.read(options.assignment)
    terminal = Terminal(assignment)
    with Store.begin(folder) as store:
        _check(store, folder, assignment)
        output = Output(folder, assignment, store.recall("formats") or (), PAGES)
        ids = [row.submission for row in store.rows()]
        with progress(len(ids), what="writing") as done:
            for id, written in _written(output, ids, jobs):
                entry = store.entry(id)
                if entry is not None and entry.files != written:
                    store.wrote(id, written)
                done(Row(id))
        for remark in output.write_gradebooks(store.reports, store.about):
            terminal.say(remark)
    what = "1 submission" if len(ids) == 1 else f"{len(ids)} submissions"
    terminal.say(f"written anew: the results and pages of {what}; begin with {folder}/class.html")
    return 0


def _written(output: Output, ids: Sequence[str], jobs: int) -> Iterator[tuple[str, str]]:
    """Write the files of each submission, in several processes where there can be some.

    Yields
    ------
    tuple of (str, str)
        The id, and what was written.

    Raises
    ------
    UsageError
        If something cannot be written.
    """
    from autograder.grading.crew import Crew
    from autograder.grading.in_turn import InTurn
    from autograder.sandbox.client import forks
    from autograder.store import Store

    def prepare() -> Callable[[int], str]:
        stores: list[Store] = []  # opened in the process that reads it

        def write(number: int) -> str:
            if not stores:
                stores.append(Store.read(output.folder))
            stored = stores[0].report(ids[number])
            assert stored is not None
            return output.write_report(stored)

        return write

    output.prepare()
    hands = Crew(min(jobs, len(ids)), prepare) if forks() else InTurn(prepare)
    with contextlib.closing(hands):
        for number, written in hands.run(len(ids)):
            if written is None:
                raise UsageError(f"{output.of(ids[number])}: not all files could be written there")
            yield ids[number], written


def _check(store: Store, folder: Path, assignment: Assignment) -> None:
    """Refuse results that are of another assignment, or of nothing."""
    from autograder.cli import class_results

    if next(store.rows(), None) is None:
        raise UsageError(f"{folder}: nothing is graded there yet")
    class_results.check_assignment(store, folder, assignment, "--assignment")
