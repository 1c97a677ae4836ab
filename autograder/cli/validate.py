"""`autograder validate`."""

from __future__ import annotations

import argparse

from autograder.cli.flags import add_assignment, add_unsafe, whole_number
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
    add_unsafe(parser)


def run(options: argparse.Namespace) -> int:
    """Check configuration, checks and stubs; grade the reference and the stubs."""
    from autograder import config
    from autograder.release import validation

    if options.seeds < 1:
        raise UsageError(f"--seeds {options.seeds}: should be at least 1")
    assignment = config.read(options.assignment)
    problems = validation.problems(assignment, seeds=options.seeds, unsafe=options.unsafe)
    for problem in problems:
        print(problem)
    if problems:
        return 1
    points = float(sum(question.points for question in assignment.automatic))
    print(
        f"{assignment.title}: in order; "
        f"the reference has {points:g} of {points:g} points, the stubs 0"
    )
    return 0
