"""`autograder report`: all files of a class again, from what is stored."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import tiny_assignment
from small_class import WRONG, Class, files

from autograder.cli import main
from autograder.store import Store


@pytest.fixture
def graded(tmp_path: Path, capfd: pytest.CaptureFixture[str], own_modules: None) -> Class:
    tiny_assignment.make(tmp_path / "assignment")
    tiny_assignment.submit(tmp_path / "subs" / "ada")
    tiny_assignment.submit(tmp_path / "subs" / "eve", first=WRONG)
    two = Class(tmp_path, capfd)
    two.grade("--seed 5 --format junit")
    return two


def report(graded: Class) -> str:
    """Have the files of a class written again, and return what is said."""
    graded.capfd.readouterr()
    assignment = str(graded.folder / "assignment")
    code = main(["report", str(graded.results), "--assignment", assignment, "--jobs", "2"])
    out, err = graded.capfd.readouterr()
    assert code == 0, out + err
    return out


def test_what_was_deleted_is_written_as_it_was(graded: Class) -> None:
    before = {path: path.read_bytes() for path in graded.results.rglob("*.*") if path.is_file()}
    for name in ("ada", "eve"):
        shutil.rmtree(graded.results / name)
    for path in (*graded.results.glob("*.html"), *graded.results.glob("*.csv")):
        path.unlink()

    said = report(graded)

    after = {path: path.read_bytes() for path in graded.results.rglob("*.*") if path.is_file()}
    assert {path.name for path in after} >= {
        "class.html", "gradebook.csv", "report.html", "staff.html", "results.json", "junit.xml"
    }  # fmt: skip
    assert after.keys() == before.keys()
    changed = {path.name for path in after if after[path] != before[path]}
    assert changed <= {"grading.sqlite"}
    assert "2 submissions" in said
    assert "class.html" in said


def test_nothing_is_graded_for_it(graded: Class) -> None:
    shutil.rmtree(graded.folder / "subs")
    shutil.rmtree(graded.folder / "assignment" / "tests")
    before = graded.graded()

    report(graded)

    assert graded.graded() == before
    assert files(graded.results)


def test_pages_are_written_when_a_class_is_graded(graded: Class) -> None:
    page = (graded.results / "class.html").read_text()

    assert 'href="eve/staff.html"' in page
    staff = (graded.results / "eve" / "staff.html").read_text()
    assert "<code>5</code>" in staff
    assert "hidden/test_hidden.py::test_double" in staff
    student = (graded.results / "eve" / "report.html").read_text()
    assert "the double of 3 is wrong" in student
    assert "got 9.0, expected 6.0" in student
    assert "hidden/test_hidden" not in student


def test_what_pages_need_is_kept(graded: Class) -> None:
    with Store.read(graded.results) as store:
        stored = store.report("eve")

    assert stored is not None
    assert [(one.question, one.key, one.text) for one in stored.report.written] == [
        ("2.1", "slope", "2 * x")
    ]
    seconds = [one.seconds for question in stored.report.questions for one in question.checks]
    assert 0 < sum(seconds) <= stored.report.seconds
    assert min(seconds) > 0


def test_a_page_follows_the_name_of_its_student(graded: Class) -> None:
    roster = graded.folder / "roster.csv"
    roster.write_text("name,login\nEve Adams,eve\n")

    said = graded.grade(f"--roster {roster}")

    assert "Eve Adams" in (graded.results / "eve" / "report.html").read_text(), said
    assert "Eve Adams" in (graded.results / "class.html").read_text()


def refused(words: list[str], capfd: pytest.CaptureFixture[str]) -> str:
    capfd.readouterr()
    assert main(words) == 2
    err = capfd.readouterr().err
    assert "Traceback" not in err
    return err


def test_a_folder_without_results_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    err = refused(["report", str(tmp_path)], capfd)

    assert f"{tmp_path}: `autograder grade` has left no results there" in err


def test_another_assignment_is_refused(graded: Class, capfd: pytest.CaptureFixture[str]) -> None:
    other = tiny_assignment.make(
        graded.folder / "other",
        config=tiny_assignment.CONFIG.replace('id: "', 'id: "9.').replace('["1.1"]', '["9.1.1"]'),
    )

    for command in ("report", "regrade"):
        err = refused([command, str(graded.results), "--assignment", str(other)], capfd)

        assert "holds results of 'Two functions'" in err
        assert "name the right one with --assignment" in err

    before = (graded.results / "gradebook.csv").read_bytes()
    words = ["grade", str(graded.folder / "subs"), "--output", str(graded.results)]
    err = refused([*words, "--assignment", str(other)], capfd)

    assert "name the right one with --output" in err
    assert (graded.results / "gradebook.csv").read_bytes() == before


def test_files_that_cannot_be_written_are_said(
    graded: Class, capfd: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(graded.results / "eve")
    (graded.results / "eve").write_text("in the way")

    err = refused(
        ["report", str(graded.results), "--assignment", str(graded.folder / "assignment")], capfd
    )

    assert "eve: not all files could be written there" in err
