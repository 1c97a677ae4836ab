"""The configuration as the image's build has read it: to load what reads YAML takes longer.

It is kept beside the assignment, where workers read nothing, and counts for the very file that it
was read from.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from autograder import __version__
from autograder.gradescope.places import Places
from autograder.gradescope.results import replace
from autograder.model.assignment import Assignment

FILE = "config.yaml"


class _Kept(msgspec.Struct):
    of: str
    assignment: Assignment


def keep(places: Places, assignment: Assignment) -> None:
    """Write down what was read."""
    kept = _Kept(_mark(places), assignment)
    replace(places.configuration, msgspec.json.encode(kept, enc_hook=str))


def read(places: Places) -> Assignment:
    """Return what was written down; where that is not of today's file, read that.

    Raises
    ------
    ConfigError
        When there is no `config.yaml`, or something in it is not right.
    """
    try:
        data = places.configuration.read_bytes()
        kept = msgspec.json.decode(data, type=_Kept, dec_hook=_made)
        if kept.of == _mark(places) and kept.assignment.root == places.assignment.resolve():
            return kept.assignment
    except (OSError, ValueError):  # not there, or of another version
        pass
    from autograder import config

    return config.read(places.assignment)


def _mark(places: Places) -> str:
    data = (places.assignment / FILE).read_bytes()
    return f"{__version__} {hashlib.sha256(data).hexdigest()}"


def _made(kind: type, written: str) -> Any:
    """Make what JSON has no form for: a `Path`, a `Fraction`."""
    return kind(written)
