"""`autograder audit`."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.cli.flags import add_assignment, whole_number
from autograder.errors import UsageError


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    add_assignment(parser)
    parser.add_argument(
        "--seeds",
        type=whole_number,
        default=1,
        metavar="N",
        help="how many seeds of the random inputs to try (default: 1)",
    )
    parser.add_argument(
        "--jobs",
        type=whole_number,
        metavar="N",
        help="how many processes to use (default: the number of processors)",
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="where to write the map of mistakes and checks: a page, or a table in Markdown (.md)",
    )


def run(options: argparse.Namespace) -> int:
    """Try the checks on everything that is wrong, and print what they miss."""
    from autograder import config
    from autograder.audit import markdown, page, table
    from autograder.audit.run import audit
    from autograder.grading.classroom import default_jobs
    from autograder.reporting.files import write_file

    for flag, value in (("--seeds", options.seeds), ("--jobs", options.jobs)):
        if value is not None and value < 1:
            raise UsageError(f"{flag} {value}: should be at least 1")
    assignment = config.read(options.assignment)
    with table.progress() as done:
        found = audit(assignment, options.seeds, options.jobs or default_jobs(), done)
    if options.output is not None:
        writer = markdown if options.output.suffix == ".md" else page
        write_file(options.output, writer.write(found, assignment.title).encode())
    table.show(found, assignment)
    return 1 if found.problems() else 0
