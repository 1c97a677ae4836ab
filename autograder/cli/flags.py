"""Flags that several commands have."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_assignment(parser: argparse.ArgumentParser) -> None:
    """Declare `--assignment`."""
    parser.add_argument(
        "--assignment",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="the assignment's folder, where config.yaml is (default: the current folder)",
    )


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
