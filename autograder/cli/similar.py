"""`autograder similar`."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.cli.flags import add_class, add_jobs, whole_number
from autograder.errors import UsageError


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    add_class(parser)
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
    add_jobs(parser)


def run(options: argparse.Namespace) -> int:
    """Compare the submissions, write the page and the table, print the first pairs."""
    from autograder import config
    from autograder.cli.class_source import Source
    from autograder.grading.classroom import default_jobs
    from autograder.reporting.files import write_file
    from autograder.similar import page, sheet, terminal
    from autograder.similar.run import Options, similar

    for flag, value in (("--jobs", options.jobs), ("--pairs", options.pairs)):
        if value is not None and value < 1:
            raise UsageError(f"{flag} {value}: should be at least 1")
    if options.output.suffix.lower() not in (".html", ".htm"):
        raise UsageError(f"--output {options.output}: should be a name that ends with .html")
    assignment = config.read(options.assignment)
    source = Source.given(options.paths, options.layout, options.roster)
    group = source.find(assignment, options.output.parent)
    if len(group.found) < 2:
        names = ", ".join(map(str, options.paths))
        raise UsageError(f"{names}: there are no two submissions to compare")
    _make_folder(options.output.parent)
    settings = Options(options.pairs, options.jobs or default_jobs(), tuple(options.given))
    with terminal.progress(len(group.found)) as done:
        similarities = similar(assignment, group.found, settings, done)
    table = options.output.with_suffix(".csv")
    write_file(options.output, page.write(similarities, assignment.title))
    write_file(table, sheet.write(similarities))
    for note in group.notes:
        terminal.say(note)
    terminal.show(similarities)
    terminal.say(f"side by side: {options.output}; as a table: {table}")
    return 0


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # of students, for staff
    except OSError as error:
        raise UsageError(f"--output: {folder} cannot be made a folder ({error.strerror})") from None
