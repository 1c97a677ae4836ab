"""`autograder release gradescope`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.cli.flags import add_assignment

if TYPE_CHECKING:
    from autograder.release.zips import Entry


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        default=Path("gradescope.zip"),
        metavar="FILE",
        help="where the zip goes (default: gradescope.zip)",
    )
    add_assignment(parser)


def run(options: argparse.Namespace) -> int:
    """Write the bundle and say what is in it."""
    from autograder import config
    from autograder.release.bundle import write_bundle

    entries = write_bundle(options.output, config.read(options.assignment))
    for line in _listed(entries):
        print(line)
    print(f"{options.output}: {_size(options.output.stat().st_size)}")
    return 0


def _listed(entries: Mapping[str, Entry]) -> list[str]:
    """Return a line for each file at the root, and for each folder there."""
    groups: dict[str, list[int]] = {}
    for name, entry in sorted(entries.items()):
        top, slash, _ = name.partition("/")
        groups.setdefault(top + slash, []).append(len(entry.data))
    return [
        f"  {name:<18}{_size(sum(sizes)):>9}" + (f"  {len(sizes)} files" * name.endswith("/"))
        for name, sizes in groups.items()
    ]


def _size(count: int) -> str:
    return f"{count / 1000:,.1f} kB"
