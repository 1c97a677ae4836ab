"""The repository's own assignment: released for Gradescope, set up from nothing, and graded."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from autograder import config
from autograder.rehearsal.limits import Limits
from autograder.rehearsal.metadata import Occasion, points_of
from autograder.rehearsal.rehearse import Rehearsal, rehearse
from autograder.release.bundle import write_bundle

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)
Rehearse = Callable[[str], Rehearsal]


@pytest.fixture(scope="module")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def cache(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Set up once for all tests of this file."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(own_cache))
    return own_cache


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("released") / "gradescope.zip"
    write_bundle(path, config.read(ROOT))
    return path


@pytest.fixture
def rehearsed(bundle: Path, tmp_path: Path, cache: Path) -> Rehearse:
    assignment = config.read(ROOT)

    def of(folder: str) -> Rehearsal:
        submission = tmp_path / folder
        submission.mkdir()
        for name in (*assignment.modules, assignment.answers):
            shutil.copy(ROOT / folder / str(name), submission)
        occasion = Occasion(NOW, NOW + timedelta(days=1), points_of(bundle))
        return rehearse(bundle, submission, occasion, Limits())

    return of


def results(found: Rehearsal) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(found.results)
    return document


def test_the_reference_has_all_points_and_nothing_is_amiss(rehearsed: Rehearse) -> None:
    found = rehearsed("solutions")

    assert found.archive.problems == found.archive.remarks == []
    assert found.findings.problems == [], found.setup_log
    assert found.ran is not None
    assert (found.ran.status, found.ran.left_behind) == (0, ())
    now, *_, published, instructor = found.views
    assert now.total is None
    assert published.total == 100.0
    assert {test["status"] for test in instructor.tests} == {"passed"}
    assert [name for name, _ in instructor.leaderboard] == ["2-D convolution, milliseconds"]
    assert not any("every user may read" in text for text in found.findings.remarks)


def test_the_stubs_have_none(rehearsed: Rehearse) -> None:
    found = rehearsed("assignment")

    assert found.findings.problems == [], found.setup_log
    assert found.views[-1].total == 0.0
    assert "leaderboard" not in results(found)
