"""`autograder gradescope`: what the bundle's scripts call; nobody else needs it."""

from __future__ import annotations

import argparse
from pathlib import Path


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument("root", type=Path, help="the platform's folder, /autograder")
    parser.add_argument(
        "--try", dest="trial", action="store_true", help="grade nothing; say whether all is there"
    )


def run(options: argparse.Namespace) -> int:
    """Grade the submission that is there, or try whether one could be graded."""
    from autograder.gradescope.places import Places

    places = Places(options.root)
    if options.trial:
        from autograder.gradescope.trial import trial

        for line in trial(places):
            print(line)
        return 0
    from autograder.gradescope.supervisor import supervise

    def grade() -> None:
        from autograder.gradescope import run

        run.grade(places)

    return supervise(places, grade)
