"""`autograder regrade`."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.cli.flags import add_results, add_unsafe
from autograder.errors import EnvironmentFault, UsageError

BESIDE = "regrade"
"""The folder of the new results, in that of the published ones."""
TABLE = "regrade.csv"


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    add_results(parser)
    parser.add_argument(
        "--publish",
        action="store_true",
        help="have the new results take the place of the old ones",
    )
    add_unsafe(parser)


def run(options: argparse.Namespace) -> int:
    """Grade again what comes to something else today, and show what everybody gains or loses."""
    from autograder import config
    from autograder.cli import class_results
    from autograder.cli.class_source import Source
    from autograder.grading import class_run, classroom, regrade
    from autograder.model.gradebook import Summary
    from autograder.pages import PAGES
    from autograder.reporting import changes, files
    from autograder.reporting.log import Log
    from autograder.reporting.terminal import Terminal
    from autograder.store import State, Store

    folder: Path = options.folder
    class_results.check_there(folder)
    jobs = class_results.jobs(options.jobs)
    assignment = config.read(options.assignment)
    terminal = Terminal(assignment)
    with Store.begin(folder) as published:
        class_results.check_assignment(published, folder, assignment, "--assignment")
        output = files.Output(folder, assignment, published.recall("formats") or (), PAGES)
        if published.recall("publishing"):
            regrade.finish(published, output, folder / BESIDE)
        source = published.recall("source")
        if source is None:
            raise UsageError(f"{folder}: nothing is graded there yet")
        found = Source(**source).find(assignment, folder).found
        aside = files.Output(folder / BESIDE, assignment)
        with Store.begin(folder / BESIDE) as beside, Log(folder / BESIDE) as log:
            due = regrade.due(assignment, found, published, beside)
            terms = classroom.Options(
                jobs=jobs, seed=published.about.seed, unsafe=options.unsafe, private=(folder,)
            )
            session = class_run.ClassRun(assignment, beside, aside, terms)
            plan = session.plan(due.found, class_run.Choice())
            class_results.carry_out(session, due.found, plan, beside, aside, log)
            lost = sum(entry.state is State.LOST for entry in beside.entries())
            tally = changes.Tally()
            table = changes.write(
                tally.counting(regrade.changes(published, beside)), assignment.automatic
            )
            files.write_file(folder / TABLE, table)
            summary = Summary.of(beside.rows())
        terminal.say(
            f"{len(due.found)} of {tally.count} submissions come to something else, or may: "
            f"{len(plan.grade)} were graded now, {len(plan.rescore)} had their points added up anew"
        )
        for text in tally.lines():
            terminal.say(text)
        if due.gone:
            terminal.say(f"{due.gone} are not where they were, and keep their results")
        terminal.staff(summary)
        terminal.say(f"all of it is in {folder / TABLE}")
        if not options.publish and not due.found:
            terminal.say("there is nothing to publish")
        elif not options.publish:
            terminal.say("nothing is published; the same command with --publish does that")
        elif lost:
            raise EnvironmentFault(
                f"{lost} submissions could not be graded, for their graders ended; nothing is "
                "published. The same command tries them again."
            )
        else:
            published.adopt(folder / BESIDE)
            published.tell(title=assignment.title)
            regrade.finish(published, output, folder / BESIDE)
            terminal.say(f"published: {folder}/<submission>/results.json, {folder}/gradebook.csv")
    return 1 if summary.staff.count else 0
