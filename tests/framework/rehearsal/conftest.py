from __future__ import annotations

from pathlib import Path

import pytest

from autograder.rehearsal import image
from autograder.rehearsal.world import why_no_container


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep what is built among the test's own files."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


@pytest.fixture
def folder_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rehearse in a folder, also where the platform's paths are to be had."""
    monkeypatch.setattr(image, "why_no_container", lambda scratch: "a test asks for a folder")


@pytest.fixture
def container_only(tmp_path: Path) -> None:
    """Skip where the platform's paths are not to be had."""
    (tmp_path / "scratch").mkdir()
    if why := why_no_container(tmp_path / "scratch"):
        pytest.skip(f"the platform's paths cannot be had here: {why}")


@pytest.fixture(params=["folder", "container"])
def where(request: pytest.FixtureRequest) -> str:
    """Either way of rehearsing, where it is to be had."""
    request.getfixturevalue(f"{request.param}_only")
    return str(request.param)
