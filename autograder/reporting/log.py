"""`grading.log`: what happened when; a line a submission."""

from __future__ import annotations

import contextlib
from datetime import datetime, timezone
from pathlib import Path
from types import TracebackType

from autograder.errors import UsageError
from autograder.model.gradebook import Row
from autograder.reporting.text import printable

FILE = "grading.log"
MOST = 500
"""Characters of a remark."""


class Log:
    """The log of a folder of results; a run goes on where the last one ended.

    Parameters
    ----------
    folder
        Where it stands.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        try:
            self._file = self._path.open("a", encoding="utf-8", errors="replace")
        except OSError as error:
            raise UsageError(f"{self._path}: cannot be written ({error.strerror})") from None

    def graded(self, row: Row) -> None:
        """Write the line of a submission: when, its id, points, seconds, what staff must see."""
        points = f"{row.score:g}/{row.max_score:g}"
        self._line(row.submission, points, f"{row.seconds:.1f} s", *row.staff)

    def say(self, text: str) -> None:
        """Write what happened to the class as a whole."""
        self._line(f"# {text}")

    def _line(self, *parts: str) -> None:
        now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        cells = (" ".join(printable(part).split())[:MOST] for part in parts)
        try:
            self._file.write("\t".join([now, *cells]) + "\n")
            self._file.flush()
        except OSError as error:
            raise UsageError(f"{self._path}: cannot be written ({error.strerror})") from None

    def __enter__(self) -> Log:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OSError):  # of a full disk, which was told at the line before
            self._file.close()
