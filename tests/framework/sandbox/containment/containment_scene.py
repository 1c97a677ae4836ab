"""The places of one run: what the attacks are aimed at, and what they may leave behind."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

WRITABLE = ("/tmp", "/var/tmp", "/dev/shm", "/run", "/run/lock", "/dev/mqueue", "/")
"""Where somebody might leave a file."""


@dataclass(frozen=True)
class Scene:
    """Folders and marks of a run.

    Parameters
    ----------
    base
        The folder of everything, which only the grader's user may enter.
    marker
        A name for whatever an attack leaves behind.
    key
        The same, for System V IPC.
    """

    base: Path
    marker: str = field(default_factory=lambda: f"left-{secrets.token_hex(8)}")
    key: int = field(default_factory=lambda: 0x4000_0000 | secrets.randbits(29))

    @property
    def assignment(self) -> Path:
        return self.base / "assignment"

    @property
    def submissions(self) -> Path:
        return self.base / "submissions"

    @property
    def results(self) -> Path:
        return self.base / "results"

    @property
    def home(self) -> Path:
        return self.base / "home"

    @property
    def temporary(self) -> Path:
        return self.base / "temporary"

    def folders(self) -> list[Path]:
        """Return the writable folders that are there."""
        places = [*WRITABLE, str(self.home), str(self.base), str(self.temporary)]
        return [Path(place) for place in places if Path(place).is_dir()]

    def aim(self, secrets: list[Path]) -> str:
        """Return the module by which attacks know their aims: the worst case of an attacker."""
        return "\n".join(
            (
                f"ASSIGNMENT = {str(self.assignment)!r}",
                f"SUBMISSIONS = {str(self.submissions)!r}",
                f"RESULTS = {str(self.results)!r}",
                f"FOLDERS = {[*map(str, self.folders()), '.', '/proc/self']!r}",
                f"SECRETS = {list(map(str, secrets))!r}",
                f"MARKER = {self.marker!r}",
                f"KEY = {self.key}",
                "",
            )
        )
