"""`autograder rehearse`."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from autograder.errors import UsageError


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the zip for Gradescope")
    parser.add_argument(
        "submission",
        type=Path,
        metavar="SUBMISSION",
        help="what a student hands in: a folder, a zip, a notebook or another file",
    )
    for name, what in (
        ("--submitted", "when it is handed in, such as 2026-03-01T23:59 (default: now)"),
        ("--due", "when it is due (default: never)"),
    ):
        parser.add_argument(name, type=_time, metavar="TIME", help=what)
    parser.add_argument(
        "--previous",
        type=Path,
        metavar="FILE",
        help="results.json of a submission ten minutes before, or a list of previous_submissions",
    )
    for name, default, what in (
        ("--points", None, "what the assignment is worth there (default: what the zip says)"),
        ("--minutes", 10.0, "the time limit (default: 10)"),
        ("--memory", 768.0, "the memory, in MB (default: 768)"),
        ("--processors", 0.5, "the share of a processor (default: 0.5)"),
    ):
        parser.add_argument(name, type=_positive, default=default, metavar="N", help=what)
    parser.add_argument(
        "--fresh", action="store_true", help="run setup.sh even if what it made was kept"
    )
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="where results.json is to be copied to"
    )


def _time(text: str) -> datetime:
    from autograder.rehearsal.metadata import time

    try:
        return time(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"should be a time such as 2026-03-01T23:59, not {text!r}"
        ) from None


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1e6:
        raise argparse.ArgumentTypeError(f"should be a number above 0, not {text!r}")
    return number


def run(options: argparse.Namespace) -> int:
    """Rehearse, print what came of it; return 1 if there are problems."""
    from autograder.rehearsal import metadata, text
    from autograder.rehearsal.limits import Limits
    from autograder.rehearsal.rehearse import rehearse

    for path in (options.file, options.submission):
        if not path.exists():
            raise UsageError(f"{path}: is not there")
    submitted = options.submitted or datetime.now().astimezone()
    occasion = metadata.Occasion(
        submitted=submitted,
        due=options.due,
        points=metadata.points_of(options.file) if options.points is None else options.points,
        previous=metadata.previous(options.previous, submitted) if options.previous else (),
    )
    limits = Limits(60 * options.minutes, round(options.memory), options.processors)
    rehearsal = rehearse(options.file, options.submission, occasion, limits, options.fresh)
    for line in text.lines(rehearsal):
        print(line)
    if options.output:
        _copy(rehearsal.results, options.output)
    return 0 if rehearsal.in_order else 1


def _copy(results: bytes, path: Path) -> None:
    try:
        path.write_bytes(results)
    except OSError as error:
        raise UsageError(f"--output {path}: cannot be written ({error.strerror})") from None
