"""Where things are on the platform, and what the bundle was released with."""

from __future__ import annotations

import json
from pathlib import Path

from autograder.records import dataclass

SETTINGS = "settings.json"
SECONDS = 600.0
"""The platform's own time limit, unless its settings there say otherwise."""


@dataclass(frozen=True)
class Settings:
    """What `release` wrote into the bundle.

    Parameters
    ----------
    seconds
        The platform's time limit.
    secret
        What seeds are derived from.
    """

    seconds: float = SECONDS
    secret: str = ""


@dataclass(frozen=True)
class Places:
    """The platform's folders; `root` is `/autograder` there."""

    root: Path

    @property
    def assignment(self) -> Path:
        """The assignment, as it was released."""
        return self.root / "source" / "assignment"

    @property
    def configuration(self) -> Path:
        """What was read from its `config.yaml` when the image was built."""
        return self.root / "source" / "configuration.json"

    @property
    def foretold(self) -> Path:
        """What the reference does with the seeds that submissions are graded with."""
        return self.root / "source" / "foretold"

    @property
    def submission(self) -> Path:
        """What was handed in."""
        return self.root / "submission"

    @property
    def metadata(self) -> Path:
        """What the platform says of it."""
        return self.root / "submission_metadata.json"

    @property
    def results(self) -> Path:
        """The file that the platform reads."""
        return self.root / "results" / "results.json"

    @property
    def private(self) -> tuple[Path, ...]:
        """What no worker may read."""
        return (self.root / "source", self.submission, self.results.parent, self.metadata)

    def settings(self) -> Settings:
        """Read what the bundle was released with; defaults where that cannot be read."""
        try:
            found = json.loads((self.root / "source" / SETTINGS).read_bytes())
            return Settings(float(found["seconds"]), str(found["secret"]))
        except (OSError, ValueError, TypeError, KeyError):
            return Settings()
