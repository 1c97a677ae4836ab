"""What students and instructors see of a `results.json`, and when."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

from autograder.records import dataclass

Stage = Literal["at once", "after the due date", "after publishing", "instructor"]
STAGES: tuple[Stage, ...] = ("at once", "after the due date", "after publishing", "instructor")
SHOWN: dict[Stage, frozenset[str]] = {
    "at once": frozenset({"visible"}),
    "after the due date": frozenset({"visible", "after_due_date"}),
    "after publishing": frozenset({"visible", "after_due_date", "after_published"}),
    "instructor": frozenset({"visible", "after_due_date", "after_published", "hidden"}),
}
MOST = 100_000
"""Characters of a text; of a longer one the platform cuts the middle."""


@dataclass(frozen=True)
class View:
    """What somebody sees.

    Parameters
    ----------
    stage
        Who, and when.
    total
        The score, or `None` where it is not shown.
    points
        What the tests that are shown are worth.
    output
        The text above the tests.
    tests
        The tests, as `results.json` has them, texts cut, each with its `place` there.
    stdout
        What the autograder printed; empty where it is not shown.
    leaderboard
        The names and values of the submission's entries, which everybody sees.
    """

    stage: Stage
    total: float | None
    points: float
    output: str
    tests: tuple[dict[str, Any], ...]
    stdout: str
    leaderboard: tuple[tuple[str, Any], ...] = ()


def view(document: dict[str, Any], stdout: str, stage: Stage) -> View:
    """Return what is seen of results that keep the contract.

    A test that a student may not see yet hides the total too.
    """
    shown = SHOWN[stage]
    general = document.get("visibility", "visible")
    tests: Sequence[dict[str, Any]] = document.get("tests", [])
    seen = tuple(
        _cut(test, place)
        for place, test in enumerate(tests)
        if test.get("visibility", general) in shown
    )
    whole = len(seen) == len(tests) and general in shown
    return View(
        stage=stage,
        total=total(document) if whole else None,
        points=math.fsum(test.get("max_score", 0.0) for test in seen),
        output=cut(document.get("output", "")) if general in shown else "",
        tests=seen,
        stdout=cut(stdout) if document.get("stdout_visibility", "hidden") in shown else "",
        leaderboard=tuple((one["name"], one["value"]) for one in document.get("leaderboard", ())),
    )


def total(document: dict[str, Any]) -> float:
    """Return the score that the platform records."""
    if "score" in document:
        return float(document["score"])
    return math.fsum(test.get("score", 0.0) for test in document.get("tests", []))


def cut(text: str) -> str:
    """Return a text as the platform shows it: NUL bytes replaced, the middle of a long one cut."""
    text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    if len(text) <= MOST:
        return text
    half = MOST // 2
    return f"{text[:half]}\n… ({len(text) - MOST:,} characters cut by the platform)\n{text[-half:]}"


def _cut(test: dict[str, Any], place: int) -> dict[str, Any]:
    return {**test, "output": cut(test.get("output", "")), "place": place}
