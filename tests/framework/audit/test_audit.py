from __future__ import annotations

from pathlib import Path

import pytest
import tiny_assignment

from autograder import config
from autograder.audit.run import EQUIVALENT, audit
from autograder.cli import main
from autograder.errors import ConfigError


def nothing(done: int, total: int) -> None:
    """Told of the progress."""


@pytest.fixture
def assignment(tmp_path: Path, own_modules: None) -> Path:
    return tiny_assignment.make(tmp_path / "assignment")


def with_mistake(root: Path, source: str) -> Path:
    folder = root / "solutions" / "mistakes"
    folder.mkdir()
    head = "from autograder.grading.mistakes import replaces\n\n\n"
    (folder / "first.py").write_text(head + source, encoding="utf-8")
    return root


def test_a_mistake_that_is_noticed_and_one_that_is_not(assignment: Path) -> None:
    with_mistake(
        assignment,
        '@replaces("double", loses="1.1")\ndef tripled(x):\n    """Three times."""\n'
        "    return 3 * x\n\n\n"
        '@replaces("double", loses="1.1")\ndef right(x):\n    """No mistake."""\n'
        "    return 2 * x\n",
    )

    found = audit(config.read(assignment), seeds=2, jobs=1, done=nothing)

    assert [row.missed for row in found.mistakes] == [(), (1, 2)]
    assert any("right is not noticed in 1.1" in one for one in found.problems())


def test_the_mutants_of_a_well_checked_function_are_all_caught(assignment: Path) -> None:
    found = audit(config.read(assignment), seeds=1, jobs=1, done=nothing)

    assert {row.wrong.file for row in found.mutants} == {"first.py", "second.py"}
    assert all(row.caught for row in found.mutants if row.wrong.file == "first.py")


def test_a_variant_that_loses_points_is_named(assignment: Path) -> None:
    folder = assignment / "solutions" / "variants" / "by-adding"
    folder.mkdir(parents=True)
    (folder / "first.py").write_text("def double(x):\n    return x + x + 1\n", encoding="utf-8")

    found = audit(config.read(assignment), seeds=1, jobs=1, done=nothing)

    assert found.variants == {"by-adding": ("1.1",)}


def test_reasons_that_cannot_be_read_are_named(assignment: Path) -> None:
    (assignment / EQUIVALENT).write_text("first.py: [a, b]\n", encoding="utf-8")

    with pytest.raises(ConfigError, match=r"equivalent\.yaml: should give a reason"):
        audit(config.read(assignment), seeds=1, jobs=1, done=nothing)


@pytest.mark.parametrize("flag", ["--seeds", "--jobs"])
def test_numbers_below_one_are_wrong_use(
    assignment: Path, flag: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", "--assignment", str(assignment), flag, "0"]) == 2
    assert f"{flag} 0: should be at least 1" in capsys.readouterr().err


def test_the_command_says_what_survives_and_writes_the_page(
    assignment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_mistake(
        assignment,
        '@replaces("double", loses="1.1")\ndef right(x):\n    """No mistake."""\n'
        "    return 2 * x\n",
    )
    page = assignment / "audit.html"

    code = main(["audit", "--assignment", str(assignment), "--output", str(page), "--jobs", "1"])

    assert code == 1
    assert "first.py: right is not noticed in 1.1 with the seed 1" in capsys.readouterr().out
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_mistake_that_not_every_seed_shows_is_missed_by_some(assignment: Path) -> None:
    with_mistake(
        assignment,
        '@replaces("double", loses="1.1")\ndef sometimes(x):\n    """Now and then."""\n'
        "    return (2 if isinstance(x, float) or x[0] > 0 else 3) * x\n",
    )
    (row,) = audit(config.read(assignment), seeds=12, jobs=1, done=nothing).mistakes

    assert 0 < len(row.missed) < 12
    assert set(row.caught) == {"hidden/test_hidden.py::test_double"}


@pytest.mark.parametrize(("name", "starts"), [("a.md", b"# Audit"), ("a.html", b"<!doctype")])
def test_the_map_is_written_as_its_name_says(
    assignment: Path, tmp_path: Path, name: str, starts: bytes
) -> None:
    main(
        ["audit", "--assignment", str(assignment), "--jobs", "1", "--output", str(tmp_path / name)]
    )

    assert (tmp_path / name).read_bytes().startswith(starts)
