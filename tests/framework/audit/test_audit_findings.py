from __future__ import annotations

from html.parser import HTMLParser

import pytest

from autograder.audit import markdown, page
from autograder.audit.findings import Audit, Row
from autograder.audit.wrong import Wrong
from autograder.grading.mistake_files import Mistake
from autograder.model.check import Check


def check(name: str, question: str = "1.1") -> Check:
    return Check(f"t.py::{name}", question, f"It <does> {name}", 1.0, "visible", False, ("",) * 2)


VALUES, ERRORS, OTHER = check("values"), check("errors"), check("other", "1.2")
MISTAKE = Mistake("flipped", "m.py", ("f",), ("1.1",), "Turn <it> round.", "def …")


def mistake(caught: dict[str, int], missed: tuple[int, ...] = (), name: str = "flipped") -> Row:
    return Row(Wrong("m.py", name, ("1.1",), (), MISTAKE), caught, missed)


def mutant(name: str, caught: dict[str, int]) -> Row:
    return Row(Wrong("m.py", name, ("1.1",), ("1.1",), text="…"), caught, () if caught else (1,))


def audit(
    mistakes: tuple[Row, ...] = (),
    mutants: tuple[Row, ...] = (),
    equivalent: dict[str, dict[str, str]] | None = None,
    variants: dict[str, tuple[str, ...]] | None = None,
) -> Audit:
    checks = (VALUES, ERRORS, OTHER)
    return Audit(checks, mistakes, mutants, equivalent or {}, variants or {}, seeds=2)


def test_nothing_is_wrong_where_everything_is_caught() -> None:
    caught = audit((mistake({VALUES.id: 2}),), (mutant("a", {ERRORS.id: 1}),), variants={"v": ()})

    assert caught.problems() == []


@pytest.mark.parametrize(
    ("found", "problem"),
    [
        (
            audit((mistake({}, missed=(1, 2)),)),
            "m.py: flipped is not noticed in 1.1 with the seeds 1, 2",
        ),
        (
            audit((mistake({VALUES.id: 2}, missed=(2,)),)),
            "m.py: flipped is not noticed in 1.1 with the seed 2",
        ),
        (
            audit((mistake({VALUES.id: 2, OTHER.id: 1}),)),
            "m.py: flipped loses points in 1.2 too",
        ),
        (audit(mutants=(mutant("f: a becomes b", {}),)), "m.py: f: a becomes b survives"),
        (
            audit(variants={"loops, spectra": ("1.2",)}),
            "the right variants loops, spectra lose points in 1.2",
        ),
    ],
)
def test_what_is_missed_or_charged_wrongly_is_a_problem(found: Audit, problem: str) -> None:
    assert found.problems() == [problem]


def test_a_mutant_may_survive_for_a_reason() -> None:
    reasons = {"m.py": {"a": "It is about speed alone."}}

    assert audit(mutants=(mutant("a", {}),), equivalent=reasons).problems() == []


@pytest.mark.parametrize("mutants", [(), (mutant("a", {VALUES.id: 1}),)], ids=["gone", "caught"])
def test_a_reason_that_is_not_needed_is_a_problem(mutants: tuple[Row, ...]) -> None:
    found = audit(mutants=mutants, equivalent={"m.py": {"a": "It is about speed alone."}})

    assert found.problems() == ["m.py: a reason is kept for 'a', which is no mutant that survives"]


def test_a_check_is_needed_that_alone_catches_a_mistake() -> None:
    found = audit((mistake({VALUES.id: 2, ERRORS.id: 1}), mistake({ERRORS.id: 1}, name="b")))

    assert found.idle() == [VALUES, OTHER]


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.fetched += [value or "" for name, value in attrs if name in ("src", "href")]


def test_the_page_is_self_contained_and_escapes_every_text() -> None:
    text = page.write(
        audit((mistake({VALUES.id: 2}),), (mutant("`a < b` becomes <c>", {}),)), "A <title>"
    )
    reader = Reader()
    reader.feed(text)

    assert not reader.fetched
    assert {"title", "c", "it", "does"} & set(reader.open) == {"title"}
    assert "flipped" in text
    assert "survives" in text


def test_the_tables_in_markdown_have_every_mistake_and_what_adds_nothing() -> None:
    found = audit(
        (mistake({VALUES.id: 2}), mistake({}, missed=(1,), name="a|b")),
        (mutant("f: a becomes b", {}), mutant("caught", {ERRORS.id: 1})),
        {"m.py": {"f: a becomes b": "It is about speed alone."}},
        {"loops, spectra": ()},
    )

    text = markdown.write(found, "A title")

    assert "A title: 2 seeds, 2 known mistakes, 2 mutants of the reference, 2\nright" in text
    assert "| 1.1 | 2 | 4 | 2 | 1 |" in text
    assert "| m.py | flipped | 1.1 | values 2 |" in text
    assert "| m.py | a\\|b | 1.1 |  |" in text
    assert "| m.py | f: a becomes b | It is about speed alone. |" in text
    assert "- m.py: a|b is not noticed in 1.1 with the seed 1" in text
    assert "- 1.1: It <does> errors (`t.py::errors`)" in text
    assert "1 of 2 are caught" in text


def test_the_page_lists_the_checks_that_add_nothing() -> None:
    text = page.write(audit((mistake({VALUES.id: 2}),)), "A title")

    tail = text.partition("no other catches")[2]
    assert "t.py::errors" in tail
    assert "t.py::values" not in tail
