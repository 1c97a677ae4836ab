"""One submission as the platform hands it over, from its metadata to the results."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tiny_assignment
from platform_folder import make, results
from sample_metadata import assignment, previous, user

from autograder import config
from autograder.errors import ConfigError
from autograder.gradescope import run

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
    ),
]

LATE = "late: {percent_a_day: 10}\n"
ONCE = "rate_limit: {submissions: 1, hours: 6}\n"
AFTER = {"created_at": "2026-03-04T00:00:00-08:00"}  # a day and a minute late


@pytest.fixture(autouse=True)
def _own_modules(tmp_path: Path) -> Iterator[None]:
    """Forget, afterwards, the modules that were imported from below `tmp_path`."""
    yield
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file is not None and tmp_path in Path(file).parents:
            del sys.modules[name]


def graded(root: Path, config: str = "", **changes: Any) -> dict[str, Any]:
    places = make(root / "autograder", config, **changes)
    run.grade(places)
    return results(places)


def staff(document: dict[str, Any]) -> str:
    return "\n".join(document["extra_data"]["staff"])


def test_a_submission_in_time_is_graded_without_a_remark(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = graded(tmp_path, LATE + ONCE)

    assert (document["score"], document["extra_data"]["max_score"]) == (10.0, 10.0)
    assert document["extra_data"]["staff"] == []
    assert "late" not in document["extra_data"]
    assert capsys.readouterr().out.startswith(f"seed {document['extra_data']['seed']}, ")


def test_lateness_is_charged_by_the_metadata(tmp_path: Path) -> None:
    document = graded(tmp_path, LATE, **AFTER)

    assert document["score"] == 8.0
    assert document["extra_data"]["late"] == {
        "days": 2, "points_taken_off": 2.0, "score_before": 10.0,
    }  # fmt: skip
    assert document["tests"][0]["output"] == (
        "Handed in 1 d 1 min late, which counts as 2 days: 20 % of the points earned are taken off."
    )
    assert "8" not in document["output"]  # the total is shown later


def test_an_extension_is_not_late(tmp_path: Path) -> None:
    users = [user("ada", "2026-03-05T00:00:00-08:00")]

    assert graded(tmp_path, LATE, users=users, **AFTER)["score"] == 10.0


@pytest.mark.parametrize(
    ("changes", "remark"),
    [
        (
            {"created_at": None},
            "nothing was taken off for lateness, since it is not known when it was handed in",
        ),
        (
            {"assignment": assignment(due_date="soon")},
            "nothing was taken off for lateness, since it is not known when it was due",
        ),
        (
            {"created_at": None},
            "the rate limit was not kept, since it is not known when this was handed in",
        ),
        (
            {"assignment": assignment(total_points="100.0")},
            "the assignment has 100 points on Gradescope, and 12 in config.yaml "
            "(10 automatic and 2 by a person)",
        ),
        ({"assignment": None}, "submission_metadata.json has no assignment"),
    ],
)
def test_what_is_not_known_is_not_charged_and_staff_are_told(
    tmp_path: Path, changes: dict[str, Any], remark: str, capsys: pytest.CaptureFixture[str]
) -> None:
    document = graded(tmp_path, LATE + ONCE, **{**AFTER, **changes})

    assert remark in document["extra_data"]["staff"]
    assert f"staff: {remark}" in capsys.readouterr().out
    if "lateness" in remark:
        assert document["score"] == 10.0


def test_remarks_for_staff_are_not_printed_where_students_will_read_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = graded(tmp_path, "gradescope: {stdout: after_published}\n", id=None)

    assert "has no id" in staff(document)
    assert "id" not in capsys.readouterr().out
    assert document["stdout_visibility"] == "after_published"


@pytest.mark.parametrize("data", [None, b"", b"{}", b"[1]", b'{"created_at": NaN}'])
def test_without_metadata_it_is_graded_all_the_same(tmp_path: Path, data: bytes | None) -> None:
    places = make(tmp_path / "autograder", LATE + ONCE)
    if data is None:
        places.metadata.unlink()
    else:
        places.metadata.write_bytes(data)

    run.grade(places)

    document = results(places)
    assert document["score"] == 10.0
    assert "submission_metadata.json" in staff(document)


def test_one_too_many_shows_the_result_before_it(tmp_path: Path) -> None:
    earlier = {"score": 7.0, "output": "as it was", "tests": [{"name": "One", "score": 7.0}]}

    document = graded(
        tmp_path,
        ONCE,
        previous_submissions=[previous("2026-03-01T12:00:00-08:00", results=earlier)],
    )

    assert (document["score"], document["tests"]) == (7.0, earlier["tests"])
    assert document["output"].startswith("This submission was not graded: at most 1 submission")
    assert "from 2026-03-01 18:00 (UTC-08:00) on.\n\nas it was" in document["output"]


@pytest.mark.parametrize(
    "earlier",
    [
        previous("2026-03-01T08:00:00-08:00", results={"score": 7.0}),
        previous("2026-03-01T12:00:00-08:00", autograder_error=True, results={"score": 7.0}),
        previous("2026-03-01T15:00:00-08:00", results={"score": 7.0}),
    ],
    ids=["long ago", "the autograder failed", "later than this one"],
)
def test_what_does_not_count_towards_the_limit_is_not_carried_over(
    tmp_path: Path, earlier: dict[str, Any]
) -> None:
    document = graded(tmp_path, ONCE, previous_submissions=[earlier])

    assert (document["score"], document["extra_data"]["staff"]) == (10.0, [])


@pytest.mark.parametrize("earlier", [{}, {"results": None}, {"results": {"output": "an error"}}])
def test_one_too_many_is_graded_where_there_is_no_result_before_it(
    tmp_path: Path, earlier: dict[str, Any]
) -> None:
    before = previous("2026-03-01T12:00:00-08:00", **earlier)

    document = graded(tmp_path, ONCE, previous_submissions=[before])

    assert document["score"] == 10.0
    assert "there is no earlier result to show in its place" in staff(document)


def test_a_later_result_is_not_shown_when_an_earlier_one_is_graded_once_more(
    tmp_path: Path,
) -> None:
    before = previous("2026-03-01T12:00:00-08:00")
    after = previous("2026-03-01T15:00:00-08:00", results={"score": 7.0})

    document = graded(tmp_path, ONCE, previous_submissions=[before, after])

    assert document["score"] == 10.0


def test_seeds_follow_from_the_secret_and_the_submission(tmp_path: Path) -> None:
    places = make(tmp_path / "0")
    found = config.read(places.assignment)
    both = [run.metadata.interpret({"id": 1}), run.metadata.interpret({"id": 2})]
    secrets = [run.Settings(600, "one"), run.Settings(600, "other")]

    own = {run._seed(found, secret, one) for secret in secrets for one in both}
    everybodys = run.replace(found, seed="class")
    shared = {run._seed(everybodys, secret, one) for secret in secrets for one in both}

    assert (len(own), len(shared)) == (4, 2)


def test_a_bundle_without_settings_is_refused(tmp_path: Path) -> None:
    places = make(tmp_path / "autograder")
    (places.root / "source" / "settings.json").unlink()

    with pytest.raises(ConfigError, match="the bundle has no settings"):
        run.grade(places)


def test_limits_leave_the_grader_time_of_its_own(tmp_path: Path) -> None:
    limits = config.read(make(tmp_path / "autograder").assignment).limits

    short, long = run._limits(limits, 60.0), run._limits(limits, 600.0)

    assert short.submission_seconds == pytest.approx(40.5)
    assert short.call_seconds <= short.question_seconds <= short.submission_seconds
    assert long.submission_seconds == limits.submission_seconds == 60.0


SLOW = "import time\n\n\ndef double(x):\n    time.sleep(0.2)\n    return x * 2.0\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the platform is Linux")
def test_a_grader_that_is_killed_leaves_what_was_judged_until_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from autograder.gradescope.supervisor import supervise

    monkeypatch.setattr(run, "EVERY_SECONDS", 0.0)
    places = make(tmp_path / "autograder", submission=False)
    tiny_assignment.submit(places.submission, first=SLOW)
    write = run._Writer.so_far
    cases: list[None] = []

    def so_far(self: Any, make: Any) -> None:
        write(self, make)
        cases.append(None)
        if len(cases) == 2:  # the public check, and one case of three of a hidden one
            time.sleep(0.05)
            os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(run._Writer, "so_far", so_far)

    assert supervise(places, lambda: run.grade(places)) == 1

    document = results(places)
    questions = document["extra_data"]["questions"]
    outcomes = {id: question["outcome"] for id, question in questions.items()}
    assert outcomes == {"1.1": "grader_error", "1.2": "grader_error", "2.1": "grader_error"}
    assert [test.get("score") for test in document["tests"]] == [1.0, 3.0, None, None, None, None]
    assert document["tests"][1]["extra_data"]["cases"] == 3
    assert "could not be run: grading ended before" in staff(document)
    assert "the grader was killed" in staff(document)
    assert "this is not final" in document["output"]


def test_a_repository_with_more_in_it_is_read_as_the_work_that_it_holds(tmp_path: Path) -> None:
    places = make(tmp_path / "autograder", submission=False, submission_method="GitHub")
    work = tiny_assignment.submit(places.submission / "homework")
    for folder in (".git", ".github", "venv/lib/site-packages", "tests", "old/homework"):
        tiny_assignment.submit(places.submission / folder, first="raise SystemExit\n")
    (places.submission / "venv" / "pyvenv.cfg").touch()
    (places.submission / "tests" / "conftest.py").write_text("raise SystemExit\n")
    (places.submission / "README.md").write_text("My work")
    assert work.is_dir()

    run.grade(places)

    assert results(places)["score"] == 10.0


def test_an_empty_submission_is_graded(tmp_path: Path) -> None:
    places = make(tmp_path / "autograder", submission=False)
    places.submission.mkdir()

    run.grade(places)

    document = results(places)
    assert document["score"] == 0.0
    assert "None of the files that were asked for is here." in document["output"]


def test_the_same_submission_has_the_same_results_times_aside(tmp_path: Path) -> None:
    places = make(tmp_path / "autograder")
    found = []
    for _ in range(2):
        run.grade(places)
        document = results(places)
        del document["execution_time"]
        found.append(json.dumps(document))

    assert found[0] == found[1]
