"""`autograder release handout`."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.cli.flags import add_assignment


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="DIR",
        help="the folder to make; the zip is put beside it, as DIR.zip",
    )
    add_assignment(parser)


def run(options: argparse.Namespace) -> int:
    """Make the handout, and name what was written."""
    from autograder import config
    from autograder.release.handout import make_handout
    from autograder.release.handout_folder import write_handout

    handout = make_handout(config.read(options.assignment))
    folder, archive = write_handout(handout, options.output)
    for name in sorted(handout.files):
        print(folder / name)
    print(f"{archive}: the same files, for students")
    return 0
