"""The platform's folders in a temporary place, with a tiny assignment in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import sample_metadata
import tiny_assignment

from autograder.gradescope.places import Places
from autograder.reporting import contract


def make(root: Path, config: str = "", submission: bool = True, **changes: Any) -> Places:
    """Lay out what is there when `run_autograder` starts.

    Parameters
    ----------
    config
        Lines added to the tiny assignment's configuration.
    submission
        Whether a right submission is there.
    changes
        Made to the metadata.
    """
    places = Places(root)
    (root / "results").mkdir(parents=True)
    tiny_assignment.make(places.assignment, config=tiny_assignment.CONFIG + config)
    settings(places)
    if submission:
        tiny_assignment.submit(places.submission)
    places.metadata.write_text(json.dumps(sample_metadata.document(**changes)))
    root.joinpath("source").chmod(0o700)
    return places


def settings(places: Places, seconds: float = 600.0, secret: str = "a secret") -> None:
    file = places.root / "source" / "settings.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"seconds": seconds, "secret": secret}))


def results(places: Places) -> dict[str, Any]:
    """Return the results, which keep the contract and lie alone in their folder."""
    data = places.results.read_bytes()
    assert contract.problems(data) == []
    assert [path.name for path in places.results.parent.iterdir()] == ["results.json"]
    document: dict[str, Any] = json.loads(data)
    return document
