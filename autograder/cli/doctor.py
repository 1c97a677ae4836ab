"""`autograder doctor`."""

from __future__ import annotations

import argparse


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the flags: none."""


def run(options: argparse.Namespace) -> int:
    """Print what confines student code here; return 1 if a mandatory layer is missing."""
    from autograder.sandbox.client import WorkerFactory

    with WorkerFactory.start() as factory:
        protection, findings = factory.protection(), factory.self_test()
    print(f"layers in use: {', '.join(protection.layers) or 'none'}")
    for finding in findings:
        print(f"{'refused' if finding.refused else 'ALLOWED'}  {finding.act}")
    for sentence in protection.missing:
        print(f"missing: {sentence}")
    if protection.missing:
        print(
            "`autograder grade` refuses to run student code here, unless --unsafe is given; "
            "`autograder check`, for one's own work, runs all the same."
        )
        return 1
    return 0
