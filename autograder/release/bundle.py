"""The zip that Gradescope builds its image of: two scripts, the package, and the assignment."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder.errors import ConfigError
from autograder.gradescope.places import SETTINGS
from autograder.grading.needed import kept_files, needed
from autograder.model.assignment import Assignment
from autograder.release.bundle_lock import restricted
from autograder.release.zips import Entry, write_zip

PACKAGE = Path(__file__).resolve().parents[1]
SCRIPTS = Path(__file__).with_name("bundle_files")
NEEDED = ("gradescope-utils", "msgspec", "numpy", "pytest", "PyYAML")
"""What grading imports; a terminal's colours and the like stay at home."""
NOT_THERE = ("cluster", "pages", "rehearsal", "release")
"""Rooms of the package that nothing needs where submissions are graded."""


def write_bundle(path: Path, assignment: Assignment) -> Mapping[str, Entry]:
    """Write the bundle, and return what is in it.

    Parameters
    ----------
    path
        Where the zip goes.
    assignment
        What is graded there.

    Raises
    ------
    ConfigError
        When a part of the assignment, or the list of locked packages, is not there.
    UsageError
        When the zip cannot be written.
    """
    entries = contents(assignment)
    write_zip(path, entries)
    return entries


def contents(assignment: Assignment) -> dict[str, Entry]:
    """Return the bundle's files by name."""
    own = dict(_assignment(assignment))
    return {
        "setup.sh": Entry(_script("setup.sh"), 0o755),
        "run_autograder": Entry(_script("run_autograder"), 0o755),
        "requirements.txt": Entry(_requirements().encode()),
        SETTINGS: Entry(_settings(assignment, own), 0o600),
        **dict(_package()),
        **own,
    }


def _script(name: str) -> bytes:
    return (SCRIPTS / name).read_bytes().replace(b"\r\n", b"\n")


def _requirements() -> str:
    lock = PACKAGE.parent / "requirements.lock"
    try:
        text = lock.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            f"{lock}: cannot be read ({error.strerror}); release from a clone of the autograder's "
            "repository, installed with `pip install --editable`"
        ) from None
    return restricted(text, NEEDED)


def _settings(assignment: Assignment, own: Mapping[str, Entry]) -> bytes:
    """Return the settings; the secret is as hard to tell as the hidden checks and solutions are."""
    secret = hashlib.sha256(b"seeds of submissions\0")
    for name in sorted(own):
        secret.update(hashlib.sha256(name.encode()).digest())
        secret.update(hashlib.sha256(own[name].data).digest())
    settings = {
        "seconds": assignment.gradescope.timeout_minutes * 60,
        "secret": secret.hexdigest(),
    }
    return json.dumps(settings, indent=2).encode() + b"\n"


def _package() -> Iterator[tuple[str, Entry]]:
    for path in kept_files(PACKAGE):
        name = path.relative_to(PACKAGE)
        if name.parts[0] not in NOT_THERE:
            yield f"package/autograder/{name.as_posix()}", Entry(path.read_bytes())


def _assignment(assignment: Assignment) -> Iterator[tuple[str, Entry]]:
    for name, path in needed(assignment):
        yield f"assignment/{name}", Entry(path.read_bytes(), 0o600)
