from __future__ import annotations

from typing import Any

import pytest

from autograder.cluster.edition import edition
from autograder.cluster.workers import Workers
from autograder.errors import EnvironmentFault

WAITING = "autograder: the cluster has no worker now; waiting for one\n"


class Cluster:
    """As much of a client as is asked for workers."""

    def __init__(self, **threads: int) -> None:
        self.threads = threads
        self.editions: dict[str, Any] = {}
        self.asked: list[str] = []

    def nthreads(self) -> dict[str, int]:
        return dict(self.threads)

    def run(self, function: object, *, workers: list[str], on_error: str) -> dict[str, Any]:
        self.asked += workers
        return {address: self.editions.get(address, edition()) for address in workers}


def workers(cluster: Cluster) -> Workers:
    return Workers(cluster)  # type: ignore[arg-type]


def test_each_free_thread_counts_and_the_freest_worker_comes_first() -> None:
    there = workers(Cluster(a=1, b=3))

    assert there.free([]) == ["b", "b", "a", "b"]
    assert there.free(["b", "b"]) == ["a", "b"]
    assert there.free(["a", "b", "b", "b"]) == []


def test_what_was_sent_to_a_worker_that_is_gone_is_on_another() -> None:
    cluster = Cluster(a=2, b=2)
    there = workers(cluster)
    assert len(there.free([])) == 4
    del cluster.threads["a"]

    assert there.free(["a", "a"]) == []
    assert there.free(["a"]) == ["b"]


def test_a_worker_is_asked_once_what_it_runs() -> None:
    cluster = Cluster(a=1)
    there = workers(cluster)
    there.free([])
    cluster.threads["b"] = 1
    there.free([])
    there.free([])

    assert cluster.asked == ["a", "b"]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "worker a is left out: this version of autograder is not installed there"),
        ({**edition(), "NumPy": "1.0"}, "worker a is left out: NumPy is 1.0 there and "),
        (
            ValueError("no such code"),
            "worker a is left out: it cannot be asked for its versions (no such",
        ),
    ],
)
def test_a_worker_of_another_edition_is_left_out(
    said: object, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    cluster = Cluster(a=1, b=1)
    cluster.editions["a"] = said
    there = workers(cluster)

    assert there.free([]) == ["b"] == there.free([])
    assert capsys.readouterr().err.startswith(f"autograder: {sentence}")
    del cluster.threads["b"]
    with pytest.raises(EnvironmentFault, match="no worker is left in the cluster that may grade"):
        there.free([])


def test_where_there_is_no_worker_that_is_said_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    cluster = Cluster()
    there = workers(cluster)

    assert there.free([]) == [] == there.free([])
    cluster.threads["a"] = 1
    assert there.free([]) == ["a"]

    assert capsys.readouterr().err == WAITING
