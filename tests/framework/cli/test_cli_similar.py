from __future__ import annotations

import csv
import stat
from pathlib import Path

import pytest
from class_of_copies import make

from autograder.cli import main


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    assignment, subs = make(tmp_path)
    page = tmp_path / "out" / "similar.html"
    return ["similar", str(subs), "--assignment", str(assignment), "--output", str(page)]


def test_the_page_and_the_table_are_written(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 0

    out = capsys.readouterr().out
    assert "ann · bea" in out
    assert "no proof of anything" in out
    rows = list(csv.DictReader((tmp_path / "out" / "similar.csv").read_text().splitlines()))
    assert (rows[0]["a"], rows[0]["b"]) == ("ann", "bea")
    assert "Signals" in (tmp_path / "out" / "similar.html").read_text()
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) & 0o077 == 0


def test_a_roster_keeps_one_persons_attempts_apart(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("ann", "bea"):
        (tmp_path / "subs" / name).rename(tmp_path / "subs" / f"{name}_s17")
    roster = tmp_path / "roster.csv"
    roster.write_text("name,login\nAnn,ann_s17\nBea,bea_s17\n")

    assert main([*arguments, "--roster", str(roster)]) == 0
    assert "Ann" in (tmp_path / "out" / "similar.html").read_text()


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (["--pairs", "0"], "--pairs 0: should be at least 1"),
        (["--jobs", "-1"], "--jobs -1: should be at least 1"),
        (["--output", "x.pdf"], "--output x.pdf: should be a name that ends with .html"),
        (["--given", "nowhere"], "nowhere is not there, or not readable"),
        (["--roster", "nowhere"], "nowhere"),
    ],
)
def test_wrong_use_is_told_in_a_sentence(
    arguments: list[str], flags: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, *flags]) == 2

    err = capsys.readouterr().err
    assert sentence in err
    assert "Traceback" not in err


def test_one_submission_is_nothing_to_compare(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments[1] = str(tmp_path / "subs" / "ann")

    assert main(arguments) == 2
    assert "there are no two submissions to compare" in capsys.readouterr().err
