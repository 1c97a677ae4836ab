from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_metadata import assignment, document, previous, user

from autograder.gradescope import metadata
from autograder.gradescope.metadata import Metadata, interpret


def test_the_documented_form_is_read_without_a_problem() -> None:
    found = interpret(
        document(
            previous_submissions=[
                previous("2026-03-01T12:00:00.000000-08:00", results={"score": 1.0}),
                previous("2026-02-28T12:00:00.000000-08:00", autograder_error=True),
            ]
        )
    )

    assert found.problems == ()
    assert (found.id, found.total_points) == ("123456", 12.0)
    assert found.created_at == datetime.fromisoformat("2026-03-01T14:22:32.365935-08:00")
    assert found.due == datetime.fromisoformat("2026-03-02T23:59:00-08:00")
    first, second = found.previous
    assert first.time < second.time
    assert (first.error, second.error) == (True, False)
    assert (first.results, second.results) == (None, {"score": 1.0})


def test_an_extension_counts_and_in_a_group_the_latest_one() -> None:
    longer, longest = "2026-03-05T23:59:00-08:00", "2026-03-06T07:59:01+00:00"
    users = [user("ada"), user("ben", longest), user("cem", longer)]

    assert interpret(document(users=users[:1])).due == interpret(document()).due
    assert interpret(document(users=users[::2])).due == datetime.fromisoformat(longer)
    assert interpret(document(users=users)).due == datetime.fromisoformat(longest)


def test_one_students_earlier_date_does_not_make_a_group_late() -> None:
    users = [user("ada"), user("ben", "2026-03-01T00:00:00-08:00")]

    assert interpret(document(users=users)).due == interpret(document()).due


def test_an_assignment_without_a_due_date_is_no_problem() -> None:
    found = interpret(document(assignment=assignment(due_date=None)))

    assert (found.due, found.problems) == (None, ())


@pytest.mark.parametrize(
    "text", ["2026-03-01T22:22:32Z", "2026-03-01T22:22:32.5z", "2026-03-01T22:22:32.1234567+00:00"]
)
def test_z_stands_for_utc_and_fractions_have_any_length(text: str) -> None:
    created = interpret(document(created_at=text)).created_at

    assert created is not None
    assert created.isoformat().startswith("2026-03-01T22:22:32")
    assert created.isoformat().endswith("+00:00")


WRONG = [
    ("id", None, "has no id"),
    ("id", [1], ": id is no number"),
    ("id", True, ": id is no number"),
    ("created_at", None, "has no created_at"),
    ("created_at", 7, ": created_at is no time such as"),
    ("created_at", {}, ": created_at is no time such as"),
    ("created_at", "yesterday", ": created_at is no time such as"),
    ("created_at", "", ": created_at is no time such as"),
    ("created_at", "2026-03-01T14:22:32", ": created_at does not say in which time zone it is"),
    ("created_at", "0001-01-01T00:00:00+14:00", ": created_at is no time such as"),
    ("assignment", None, "has no assignment"),
    ("assignment", "x", ": assignment is no object"),
    ("assignment", assignment(due_date="soon"), ": assignment.due_date is no time such as"),
    ("assignment", {"total_points": "12"}, "has no assignment.due_date"),
    ("assignment", assignment(total_points=None), "has no assignment.total_points"),
    ("assignment", assignment(total_points="many"), ": assignment.total_points is no number"),
    ("assignment", assignment(total_points="inf"), ": assignment.total_points is no number"),
    ("users", 3, ": users is no list"),
    ("users", [user("ada", "soon")], ": users[0].assignment.due_date is no time such as"),
    ("previous_submissions", None, "has no previous_submissions"),
    ("previous_submissions", {}, ": previous_submissions is no list"),
    ("previous_submissions", [3], ": previous_submissions[0] is no object"),
    ("previous_submissions", [{}], "has no previous_submissions[0].submission_time"),
]


@pytest.mark.parametrize(("key", "value", "problem"), WRONG)
def test_what_is_wrong_is_a_problem_and_the_rest_is_read(
    key: str, value: Any, problem: str
) -> None:
    whole, found = interpret(document()), interpret(document(**{key: value}))

    assert any(
        text.startswith(f"submission_metadata.json{problem}" if problem[0] == ":" else "")
        and problem in text
        for text in found.problems
    ), found.problems
    if key not in ("id", "created_at"):
        assert (found.id, found.created_at) == (whole.id, whole.created_at)
    if key not in ("assignment", "users"):
        assert (found.due, found.total_points) == (whole.due, whole.total_points)


@pytest.mark.parametrize("key", sorted(document()))
def test_any_key_may_be_missing(key: str) -> None:
    found = interpret({k: v for k, v in document().items() if k != key})

    assert isinstance(found, Metadata)
    relied_on = {"id", "created_at", "assignment", "previous_submissions"}
    assert bool(found.problems) is (key in relied_on)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "submission_metadata.json is no JSON"),
        (b"{", "submission_metadata.json is no JSON"),
        (b"\xff", "submission_metadata.json is no JSON"),
        (b"[" * 100_000, "submission_metadata.json is no JSON"),
        (b"[]", "submission_metadata.json is no object"),
        (b"null", "submission_metadata.json is no object"),
    ],
)
def test_a_file_that_is_none_is_one_problem(tmp_path: Path, data: bytes, problem: str) -> None:
    path = tmp_path / "submission_metadata.json"
    path.write_bytes(data)

    assert metadata.read(path) == Metadata(problems=(problem,))


def test_a_missing_file_is_one_problem(tmp_path: Path) -> None:
    found = metadata.read(tmp_path / "submission_metadata.json")

    assert found.problems == ("submission_metadata.json cannot be read: No such file or directory",)


def test_a_file_of_any_size_is_not_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata, "MAX_BYTES", 2**20)
    path = tmp_path / "submission_metadata.json"
    path.write_bytes(json.dumps(document(users=["x" * 2**20])).encode())

    assert metadata.read(path).problems == ("submission_metadata.json is larger than 1 MiB",)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
keys = sorted({*document(), *assignment(), "submission_time", "results", "autograder_error"})


@settings(max_examples=100, derandomize=True, deadline=None, database=None)
@given(
    st.dictionaries(
        st.sampled_from(keys),
        anything
        | st.lists(st.dictionaries(st.sampled_from(keys), anything, max_size=4), max_size=3)
        | st.dictionaries(st.sampled_from(keys), anything, max_size=4),
    )
)
def test_whatever_is_there_nothing_is_raised(contents: dict[str, Any]) -> None:
    found = interpret(contents)

    assert found.created_at is None or found.created_at.utcoffset() is not None
    assert all(one.time.utcoffset() is not None for one in found.previous)
