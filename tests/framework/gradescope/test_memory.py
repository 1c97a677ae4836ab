from __future__ import annotations

from pathlib import Path

import pytest

from autograder.gradescope import memory
from autograder.gradescope.memory import MEGABYTE, worker_megabytes


@pytest.fixture(autouse=True)
def _large_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_machine", lambda: 64 * 1024 * MEGABYTE)


def write(path: Path, text: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{text}\n")


def left(folder: Path, configured: int = 1024) -> int:
    return worker_megabytes(configured, folder / "cgroup", folder / "own")


@pytest.mark.parametrize(
    "name",
    [
        "cgroup/memory.max",  # a container's own group, version 2
        "cgroup/memory/memory.limit_in_bytes",  # version 1
        "cgroup/service/run/memory.max",  # a group below the root's
        "cgroup/service/memory.max",  # one that holds ours
        "cgroup/memory/service/memory.limit_in_bytes",
    ],
)
def test_the_containers_limit_leaves_less_than_the_configuration_allows(
    tmp_path: Path, name: str
) -> None:
    write(tmp_path / "own", "3:cpu,cpuacct:/service\n2:memory:/service\n0::/service/run")
    write(tmp_path / name, 768 * MEGABYTE)

    assert left(tmp_path) == 256
    assert left(tmp_path, configured=100) == 100


@pytest.mark.parametrize("text", ["max", 2**63 - 4096, "", "many"])
def test_without_a_limit_the_configuration_counts(tmp_path: Path, text: object) -> None:
    write(tmp_path / "cgroup/memory.max", text)

    assert left(tmp_path) == 1024


def test_a_small_machine_is_a_limit_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_machine", lambda: 1024 * MEGABYTE)

    assert left(tmp_path) == 384


def test_what_numpy_needs_is_left_in_the_smallest_container(tmp_path: Path) -> None:
    write(tmp_path / "cgroup/memory.max", 256 * MEGABYTE)

    assert left(tmp_path) == memory.LEAST


def test_where_nothing_says_how_much_there_is_the_configuration_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_machine", lambda: None)

    assert left(tmp_path) == 1024
