"""`autograder validate`."""

from __future__ import annotations

import argparse
from pathlib import Path


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument(
        "--assignment",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="the assignment's folder (default: this one)",
    )
    parser.add_argument(
        "--seeds", type=int, default=1, metavar="N", help="how many seeds to try (default: 1)"
    )
    parser.add_argument(
        "--unsafe", action="store_true", help="go on where student code cannot be confined"
    )


def run(options: argparse.Namespace) -> int:
    """Check configuration, checks and stubs; grade the reference and the stubs."""
    from autograder import config
    from autograder.release import validation

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
