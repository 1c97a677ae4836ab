"""Which of the locked packages grading needs, each with its version and its hashes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from autograder.errors import ConfigError
from autograder.records import dataclass

_NAME = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==")


@dataclass(frozen=True)
class _Block:
    """The lines of one requirement: its version, its hashes, and which packages ask for it."""

    name: str
    text: str
    wanted_by: frozenset[str]


def restricted(lock: str, needed: Iterable[str]) -> str:
    """Return the part of a lock file that some packages need, without what is for others.

    Parameters
    ----------
    lock
        As `uv export` or `pip-compile` write it: below each requirement, with its hashes, comments
        say which packages ask for it (`# via`).
    needed
        Names of packages.

    Raises
    ------
    ConfigError
        Where one of them is not there, or has no hash.
    """
    blocks = _blocks(lock)
    kept = {_plain(name) for name in needed}
    missing = sorted(kept - {block.name for block in blocks})
    if missing:
        raise ConfigError(f"requirements.lock: {', '.join(missing)} is not there; lock it anew")
    while True:
        more = {block.name for block in blocks if block.wanted_by & kept} - kept
        if not more:
            break
        kept |= more
    found = [block for block in blocks if block.name in kept]
    for block in found:
        if "--hash=sha256:" not in block.text:
            raise ConfigError(f"requirements.lock: {block.name} has no hash; lock it with hashes")
    return "".join(block.text for block in found)


def _blocks(lock: str) -> list[_Block]:
    """Return the requirements; one name may have several, for several versions of Python."""
    parts: list[list[str]] = []
    for line in lock.splitlines():
        if _NAME.match(line):
            parts.append([])
        if parts:
            parts[-1].append(line)
    return [_block(lines) for lines in parts]


def _block(lines: list[str]) -> _Block:
    found = _NAME.match(lines[0])
    assert found is not None
    comments = [line.strip().removeprefix("#").strip() for line in lines if "#" in line[:6]]
    wanted_by = {_plain(text.removeprefix("via").strip()) for text in comments}
    code = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    return _Block(_plain(found[1]), "\n".join(code) + "\n", frozenset(wanted_by))


def _plain(name: str) -> str:
    """Return a package's name as packages compare them (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
