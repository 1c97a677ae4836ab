"""With an outline, the same checks are collected, and items are made when they are asked for."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
import tiny_assignment
from tiny_assignment import CHECKS_HEAD, HIDDEN

from autograder import config
from autograder.errors import ConfigError
from autograder.grading import outline
from autograder.grading.cases import Case, Collected
from autograder.grading.collect import with_checks
from autograder.grading.functions import Function
from autograder.grading.outline import Outline

pytestmark = pytest.mark.usefixtures("own_modules")

OTHERS = """
@pytest.fixture
def four():
    return 4


class TestMore:
    @number("1.1")
    def test_of_a_class(self, submission):
        pass


@number("1.1")
@pytest.mark.parametrize("n", [5, 6])
def test_with_a_fixture(submission, four, n):
    pass


@number("1.1")
@pytest.mark.parametrize("a", [1.5, "x"])
@pytest.mark.parametrize(("b", "c"), [(1, 2), pytest.param(3, 4, id="named")])
def test_of_pairs(submission, a, b, c):
    pass
"""
FOLLOWING = """
from autograder.testing import follow_through


@number("1.2")
@follow_through("1.1")
@pytest.mark.parametrize("n", [1, 2])
def test_following(submission, n):
    pass
"""
NO_SECOND = """
def pytest_collection_modifyitems(items):
    items[:] = [item for item in items if "[2]" not in item.name]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    checks = {"hidden/test_by_the_own.py": CHECKS_HEAD + FOLLOWING, "conftest.py": NO_SECOND}
    return tiny_assignment.make(tmp_path / "made", hidden=HIDDEN + OTHERS, checks=checks)


def collect(root: Path, known: Outline | None = None) -> Collected:
    found: list[Collected] = []
    with_checks(config.read(root), found.append, outline=known)
    return found[0]


def known_of(root: Path) -> Outline:
    found: list[Outline] = []
    assignment = config.read(root)
    with_checks(assignment, lambda all: found.append(Outline.of(assignment, all)))
    return found[0]


def told(cases: tuple[Case, ...]) -> list[tuple[object, ...]]:
    """Return what there is to see of cases, whose items are made by that."""
    items = [case.item for case in cases]
    parameters = [item.callspec.params if hasattr(item, "callspec") else {} for item in items]
    return [
        (case.check, case.id, item.nodeid, given)
        for case, item, given in zip(cases, items, parameters, strict=True)
    ]


def test_the_same_is_collected(root: Path) -> None:
    seen: list[object] = []

    def look(found: Collected) -> None:
        assert [case.id for case in found.following] == ["1"]
        seen.append((found.checks, told(found.cases), told(found.following)))

    for known in (None, known_of(root)):
        with_checks(config.read(root), look, outline=known)

    assert seen[0] == seen[1]


def test_items_are_made_when_they_are_asked_for(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(found: Collected) -> None:
        later = {case.check.id for case in found.cases if case.known_plain}
        assert later == {
            "public/test_public.py::test_double_of_three",
            *(f"hidden/test_hidden.py::{name}" for name in ("test_double", "test_halve")),
            *(f"hidden/test_hidden.py::{name}" for name in ("test_slope", "test_of_pairs")),
        }
        case = next(case for case in found.cases if case.id == "3")
        assert made == []
        assert case.item.nodeid == "tests/graded/hidden/test_hidden.py::test_double[3]"
        assert case.item is case.item
        assert made == ["3"]

    known, item, made = known_of(root), Function.item, list[str]()
    monkeypatch.setattr(Function, "item", lambda self, case: made.append(case) or item(self, case))
    with_checks(config.read(root), look, outline=known)


def test_an_outline_is_kept_as_long_as_its_files_stay(root: Path, tmp_path: Path) -> None:
    assignment, folder = config.read(root), tmp_path / "kept"
    assert outline.read(folder, assignment) is None

    outline.write(folder, known_of(root))
    kept = outline.read(folder, assignment)
    assert kept is not None
    assert kept.checks == known_of(root).checks

    (folder / outline.FILE).write_bytes(b"not a pickle")
    assert outline.read(folder, assignment) is None


@pytest.mark.parametrize(
    "name", ["config.yaml", "tests/graded/conftest.py", "tests/graded/hidden/new.py"]
)
def test_an_outline_of_other_files_is_not_read(root: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "kept"
    outline.write(folder, known_of(root))
    (root / name).touch()
    os.utime(root / name, (1, 1))

    assert outline.read(folder, config.read(root)) is None


@pytest.mark.parametrize("which", ["one less", "one more"])
def test_where_other_checks_are_found_an_outline_counts_for_nothing(root: Path, which: str) -> None:
    known = known_of(root)
    others = {
        "one less": known.checks[1:],
        "one more": (*known.checks, replace(known.checks[0], id="hidden/test_hidden.py::test_new")),
    }

    found = collect(root, replace(known, checks=others[which]))

    assert sorted(check.id for check in found.checks) == sorted(c.id for c in known.checks)
    assert all(isinstance(case.item, pytest.Function) for case in found.cases)
    assert not any(case.known_plain for case in found.cases)


def test_a_case_that_is_no_longer_there_is_said_to_be_so(root: Path) -> None:
    known = known_of(root)
    [double] = [one for one in known.checks if one.id.endswith("::test_double")]
    renamed = replace(double, cases=("gone", *double.cases[1:]))
    checks = tuple(renamed if one is double else one for one in known.checks)

    def look(found: Collected) -> None:
        case = next(case for case in found.cases if case.id == "gone")
        with pytest.raises(ConfigError, match="test_double had a case 'gone' when the image was"):
            _ = case.item

    with_checks(config.read(root), look, outline=replace(known, checks=checks))
