"""`autograder check`: what a student runs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import SubmissionError, UsageError

if TYPE_CHECKING:
    from autograder.checking.run import PublicChecks
    from autograder.model.assignment import Assignment

EXIT_CODES = "exit codes: 0 every public check is right; 1 some are not; 2 wrong use"


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.epilog = EXIT_CODES
    parser.add_argument(
        "what",
        nargs="*",
        metavar="WHAT",
        help="questions, such as 1.2 or 1, to be shown in detail (default: all, in short), "
        "and a folder or a notebook to check (default: the current folder)",
    )
    parser.add_argument(
        "--watch", action="store_true", help="check again whenever a file is saved, until Ctrl-C"
    )
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="write it to FILE too, as a page with pictures"
    )
    parser.add_argument(
        "--assignment",
        type=Path,
        metavar="DIR",
        help="the handout's folder (default: what is checked, or the nearest folder around it)",
    )


def run(options: argparse.Namespace) -> int:
    """Check, and print what was found; with `--watch` again and again."""
    from autograder import config
    from autograder.checking import facts
    from autograder.checking.run import with_public_checks

    sys.dont_write_bytecode = True  # the handout's folder is the student's
    paths = [Path(text) for text in options.what if Path(text).exists()]
    if len(paths) > 1:
        raise UsageError(f"{paths[0]}, {paths[1]}: name one folder or notebook to check")
    path = (paths[0] if paths else Path()).resolve()
    root = options.assignment or facts.nearest(path)
    known = facts.read(root)
    assignment = config.read(root)
    asked = [text for text in options.what if not Path(text).exists()]
    questions = _questions(asked, assignment)
    codes: list[int] = []

    def then(checks: PublicChecks) -> None:
        once = _Once(checks, path, questions, bool(asked), options.html)
        codes.append(_watch(once) if options.watch else once())

    with_public_checks(assignment, known, then)
    return codes[0]


def _questions(asked: list[str], assignment: Assignment) -> list[str]:
    """Return the ids of the questions asked for: `1.2` is one, `1` all that begin with it."""
    ids = [question.id for question in assignment.questions]
    if not asked:
        return ids
    chosen: list[str] = []
    for text in asked:
        found = [id for id in ids if id == text or id.startswith(f"{text}.")]
        if not found:
            raise UsageError(
                f"{text}: there is no such question, folder or notebook; "
                f"questions are {', '.join(ids)}"
            )
        chosen += found
    return chosen


class _Once:
    """Checks once, at each call."""

    def __init__(
        self,
        checks: PublicChecks,
        path: Path,
        questions: list[str],
        detail: bool,
        html: Path | None,
    ) -> None:
        self.path = path
        self._checks = checks
        self._questions = questions
        self._detail = detail
        self._html = html

    def __call__(self) -> int:
        from autograder.checking.subject import read_subject
        from autograder.reporting import checkup_page, checkup_terminal

        subject = read_subject(self.path, self._checks.assignment)
        checkup = self._checks.check(subject, self._questions)
        checkup_terminal.show(checkup, self._detail)
        if self._html is not None:
            page = checkup_page.HEAD + checkup_page.page(checkup, self._detail)
            try:
                self._html.write_text(page, encoding="utf-8")
            except OSError as error:
                raise UsageError(
                    f"--html {self._html}: cannot be written ({error.strerror})"
                ) from None
        return 0 if checkup.passed else 1


def _watch(once: _Once) -> int:
    """Check at every save, until the student has enough of it."""
    from autograder.checking import watch

    try:
        seen = watch.look(once.path)
        _tolerant(once)
        print("\nwatching; Ctrl-C ends this", flush=True)
        for names, _ in watch.changes(once.path, seen):
            print(f"\n{'-' * 30} saved: {', '.join(names[:5])}\n", flush=True)
            _tolerant(once)
    except KeyboardInterrupt as error:
        if type(error) is not KeyboardInterrupt:  # asked to end by something else
            raise
        print()
    return 0


def _tolerant(once: _Once) -> None:
    """Check; what cannot be read now may be put right by the next save."""
    try:
        once()
    except SubmissionError as error:
        print(f"autograder: {error}", file=sys.stderr)
    sys.stdout.flush()
