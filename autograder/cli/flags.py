"""Flags that several commands have."""

from __future__ import annotations

import argparse
from pathlib import Path

LAYOUTS = ("folder", "gradescope", "canvas", "moodle", "nbgrader", "github")
"""Names of `submission.layouts.LAYOUTS`, which is loaded only when something is graded."""


def add_assignment(parser: argparse.ArgumentParser) -> None:
    """Declare `--assignment`."""
    parser.add_argument(
        "--assignment",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="the assignment's folder, where config.yaml is (default: the current folder)",
    )


def add_class(parser: argparse.ArgumentParser) -> None:
    """Declare the paths of submissions, and what says whose they are."""
    parser.add_argument(
        "paths",
        nargs="+",
        type=path,
        metavar="PATH",
        help="a submission (folder, zip, notebook), a folder or zip of them, or a download from "
        "Gradescope, Canvas, Moodle, nbgrader or GitHub Classroom",
    )
    add_assignment(parser)
    parser.add_argument(
        "--layout",
        choices=LAYOUTS,
        help="what laid the submissions out (default: found out)",
    )
    parser.add_argument(
        "--roster",
        type=path,
        metavar="FILE",
        help="a CSV file of who is in the course: whose each submission is, and who handed "
        "nothing in",
    )


def add_results(parser: argparse.ArgumentParser) -> None:
    """Declare the folder of a graded class, its assignment, and `--jobs`."""
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=Path("results"),
        metavar="DIR",
        help="the results of a class (default: results)",
    )
    add_assignment(parser)
    add_jobs(parser)


def add_unsafe(parser: argparse.ArgumentParser) -> None:
    """Declare `--unsafe`."""
    parser.add_argument(
        "--unsafe",
        action="store_true",
        help="run code even where this machine cannot confine it; reports say so",
    )


def add_jobs(parser: argparse.ArgumentParser) -> None:
    """Declare `--jobs`, of which `default_jobs` is the default."""
    parser.add_argument(
        "--jobs",
        type=whole_number,
        metavar="N",
        help="how many submissions at a time (default: the number of processors)",
    )


def path(text: str) -> Path:
    """Read an argument as a path."""
    if not text.strip():
        raise argparse.ArgumentTypeError("a path is empty; is a variable not set?")
    return Path(text)


def whole_number(text: str) -> int:
    """Read a flag's value as a whole number."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"should be a whole number, not {text!r}") from None
