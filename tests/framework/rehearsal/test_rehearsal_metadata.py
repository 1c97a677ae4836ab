from __future__ import annotations

import json
import zipfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.gradescope import metadata as reader
from autograder.rehearsal.metadata import Occasion, document, points_of, previous, time

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)


def test_what_is_written_is_what_the_grader_reads() -> None:
    due = NOW - timedelta(days=1)
    earlier = [{"submission_time": "2026-02-28T12:00:00+00:00", "score": 3.0,
                "autograder_error": False, "results": {"score": 3.0}}]  # fmt: skip

    found = reader.interpret(document(Occasion(NOW, due, 110.0, earlier)))

    assert found.problems == ()
    assert (found.created_at, found.due, found.total_points) == (NOW, due, 110.0)
    assert found.previous[0].results == {"score": 3.0}


def test_without_a_due_date_nothing_is_late() -> None:
    found = reader.interpret(document(Occasion(NOW)))

    assert found.due is None
    assert found.problems == ()


def test_every_documented_key_is_there() -> None:
    written = document(Occasion(NOW))

    assert written.keys() == {
        "id", "created_at", "submission_method", "users", "assignment", "previous_submissions",
    }  # fmt: skip
    assert written["assignment"]["total_points"] == "100.0"


@pytest.mark.parametrize("text", ["2026-03-01T12:00:00Z", "2026-03-01 13:00:00+01:00"])
def test_times_have_a_distance_from_utc(text: str) -> None:
    assert time(text) == NOW


def test_a_time_without_one_is_this_machines() -> None:
    assert time("2026-03-01T12:00").utcoffset() is not None


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01", "Z"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"format|month|hour|string"):
        time(text)


def test_earlier_results_are_a_submission_ten_minutes_before(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text('{"tests": [{"score": 1.5}, {"score": 2}]}')

    (one,) = previous(tmp_path / "r.json", NOW)

    assert one["submission_time"] == "2026-03-01T11:50:00.000000+00:00"
    assert one["score"] == 3.5
    assert one["results"] == {"tests": [{"score": 1.5}, {"score": 2}]}


def test_a_list_of_earlier_submissions_is_taken_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text('[{"submission_time": "x"}]')

    assert previous(tmp_path / "p.json", NOW) == [{"submission_time": "x"}]


@pytest.mark.parametrize("text", ["", "3", '["a"]', "{"])
def test_other_files_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "p.json").write_text(text)

    with pytest.raises(UsageError, match="--previous"):
        previous(tmp_path / "p.json", NOW)


def test_a_released_assignment_says_its_points(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("assignment/config.yaml", "points: {automatic: 100, manual: 10}")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("x", json.dumps({}))

    assert points_of(path) == 110.0
    assert points_of(tmp_path / "b.zip") is None
    assert points_of(tmp_path / "none.zip") is None
