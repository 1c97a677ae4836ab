"""`autograder grade`."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.cli.flags import add_class, add_jobs, add_unsafe, whole_number
from autograder.errors import UsageError

if TYPE_CHECKING:
    from autograder.grading.classroom import Hire


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    add_class(parser)
    parser.add_argument(
        "--output",
        type=Path,
        default=Path("results"),
        metavar="DIR",
        help="where results go (default: results); what is graded there already and has not "
        "changed is not graded again",
    )
    add_jobs(parser)
    parser.add_argument(
        "--seed",
        type=whole_number,
        metavar="S",
        help="give the checks the same random inputs as a run whose results record S "
        "(default: those of the results that are there)",
    )
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="ID",
        help="grade this submission and no other (may be given several times)",
    )
    parser.add_argument(
        "--retry",
        choices=["failed"],
        help="grade again what staff have to look at",
    )
    parser.add_argument("--again", action="store_true", help="grade anew what has not changed, too")
    parser.add_argument(
        "--format",
        action="append",
        default=[],
        metavar="NAME",
        help="write each report also for another platform: prairielearn, github or junit "
        "(may be given several times)",
    )
    parser.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="grade on a dask.distributed cluster: its scheduler's address, such as "
        "tls://host:8786, or `local` for one that is started here with --jobs workers",
    )
    add_unsafe(parser)


def run(options: argparse.Namespace) -> int:
    """Grade, write the results, print the table or the one report."""
    from autograder import config
    from autograder.cli import class_results
    from autograder.cli.class_source import Source
    from autograder.grading import class_run, classroom, seeds
    from autograder.pages import PAGES
    from autograder.reporting import files
    from autograder.reporting.log import Log
    from autograder.reporting.terminal import Terminal
    from autograder.store import Store

    if options.seed is not None and not 0 <= options.seed <= seeds.MAX_SEED:
        raise UsageError(f"--seed {options.seed}: should be from 0 to {seeds.MAX_SEED}")
    for name in options.format:
        if name not in files.FORMATS:
            raise UsageError(f"--format {name}: should be one of {', '.join(files.FORMATS)}")
    jobs = class_results.jobs(options.jobs)
    assignment = config.read(options.assignment)
    source = Source.given(options.paths, options.layout, options.roster)
    group = source.find(assignment, options.output)
    output = files.Output(options.output, assignment, options.format, PAGES)
    terminal = Terminal(assignment)
    with Store.begin(options.output) as store, Log(options.output) as log:
        class_results.check_assignment(store, options.output, assignment, "--output")
        known = store.recall("seed")
        drawn = seeds.draw() if known is None else known
        seed = drawn if options.seed is None else options.seed
        choice = class_run.Choice(
            only=tuple(options.only), failed=bool(options.retry), again=options.again
        )
        terms = classroom.Options(
            jobs=jobs,
            seed=seed,
            unsafe=options.unsafe,
            private=(options.output,),
            elsewhere=_elsewhere(options.cluster),
        )
        store.tell(
            source=source, formats=options.format, missing=group.absent, unknown=group.unknown
        )
        session = class_run.ClassRun(assignment, store, output, terms)
        plan = session.plan(group.found, choice)
        for note in group.notes:
            terminal.say(note)
        class_results.carry_out(session, group.found, plan, store, output, log)
        remarks = output.write_gradebooks(store.reports, store.about)
        class_results.show(terminal, store, output, plan)
        for remark in remarks:
            terminal.say(remark)
        return 1 if any(row.staff for row in store.rows()) else 0


def _elsewhere(address: str | None) -> Hire | None:
    if address is None:
        return None
    from autograder.cluster import hire

    return partial(hire.crew, address)
