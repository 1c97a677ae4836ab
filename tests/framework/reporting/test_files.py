from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from sample_reports import ASSIGNMENT, usual

from autograder.errors import UsageError
from autograder.model.gradebook import Gradebook, Row
from autograder.reporting.files import Output


def test_reports_and_gradebook_have_their_places(tmp_path: Path) -> None:
    output = Output(tmp_path / "a" / "b", ASSIGNMENT)

    output.write_report(usual("ada"))
    output.write_gradebook(Gradebook(("1.1",), (Row("ada"),)))

    files = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert files == {"a/b/ada/results.json", "a/b/gradebook.csv"}
    assert json.loads((tmp_path / "a/b/ada/results.json").read_text())["score"] == 5.0


def test_other_platforms_files_stand_beside_the_results(tmp_path: Path) -> None:
    Output(tmp_path, ASSIGNMENT, ["junit", "github", "prairielearn"]).write_report(usual("ada"))

    assert {path.name for path in (tmp_path / "ada").iterdir()} == {
        "results.json", "junit.xml", "github_classroom.txt", "prairielearn.json",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["a b", "ä∂", "=1+1", "-rf", "'\"", "$(x)", "a" * 100, "[red]"])
def test_odd_names_are_folders_like_others(tmp_path: Path, name: str) -> None:
    Output(tmp_path, ASSIGNMENT).write_report(usual(name))

    assert (tmp_path / name / "results.json").is_file()


def test_a_submission_cannot_take_the_gradebooks_place(tmp_path: Path) -> None:
    output = Output(tmp_path, ASSIGNMENT)

    output.write_report(usual("Gradebook.csv"))
    output.write_report(usual("gradebook.csv"))
    output.write_gradebook(Gradebook((), ()))

    assert (tmp_path / "gradebook.csv").is_file()
    assert output.of("gradebook.csv").is_dir()


def test_a_second_run_replaces_the_files_of_the_first(tmp_path: Path) -> None:
    Output(tmp_path, ASSIGNMENT).write_report(usual(seconds=1.0))
    Output(tmp_path, ASSIGNMENT).write_report(usual(seconds=2.0))

    assert json.loads((tmp_path / "ada" / "results.json").read_text())["execution_time"] == 2.0
    assert [path.name for path in (tmp_path / "ada").iterdir()] == ["results.json"]


def test_a_file_is_replaced_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = Output(tmp_path, ASSIGNMENT)
    output.write_report(usual(seconds=1.0))
    before = (tmp_path / "ada" / "results.json").read_bytes()

    def fail(path: Path, data: bytes) -> int:
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(UsageError, match=r"cannot be written \(No space left on device\)"):
        output.write_report(usual(seconds=2.0))

    assert (tmp_path / "ada" / "results.json").read_bytes() == before
    assert [path.name for path in (tmp_path / "ada").iterdir()] == ["results.json"]


def test_a_link_in_a_files_place_is_replaced_not_followed(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("precious")
    (tmp_path / "out" / "ada").mkdir(parents=True)
    (tmp_path / "out" / "ada" / "results.json").symlink_to(other)

    Output(tmp_path / "out", ASSIGNMENT).write_report(usual())

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
        Output(tmp_path, ASSIGNMENT).write_report(usual())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    with pytest.raises(UsageError, match="Permission denied"):
        Output(tmp_path, ASSIGNMENT)


def test_a_folder_that_takes_no_files_is_told_before_anything_is_graded() -> None:
    with pytest.raises(UsageError, match="--output /proc: results cannot be written there"):
        Output(Path("/proc"), ASSIGNMENT)
