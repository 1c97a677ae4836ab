"""Memory does not grow with the class."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterable
from dataclasses import replace

import pytest
from sample_reports import ASSIGNMENT, usual

from autograder.model.gradebook import Summary
from autograder.model.stored import Stored
from autograder.reporting import csv_gradebook
from autograder.store import Entry, State, Store

LARGE, SMALL = 2_000, 100


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterable[Store]:
    """A store of many submissions."""
    folder = tmp_path_factory.mktemp("large")
    report = usual()
    with Store.begin(folder) as store:
        store._connection.execute("PRAGMA synchronous = OFF")  # no power fails here
        for number in range(LARGE):
            id = f"s{number:05}"
            store.keep(Entry(id, id, state=State.GRADED), replace(report, submission=id))
        yield store


def first(entries: Iterable[Stored], count: int) -> Iterable[Stored]:
    for entry, _ in zip(entries, range(count), strict=False):
        yield entry


def peak(store: Store, count: int) -> int:
    """Return the bytes that are needed at most to read reports and write a table of so many."""
    tracemalloc.start()
    try:
        parts = csv_gradebook.write(first(store.reports(), count), ASSIGNMENT, store.about)
        assert sum(part.count(b"\n") for part in parts) == count + 1
        assert all(entry.report.questions for entry in first(store.reports(), count))
        assert Summary.of(entry.row for entry in first(store.reports(), count)).count == count
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_reading_many_reports_takes_the_memory_of_few(store: Store) -> None:
    few = peak(store, SMALL)

    assert peak(store, LARGE) < 1.5 * few + 50_000


def test_keeping_reports_takes_no_memory(store: Store) -> None:
    report = usual()

    def keep(count: int) -> int:
        tracemalloc.start()
        try:
            for number in range(count):
                id = f"t{number:05}"
                store.keep(Entry(id, id, state=State.GRADED), replace(report, submission=id))
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few = keep(10)

    assert keep(200) < 1.5 * few + 50_000
