"""`autograder release stubs`."""

from __future__ import annotations

import argparse

from autograder.cli.flags import add_assignment


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    add_assignment(parser)


def run(options: argparse.Namespace) -> int:
    """Write the stubs and name them."""
    from autograder import config
    from autograder.release.stubs import write_stubs

    assignment = config.read(options.assignment)
    ids = tuple(question.id for question in assignment.questions)
    files = [*assignment.modules, *filter(None, [assignment.answers])]
    for path in write_stubs(
        assignment.folder("solutions"), assignment.folder("assignment"), files, ids
    ):
        print(path)
    return 0
