"""What submissions are graded by: what changes it, and what does not."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import tiny_assignment
from tiny_assignment import CONFIG

from autograder import config
from autograder.grading import basis
from autograder.grading.basis import Basis, Need, content
from autograder.grading.intake import Found
from autograder.store import Entry, State

ROOT = Path(__file__).parents[3]


def of(folder: Path, **changes: str) -> Basis:
    """Return the basis of the tiny assignment, in which parts of config.yaml are others."""
    text = CONFIG
    for change in changes.values():
        old, new = change.split(" => ")
        assert old in text
        text = text.replace(old, new)
    return Basis.of(config.read(tiny_assignment.make(folder, config=text)), 1)


def test_what_is_the_same_elsewhere_and_in_another_process_is_the_same(tmp_path: Path) -> None:
    first = of(tmp_path / "here")
    other = of(tmp_path / "elsewhere")
    program = (
        "import sys; from pathlib import Path; from autograder import config; "
        "from autograder.grading.basis import Basis; "
        "print(Basis.of(config.read(Path(sys.argv[1])), 1))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program, str(ROOT)],
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout
        for seed in ("1", "2")
    }

    assert first == other
    assert len(told) == 1


@pytest.mark.parametrize(
    "change",
    ["title: Two functions => title: Three", "seed: submission => seed: class"],
)
def test_what_results_do_not_depend_on_changes_nothing(tmp_path: Path, change: str) -> None:
    text = CONFIG + "seed: submission\n"
    old, new = change.split(" => ")
    first, second = (
        Basis.of(config.read(tiny_assignment.make(tmp_path, config=one)), 1)
        for one in (text, text.replace(old, new))
    )

    assert first == second


def test_points_and_titles_change_what_is_added_up_alone(tmp_path: Path) -> None:
    first = of(tmp_path)

    for change in ("title: Doubling => title: Twice", "points: 5, => points: 5.0,"):
        other = of(tmp_path, change=change)
        assert other.terms == first.terms
        assert (other.points == first.points) == ("5.0" in change)
    worth = of(tmp_path, one="points: 4, => points: 3,", two="points: 5, => points: 6,")
    assert worth.terms == first.terms
    assert worth.points != first.points


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tests/graded/hidden/test_more.py", "x = 1\n"),
        ("tests/graded/hidden/data.json", "{}"),
        ("solutions/first.py", "def double(x):\n    return x + x\n"),
        ("solutions/mistakes/first.py", "x = 1\n"),
    ],
)
def test_every_file_that_grading_reads_counts(tmp_path: Path, name: str, text: str) -> None:
    first = of(tmp_path)

    tiny_assignment.write(tmp_path, {name: text})

    assert Basis.of(config.read(tmp_path), 1).terms != first.terms


@pytest.mark.parametrize(
    "name",
    ["solutions/__pycache__/first.pyc", "solutions/variants/a.py", "README.md", "assignment/a.py"],
)
def test_no_other_file_counts(tmp_path: Path, name: str) -> None:
    first = of(tmp_path)

    tiny_assignment.write(tmp_path, {name: "x"})

    assert Basis.of(config.read(tmp_path), 1) == first


@pytest.mark.parametrize(
    "change",
    [
        "call_seconds: 5 => call_seconds: 4",
        'uses: ["1.1"], => ',
        "modules: [first.py, second.py] => modules: [second.py, first.py]",
    ],
)
def test_the_configuration_counts(tmp_path: Path, change: str) -> None:
    assert of(tmp_path, change=change).terms != of(tmp_path).terms


def test_the_package_counts_in_the_parts_that_grade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in basis.GRADES:
        inner = name if name.endswith(".py") else f"{name}/a.py"
        tiny_assignment.write(tmp_path, {inner: "x"})
    monkeypatch.setattr(basis, "PACKAGE", tmp_path)

    def now() -> str:
        basis._own_hash.cache_clear()
        try:
            return basis._own_hash()
        finally:
            basis._own_hash.cache_clear()

    first = now()
    tiny_assignment.write(tmp_path, {"pages/a.py": "x", "sandbox/__pycache__/a.pyc": "x"})
    assert now() == first
    tiny_assignment.write(tmp_path, {"sandbox/a.py": "y"})
    assert now() != first
    assert {path.name for path in (ROOT / "autograder").iterdir()} >= set(basis.GRADES)


GRADED = Entry("ada", "", content="c", terms="t", points="p", seed=1, state=State.GRADED)


@pytest.mark.parametrize(
    ("entry", "need"),
    [
        (GRADED, Need.NOTHING),
        (replace(GRADED, state=State.FAILED), Need.NOTHING),
        (replace(GRADED, points="q"), Need.SCORES),
        (replace(GRADED, points="q", terms="u"), Need.GRADING),
        (replace(GRADED, content="d"), Need.GRADING),
        (replace(GRADED, content=""), Need.GRADING),
        (replace(GRADED, seed=2), Need.GRADING),
        (replace(GRADED, state=State.LOST), Need.GRADING),
        (replace(GRADED, state=State.WAITING), Need.GRADING),
        (None, Need.GRADING),
    ],
)
def test_what_a_submission_needs(entry: Entry | None, need: Need) -> None:
    assert Basis("t", "p", 1).need(entry, "c") is need


def test_what_cannot_be_listed_is_never_known() -> None:
    assert Basis("t", "p", 1).need(replace(GRADED, content=""), "") is Need.GRADING


def test_what_was_handed_in_counts_and_what_came_with_it(tmp_path: Path) -> None:
    one = Found("ada", tiny_assignment.submit(tmp_path / "ada"))
    first = content(one)

    assert content(replace(one, id="other", late=True)) == first
    assert content(replace(one, remarks=("an earlier version",))) != first
    tiny_assignment.submit(tmp_path / "ada", first="x = 1\n")
    assert content(one) != first
