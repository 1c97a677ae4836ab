"""The command line: each command is a module with `add` (its flags) and `run`."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from types import FrameType

from autograder import __version__
from autograder.cli.output import never_fail
from autograder.errors import AutograderError

COMMANDS = {
    "check": "check what you have written so far, in a handout's folder",
    "grade": "grade submissions, or a folder of them",
    "regrade": "after a change of checks or points: what everybody gains or loses",
    "report": "write the pages and tables of results again, from what is stored",
    "validate": "check an assignment: configuration, checks, reference and stubs",
    "audit": "prove an assignment's checks: what is wrong loses points, what is right does not",
    "similar": "find submissions that have unusual code in common",
    "doctor": "say what confines student code on this machine",
    "release": "make what students are given",
    "rehearse": "do with a zip for Gradescope what the platform does",
}
INNER = ("gradescope",)
"""Commands that only our own scripts call."""
EXIT_CODES = (
    "exit codes: 0 done; 1 something needs staff, or a check of the assignment failed; "
    "2 wrong use or configuration"
)
INTERRUPTED, TERMINATED = 130, 143


class _Terminated(KeyboardInterrupt):
    """The process was asked to end, by a signal other than Ctrl-C."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(threads, "1")  # before NumPy is loaded: graders are forked
    for stream in (sys.stdout, sys.stderr):
        never_fail(stream)
    arguments = list(sys.argv[1:] if argv is None else argv)
    inner = next((name for name in INNER if name in arguments[:1]), "")
    parser = _inner_parser(inner) if inner else _parser(arguments)
    options = parser.parse_args(arguments[bool(inner) :])
    with _ended_in_order():
        return _run(options)


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="autograder",
        description="Grades assignments in which students write their own layers.",
        epilog=EXIT_CODES,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"autograder {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, text in COMMANDS.items():
        command = commands.add_parser(
            name,
            help=text,
            description=text[0].upper() + text[1:] + ".",
            epilog=EXIT_CODES,
            allow_abbrev=False,
        )
        if name in arguments[:1]:  # the others' modules are not loaded
            importlib.import_module(f"autograder.cli.{name}").add(command)
    return parser


def _inner_parser(name: str) -> argparse.ArgumentParser:
    """Return the parser of one inner command alone, which is sooner made.

    It does not look for a terminal's width, for nobody reads its help there.
    """
    parser = argparse.ArgumentParser(
        prog=f"autograder {name}",
        allow_abbrev=False,
        formatter_class=partial(argparse.HelpFormatter, width=100),
    )
    parser.set_defaults(command=name)
    importlib.import_module(f"autograder.cli.{name}").add(parser)
    return parser


def _run(options: argparse.Namespace) -> int:
    try:
        code: int = importlib.import_module(f"autograder.cli.{options.command}").run(options)
        sys.stdout.flush()
        return code
    except AutograderError as error:
        print(f"autograder: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt as error:
        print("autograder: interrupted; what is written so far is kept", file=sys.stderr)
        return TERMINATED if isinstance(error, _Terminated) else INTERRUPTED
    except BrokenPipeError:  # the reader of our output went away
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if _is_of_the_sandbox(error):
            print(
                f"autograder: the sandbox failed: {error}; `autograder doctor` may say why",
                file=sys.stderr,
            )
            return 1
        raise


def _is_of_the_sandbox(error: Exception) -> bool:
    from autograder.sandbox.connection import SandboxError

    return isinstance(error, SandboxError)


@contextlib.contextmanager
def _ended_in_order() -> Iterator[None]:
    """Within the block, being asked to end is an interruption: what was started is ended."""

    def end(number: int, frame: FrameType | None) -> None:
        raise _Terminated

    try:
        before = signal.signal(signal.SIGTERM, end)
    except ValueError:  # not in the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
