"""`autograder grade`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from autograder.cli.flags import add_assignment, add_unsafe, whole_number
from autograder.errors import UsageError


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument(
        "paths",
        nargs="+",
        type=_path,
        metavar="PATH",
        help="a submission (folder, zip, notebook), or a folder of them",
    )
    add_assignment(parser)
    parser.add_argument(
        "--output",
        type=Path,
        default=Path("results"),
        metavar="DIR",
        help="where results go (default: results)",
    )
    parser.add_argument(
        "--jobs",
        type=whole_number,
        metavar="N",
        help="how many submissions at a time (default: the number of processors)",
    )
    parser.add_argument(
        "--seed",
        type=whole_number,
        metavar="S",
        help="give the checks the same random inputs as a run whose results record S",
    )
    parser.add_argument(
        "--format",
        action="append",
        default=[],
        metavar="NAME",
        help="write each report also for another platform: prairielearn, github or junit "
        "(may be given several times)",
    )
    add_unsafe(parser)


def _path(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError("a path is empty; is a variable not set?")
    return Path(text)


def run(options: argparse.Namespace) -> int:
    """Grade, write the results, print the table or the one report."""
    from autograder import config
    from autograder.grading import classroom, seeds
    from autograder.grading.intake import find_submissions
    from autograder.model.report import Report
    from autograder.reporting import files
    from autograder.reporting.terminal import Terminal
    from autograder.sandbox.client import forks

    if options.jobs is not None and options.jobs < 1:
        raise UsageError(f"--jobs {options.jobs}: should be at least 1")
    if options.seed is not None and not 0 <= options.seed <= seeds.MAX_SEED:
        raise UsageError(f"--seed {options.seed}: should be from 0 to {seeds.MAX_SEED}")
    for name in options.format:
        if name not in files.FORMATS:
            raise UsageError(f"--format {name}: should be one of {', '.join(files.FORMATS)}")
    assignment = config.read(options.assignment)
    found = find_submissions(options.paths, assignment)
    here = options.output.resolve()
    found = [one for one in found if one.path.resolve() != here]  # results of an earlier run
    if not found:
        names = ", ".join(map(str, options.paths))
        raise UsageError(
            f"{names}: there is no submission; a submission is a folder, zip or notebook"
        )
    output = files.Output(options.output, assignment, options.format)
    terminal = Terminal(assignment, len(found))
    single = len(found) == 1
    jobs = options.jobs or classroom.default_jobs()
    if jobs > 1 and not forks():
        print(
            "autograder: on this system submissions are graded one after the other; --jobs is 1",
            file=sys.stderr,
        )

    def keep(report: Report) -> None:
        output.write_report(report)
        if single:
            terminal.report(report)

    with terminal.progress() as done:
        gradebook = classroom.grade_class(
            assignment,
            found,
            classroom.Options(
                jobs=jobs,
                seed=seeds.draw() if options.seed is None else options.seed,
                unsafe=options.unsafe,
                private=(options.output,),
            ),
            keep,
            done,
        )
    output.write_gradebook(gradebook)
    if not single:
        terminal.gradebook(gradebook)
    terminal.where(options.output, gradebook)
    return 1 if gradebook.needs_staff else 0
