from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sample_reports import ASSIGNMENT, usual

from autograder.errors import UsageError
from autograder.model.stored import About, Stored
from autograder.reporting.files import Output, write_file


def test_reports_and_gradebook_have_their_places(tmp_path: Path) -> None:
    output = Output(tmp_path / "a" / "b", ASSIGNMENT)

    output.write_report(Stored(usual("ada")))
    output.write_gradebooks(lambda: [Stored(usual("ada"))], About(), ["gradebook.csv"])

    there = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert there == {"a/b/ada/results.json", "a/b/gradebook.csv"}
    assert json.loads((tmp_path / "a/b/ada/results.json").read_text())["score"] == 5.0


def test_other_platforms_files_stand_beside_the_results(tmp_path: Path) -> None:
    Output(tmp_path, ASSIGNMENT, ["junit", "github", "prairielearn"]).write_report(
        Stored(usual("ada"))
    )

    assert {path.name for path in (tmp_path / "ada").iterdir()} == {
        "results.json", "junit.xml", "github_classroom.txt", "prairielearn.json",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["a b", "ä∂", "=1+1", "-rf", "'\"", "$(x)", "a" * 100, "[red]"])
def test_odd_names_are_folders_like_others(tmp_path: Path, name: str) -> None:
    Output(tmp_path, ASSIGNMENT).write_report(Stored(usual(name)))

    assert (tmp_path / name / "results.json").is_file()


def test_a_submission_cannot_take_the_gradebooks_place(tmp_path: Path) -> None:
    output = Output(tmp_path, ASSIGNMENT)

    output.write_report(Stored(usual("Gradebook.csv")))
    output.write_report(Stored(usual("gradebook.csv")))
    output.write_gradebooks(lambda: [], About(), ["gradebook.csv"])

    assert (tmp_path / "gradebook.csv").is_file()
    assert output.of("gradebook.csv").is_dir()


def test_a_second_run_replaces_the_files_of_the_first(tmp_path: Path) -> None:
    Output(tmp_path, ASSIGNMENT).write_report(Stored(usual(seconds=1.0)))
    Output(tmp_path, ASSIGNMENT).write_report(Stored(usual(seconds=2.0)))

    assert json.loads((tmp_path / "ada" / "results.json").read_text())["execution_time"] == 2.0
    assert [path.name for path in (tmp_path / "ada").iterdir()] == ["results.json"]


def test_a_file_is_replaced_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = Output(tmp_path, ASSIGNMENT)
    output.write_report(Stored(usual(seconds=1.0)))
    before = (tmp_path / "ada" / "results.json").read_bytes()

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(UsageError, match=r"cannot be written \(No space left on device\)"):
        output.write_report(Stored(usual(seconds=2.0)))

    assert (tmp_path / "ada" / "results.json").read_bytes() == before
    assert [path.name for path in (tmp_path / "ada").iterdir()] == ["results.json"]


def test_what_a_killed_run_left_half_written_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / ".results.json.part").write_text("{")

    Output(tmp_path, ASSIGNMENT).write_report(Stored(usual()))

    assert [path.name for path in (tmp_path / "ada").iterdir()] == ["results.json"]


def test_a_table_may_come_in_parts_of_which_one_fails(tmp_path: Path) -> None:
    def parts() -> Iterator[bytes]:
        yield b"a"
        raise KeyError

    write_file(tmp_path / "table", iter([b"a", b"b"]))
    with pytest.raises(KeyError):
        write_file(tmp_path / "table", parts())

    assert (tmp_path / "table").read_bytes() == b"ab"
    assert [path.name for path in tmp_path.iterdir()] == ["table"]


def test_files_stand_until_they_or_their_writers_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = Output(tmp_path, ASSIGNMENT)
    written = output.write_report(Stored(usual()))
    again = Output(tmp_path, replace(ASSIGNMENT))

    assert again.stands("ada", written)
    assert not again.stands("ada", "")
    assert not Output(tmp_path, replace(ASSIGNMENT, title="New")).stands("ada", written)
    assert not Output(tmp_path, ASSIGNMENT, ["junit"]).stands("ada", written)
    (tmp_path / "ada" / "results.json").write_text("{}")
    assert not output.stands("ada", written)
    (tmp_path / "ada" / "results.json").unlink()
    assert not output.stands("ada", written)


@pytest.mark.parametrize("name", ["grading.sqlite", "Grading.log", "regrade", "regrade.csv"])
def test_a_submission_cannot_take_the_place_of_what_else_stands_there(
    tmp_path: Path, name: str
) -> None:
    Output(tmp_path, ASSIGNMENT).write_report(Stored(usual(name)))

    assert [path.name for path in tmp_path.iterdir()] == [f"{name}_"]


def test_a_link_in_a_files_place_is_replaced_not_followed(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("precious")
    (tmp_path / "out" / "ada").mkdir(parents=True)
    (tmp_path / "out" / "ada" / "results.json").symlink_to(other)

    Output(tmp_path / "out", ASSIGNMENT).write_report(Stored(usual()))

    assert other.read_text() == "precious"
    assert not (tmp_path / "out" / "ada" / "results.json").is_symlink()


def test_a_file_for_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(UsageError, match=r"--output .*file: results cannot be written there"):
        Output(tmp_path / "file", ASSIGNMENT)
    with pytest.raises(UsageError, match=r"--output .*: results cannot be written there"):
        Output(tmp_path / "file" / "inner", ASSIGNMENT)


def test_a_file_where_a_submissions_folder_belongs_is_told(tmp_path: Path) -> None:
    (tmp_path / "ada").touch()

    with pytest.raises(UsageError, match=r"ada.results\.json: cannot be written"):
        Output(tmp_path, ASSIGNMENT).write_report(Stored(usual()))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    with pytest.raises(UsageError, match="Permission denied"):
        Output(tmp_path, ASSIGNMENT)


def test_a_folder_that_takes_no_files_is_told_before_anything_is_graded() -> None:
    with pytest.raises(UsageError, match="--output /proc: results cannot be written there"):
        Output(Path("/proc"), ASSIGNMENT)
