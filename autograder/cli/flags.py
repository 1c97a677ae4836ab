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


def whole_number(text: str) -> int:
    """Read a flag's value as a whole number."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"should be a whole number, not {text!r}") from None
