"""`submission_metadata.json`, as the platform writes it before a run."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from autograder.errors import UsageError
from autograder.records import dataclass

BEFORE = timedelta(minutes=10)
"""How long before this submission an earlier one is taken to have been, if it does not say."""
UNSAID = 100.0
OPEN = timedelta(days=14)
CONFIG = "assignment/config.yaml"


@dataclass(frozen=True)
class Occasion:
    """When and where a submission is handed in.

    Parameters
    ----------
    submitted
        When.
    due
        Until when; `None` where the assignment is never due.
    points
        What the assignment is worth on the platform, with what a person awards; `None` where
        nobody has said.
    previous
        Earlier submissions, as the platform lists them.
    """

    submitted: datetime
    due: datetime | None = None
    points: float | None = None
    previous: Sequence[Mapping[str, Any]] = ()


def document(occasion: Occasion) -> dict[str, Any]:
    """Return the file's contents."""
    due = occasion.due
    return {
        "id": 1,
        "created_at": _written(occasion.submitted),
        "submission_method": "upload",
        "users": [{"email": "student@example.edu", "id": 1, "name": "A Student"}],
        "assignment": {
            "id": 1,
            "course_id": 1,
            "title": "Rehearsal",
            "release_date": _written((due or occasion.submitted) - OPEN),
            "due_date": None if due is None else _written(due),
            "late_due_date": None,
            "group_size": None,
            "group_submission": False,
            "total_points": f"{UNSAID if occasion.points is None else occasion.points:.1f}",
        },
        "previous_submissions": list(occasion.previous),
    }


def time(text: str) -> datetime:
    """Read a time such as `2026-03-01T23:59` or `2026-03-01 23:59:00+01:00`.

    Without a distance from UTC it is this machine's.

    Raises
    ------
    ValueError
        If it is none.
    """
    found = datetime.fromisoformat(text[:-1] + "+00:00" if text[-1:] in "zZ" else text)
    return found.astimezone() if found.utcoffset() is None else found


def previous(path: Path, submitted: datetime) -> list[dict[str, Any]]:
    """Read earlier submissions: the `results.json` of one, or a list as the platform gives it.

    Raises
    ------
    UsageError
        If the file is neither.
    """
    try:
        found = json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(f"--previous {path}: cannot be read ({error.strerror})") from None
    except (ValueError, RecursionError):
        raise UsageError(f"--previous {path}: is no JSON") from None
    if isinstance(found, list) and all(isinstance(one, dict) for one in found):
        return found
    if not isinstance(found, dict):
        raise UsageError(
            f"--previous {path}: should be a results.json, or a list of previous_submissions"
        )
    scores = [test.get("score", 0.0) for test in found.get("tests", [])]
    return [
        {
            "submission_time": _written(submitted - BEFORE),
            "score": found.get("score", sum(scores)),
            "autograder_error": False,
            "results": found,
        }
    ]


def points_of(archive: Path) -> float | None:
    """Return the points that an assignment released by this project states; `None` for others."""
    try:
        with zipfile.ZipFile(archive) as opened:
            stated = yaml.safe_load(opened.read(CONFIG))["points"]
        return float(stated["automatic"]) + float(stated.get("manual", 0))
    except (KeyError, TypeError, ValueError, AttributeError, OSError, yaml.YAMLError):
        return None
    except zipfile.BadZipFile:
        return None  # which is told when it is looked at


def _written(time: datetime) -> str:
    return time.isoformat(timespec="microseconds")
