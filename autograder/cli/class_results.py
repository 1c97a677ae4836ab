"""What commands that grade a class have in common: what they print, and how they stop."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from autograder.errors import UsageError
from autograder.grading.class_run import ClassRun, Plan
from autograder.grading.classroom import default_jobs
from autograder.grading.intake import Found
from autograder.model.assignment import Assignment
from autograder.model.gradebook import Names, Row, Summary
from autograder.reporting.files import Output
from autograder.reporting.log import Log
from autograder.reporting.progress import progress
from autograder.reporting.terminal import Terminal
from autograder.sandbox.client import forks
from autograder.store import FILE, Store

NOTES = 20
"""How many lines are printed about what was found."""


def jobs(wanted: int | None) -> int:
    """Return how many submissions are graded at a time.

    Raises
    ------
    UsageError
        If fewer than one is wanted.
    """
    if wanted is not None and wanted < 1:
        raise UsageError(f"--jobs {wanted}: should be at least 1")
    number = wanted or default_jobs()
    if number > 1 and not forks():
        print(
            "autograder: on this system submissions are graded one after the other; --jobs is 1",
            file=sys.stderr,
        )
    return number


def check_assignment(store: Store, folder: Path, assignment: Assignment, flag: str) -> None:
    """Refuse results that are of another assignment: that have no question in common with it.

    Raises
    ------
    UsageError
        If they are; it says with which flag the right folder is named.
    """
    row = next(store.rows(), None)
    if row and row.scores and not row.scores.keys() & {q.id for q in assignment.automatic}:
        raise UsageError(
            f"{folder}: holds results of {store.about.title!r}, and {assignment.root} is "
            f"{assignment.title!r}; name the right one with {flag}"
        )


def check_there(folder: Path) -> None:
    """Refuse a folder that holds no results, with `UsageError`."""
    if not (folder / FILE).is_file():
        raise UsageError(f"{folder}: `autograder grade` has left no results there ({FILE})")


def carry_out(
    session: ClassRun,
    found: Sequence[Found],
    plan: Plan,
    store: Store,
    output: Output,
    log: Log,
) -> None:
    """Grade what a plan says, show how far it is, and log it.

    Where that is interrupted, the table of what is done is written, and it is said how to go on.
    """
    log.say(f"grading {len(plan.grade)} of {plan.count} submissions, seed {session.seed}")
    try:
        with progress(len(plan.grade)) as show_progress:

            def done(row: Row) -> None:
                log.graded(row)
                show_progress(row)

            session.carry_out(found, plan, done)
    except KeyboardInterrupt:
        about = store.about
        output.write_gradebooks(store.reports, about, ["gradebook.csv"])
        text = f"{about.graded} of {about.graded + about.waiting} submissions are graded"
        log.say(f"interrupted; {text}")
        how = "the same command, without --again," if plan.again else "the same command"
        print(f"autograder: {text}; {how} goes on with the others", file=sys.stderr)
        raise
    log.say("done")


def show(terminal: Terminal, store: Store, output: Output, plan: Plan) -> None:
    """Print what a class came to: the report of its only submission, or its table."""
    first = list(islice(store.reports(), 2))
    single = len(first) == 1 and not store.about.waiting
    if single:
        terminal.report(first[0].report)
    else:
        terminal.table(store.rows())
    for sentence in _standing(store, output, plan):
        terminal.say(sentence)
    if single:
        there = output.of(first[0].id)
        terminal.say(f"the report is in {there / 'results.json'}; to look at: {there}/report.html")
    else:
        terminal.where(output.folder, Summary.of(store.rows()))


def _standing(store: Store, output: Output, plan: Plan) -> Iterator[str]:
    """Say what was not graded now, and why."""
    if plan.unchanged == plan.count == 1:
        yield "it has not changed since it was graded; --again grades it anew"
    elif plan.unchanged:
        yield (
            f"{plan.unchanged} of {plan.count} submissions have not changed since they were "
            "graded; --again grades them anew"
        )
    if plan.rescore:
        yield (
            f"the points of {len(plan.rescore)} of {plan.count} submissions were added up anew, "
            "as config.yaml gives others; nothing was run for that"
        )
    if plan.left:
        yield (
            f"{plan.left} of {plan.count} submissions are still to be graded; the same command "
            "without --only does that"
        )
    about = store.about
    if about.missing:
        first = "; ".join(
            person.name or person.email or person.number or person.login
            for person in about.missing[:3]
        )
        more = f" and {len(about.missing) - 3} more" if len(about.missing) > 3 else ""
        have = "has" if len(about.missing) == 1 else "have"
        yield f"{len(about.missing)} on the roster {have} handed nothing in: {first}{more}"
    if about.unknown:
        unknown = Names(about.unknown[:3], len(about.unknown))
        yield f"not on the roster: {unknown}"
    removed = Names()
    for id in store.removed():
        removed = removed.and_one(id)
    if removed.count:
        yield (
            f"results of earlier runs in {output.folder} that are not of these submissions, and "
            f"not in the table: {removed}"
        )
