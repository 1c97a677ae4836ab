"""`autograder similar`."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.cli.flags import add_assignment, whole_number
from autograder.cli.grade import LAYOUTS
from autograder.errors import UsageError


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="DIR",
        help="a folder of submissions, as for `autograder grade`",
    )
    add_assignment(parser)
    parser.add_argument(
        "--layout",
        choices=LAYOUTS,
        help="what laid the submissions out (default: found out)",
    )
    parser.add_argument(
        "--roster",
        type=Path,
        metavar="FILE",
        help="a CSV file of who is in the course: whose each submission is",
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=Path("results/similar.html"),
        metavar="FILE",
        help="where the page goes; the table of the pairs goes beside it, as .csv "
        "(default: results/similar.html)",
    )
    parser.add_argument(
        "--given",
        action="append",
        type=Path,
        default=[],
        metavar="PATH",
        help="code that all were given beside the handout, such as a lecture's, "
        "is not counted (may be given several times)",
    )
    parser.add_argument(
        "--pairs",
        type=whole_number,
        default=50,
        metavar="N",
        help="how many pairs to show at most (default: 50)",
    )
    parser.add_argument(
        "--jobs",
        type=whole_number,
        metavar="N",
        help="how many processes to use (default: the number of processors)",
    )


def run(options: argparse.Namespace) -> int:
    """Compare the submissions, write the page and the table, print the first pairs."""
    from autograder import config
    from autograder.grading.classroom import default_jobs
    from autograder.grading.intake import find_class
    from autograder.reporting.files import write_file
    from autograder.similar import page, sheet, terminal
    from autograder.similar.run import Options, similar

    for flag, value in (("--jobs", options.jobs), ("--pairs", options.pairs)):
        if value is not None and value < 1:
            raise UsageError(f"{flag} {value}: should be at least 1")
    if options.output.suffix.lower() not in (".html", ".htm"):
        raise UsageError(f"--output {options.output}: should be a name that ends with .html")
    assignment = config.read(options.assignment)
    results = options.output.resolve().parent
    found = find_class(options.paths, assignment, options.layout, options.roster).found
    found = tuple(one for one in found if one.path.resolve() != results)
    if len(found) < 2:
        names = ", ".join(map(str, options.paths))
        raise UsageError(f"{names}: there are no two submissions to compare")
    settings = Options(options.pairs, options.jobs or default_jobs(), tuple(options.given))
    with terminal.progress(len(found)) as done:
        similarities = similar(assignment, found, settings, done)
    write_file(options.output, page.write(similarities, assignment.title))
    write_file(options.output.with_suffix(".csv"), sheet.write(similarities))
    terminal.show(similarities)
    print(f"{options.output}, {options.output.with_suffix('.csv')}")
    return 0
