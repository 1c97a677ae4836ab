"""`autograder release`: what it makes is a module each, with `add` (its flags) and `run`."""

from __future__ import annotations

import argparse
import importlib
from types import ModuleType

WHAT = {
    "stubs": "make assignment/ from the marked regions of solutions/",
    "handout": "make the folder and the zip that students are given",
    "gradescope": "make the zip that Gradescope grades with",
}


def add(parser: argparse.ArgumentParser) -> None:
    """Declare what can be made, each with its flags."""
    what = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    for name, text in WHAT.items():
        made = what.add_parser(
            name, help=text, description=text[0].upper() + text[1:] + ".", allow_abbrev=False
        )
        _module(name).add(made)


def run(options: argparse.Namespace) -> int:
    """Make it and name what was written."""
    code: int = _module(options.what).run(options)
    return code


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"autograder.cli.release_{name}")
