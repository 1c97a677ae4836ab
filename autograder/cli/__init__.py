"""The command line: each command is a module with `add` (its flags) and `run`."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from autograder.errors import AutograderError

COMMANDS = {
    "grade": "grade submissions, or a folder of them",
    "validate": "check an assignment: configuration, checks, reference and stubs",
    "doctor": "say what confines student code on this machine",
    "release": "make what students are given",
}
EXIT_CODES = (
    "exit codes: 0 done; 1 something needs staff, or a check of the assignment failed; "
    "2 wrong use or configuration"
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(threads, "1")  # before NumPy is loaded: graders are forked
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(prog="autograder", description=__doc__, epilog=EXIT_CODES)
    parser.description = "Grades assignments in which students write their own layers."
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, help in COMMANDS.items():
        command = commands.add_parser(
            name, help=help, description=help.capitalize() + ".", epilog=EXIT_CODES
        )
        if name in arguments[:1]:
            importlib.import_module(f"autograder.cli.{name}").add(command)
    options = parser.parse_args(arguments)
    try:
        code: int = importlib.import_module(f"autograder.cli.{options.command}").run(options)
        sys.stdout.flush()
        return code
    except AutograderError as error:
        print(f"autograder: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("autograder: interrupted; results written so far are kept", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of our output went away
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
