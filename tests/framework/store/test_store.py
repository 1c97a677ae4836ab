"""What the store keeps, and gives back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sample_reports import broken, usual

from autograder.model.gradebook import Row
from autograder.model.person import Person
from autograder.store import Encoded, Entry, State, Store, codec

ADA = Person("Ada L.", "ada@example.org", section="B")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.begin(tmp_path) as made:
        yield made


def graded(id: str, **changes: object) -> Entry:
    return replace(
        Entry(id, f"/subs/{id}", (ADA,), state=State.GRADED, content="c", seed=7), **changes
    )


def test_a_report_comes_back_as_it_was(store: Store, tmp_path: Path) -> None:
    store.keep(graded("ada", late=True), usual())

    with Store.read(tmp_path) as seen:
        for kept in (store.report("ada"), seen.report("ada"), *store.reports()):
            assert kept is not None
            assert kept.report == usual()
            assert kept.row == Row.of(usual())
            assert (kept.id, kept.people, kept.late, kept.path) == (
                "ada",
                (ADA,),
                True,
                "/subs/ada",
            )
    assert store.report("bob") is None


def test_what_is_graded_is_sorted_by_id_and_the_rest_counted(store: Store) -> None:
    store.enrol([Entry(id, id) for id in ("b", "ä", "a", "C")])
    for id in ("ä", "b", "C"):
        store.keep(graded(id), usual(id))

    assert [one.id for one in store.reports()] == ["C", "b", "ä"]
    assert [row.submission for row in store.rows()] == ["C", "b", "ä"]
    assert [one.id for one in store.entries()] == ["b", "ä", "a", "C"]
    assert store.about.waiting == 1


def test_what_is_not_in_the_class_any_more_stays_but_is_not_of_it(store: Store) -> None:
    for id in ("ada", "bob"):
        store.keep(graded(id), usual(id))

    store.enrol([graded("bob"), Entry("eve", "eve")])

    assert [one.id for one in store.reports()] == ["bob"]
    assert list(store.removed()) == ["ada"]
    assert store.report("ada") is not None
    store.enrol([graded("ada"), graded("bob")])
    assert [one.id for one in store.reports()] == ["ada", "bob"]


def test_what_is_true_of_the_class_is_kept(store: Store, tmp_path: Path) -> None:
    assert store.about.seed == 0
    store.tell(title="Two functions", seed=5, missing=(ADA,), unknown=("x",))
    store.tell(seed=6)

    with Store.read(tmp_path) as seen:
        about = seen.about

    assert (about.title, about.seed, about.missing, about.unknown) == (
        "Two functions", 6, (ADA,), ("x",),
    )  # fmt: skip
    assert about.when == ""
    store.keep(graded("ada"), broken())
    assert store.about.when > "2026"


def test_texts_that_have_no_utf_8_are_kept_all_the_same(store: Store) -> None:
    store.keep(graded("ada", path="/subs/\udcff"), replace(usual(), remarks=("a \ud800 b",)))

    kept = store.report("ada")

    assert kept is not None
    assert kept.report.remarks == ("a � b",)
    assert kept.path == "/subs/\udcff"


@pytest.mark.parametrize("text", ["plain", "half \ud800 a pair"])
def test_what_was_encoded_elsewhere_is_kept_as_it_was(store: Store, text: str) -> None:
    """A report that another process encoded, within more that it says, is what it was here."""
    report = replace(broken(), staff=(text,), remarks=(text,))
    sent = codec.encode((text, Encoded.of(report)))
    _, encoded = codec.decoder(tuple[str, Encoded]).decode(sent)
    store.keep(graded("ada"), report)
    here = store.report("ada")

    store.keep(graded("ada"), encoded)

    there = store.report("ada")
    assert here is not None
    assert there is not None
    assert there.report == here.report == encoded.decoded()
    assert there.row == here.row == Row.of(here.report) == encoded.row


def test_another_stores_results_are_taken_over(tmp_path: Path) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    with Store.begin(tmp_path / "new") as new:
        new.enrol([Entry(id, id) for id in ("bob", "eve", "zoe")])
        for id in ("bob", "eve", "not in the class"):
            new.keep(replace(graded(id, late=True), content="new"), usual(id, seconds=9.0))
    with Store.begin(tmp_path / "old") as old:
        for id in ("ada", "bob", "zoe"):
            old.keep(graded(id, files="written"), usual(id))

        old.adopt(tmp_path / "new")

        assert [(one.id, one.report.seconds) for one in old.reports()] == [
            ("ada", 1.5), ("bob", 9.0), ("zoe", 1.5),
        ]  # fmt: skip
        bob = old.entry("bob")
        assert bob is not None
        assert (bob.content, bob.files, bob.late, bob.people) == ("new", "", False, (ADA,))
        assert old.entry("ada") == graded("ada", files="written")
        assert old.recall("publishing") is True


def test_what_is_interrupted_did_not_happen(store: Store) -> None:
    store.enrol([graded("ada")])

    def some() -> Iterator[Entry]:
        yield graded("bob")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.enrol(some())

    assert [entry.id for entry in store.entries()] == ["ada"]
    store.enrol([graded("bob")])
    assert [entry.id for entry in store.entries()] == ["bob"]
