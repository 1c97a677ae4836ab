from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from typing import Any

import jsonschema
import pytest
from sample_class import ADA, BOB
from sample_reports import (
    ASSIGNMENT,
    DOUBLE,
    HIDDEN,
    OTHER,
    PUBLIC,
    broken,
    case,
    report,
    right,
    usual,
)

from autograder.model.outcome import Difference, Outcome
from autograder.model.report import LeaderboardEntry, Report, WrittenAnswer
from autograder.model.stored import About, Stored
from autograder.reporting import class_json

ABOUT = About(
    title="Two functions", seed=7, missing=(BOB,), unknown=("x",), waiting=1,
    when="2026-11-22T05:53:00+00:00",
)  # fmt: skip


def full() -> Report:
    """A report in which nothing is empty."""
    wrong = replace(
        case(HIDDEN, Outcome.FAILED, "wrong", "details", "printed"),
        difference=Difference("y", (2,), (1,), (1.0, 3.0), (1.0, 2.0)),
    )
    hidden = [wrong, *right(HIDDEN)[1:]]
    made = report(
        (DOUBLE, [(PUBLIC, right(PUBLIC)), (HIDDEN, hidden)]),
        remarks=("renamed",),
        staff=("look",),
        leaderboard=(LeaderboardEntry("time", 0.5, "asc"),),
    )
    return replace(made, signs=("odd",), written=(WrittenAnswer("2.1", "slope", "2*x"),))


def document(*entries: Stored, about: About = ABOUT) -> Any:
    found = json.loads(b"".join(class_json.write(entries, ASSIGNMENT, about)))
    jsonschema.Draft202012Validator(class_json.schema()).validate(found)
    return found


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(class_json.schema())
    written = b"".join(class_json.write_schema((), ASSIGNMENT, ABOUT))

    assert json.loads(written) == json.loads(json.dumps(class_json.schema()))


@pytest.mark.parametrize("entries", [(), (usual,), (usual, broken, full)])
def test_every_document_is_what_the_schema_says(entries: Iterable[Any]) -> None:
    made = [Stored(make(), (ADA,), True, "class/a") for make in entries]

    assert len(document(*made)["submissions"]) == len(made)


@pytest.mark.parametrize(
    ("path", "value"),
    [(("version",), 2), (("seed",), "7"), (("submissions", 0, "score"), None),
     (("submissions", 0, "questions", 0, "outcome"), "odd"), (("submissions", 0, "late"), "no")],
)  # fmt: skip
def test_the_schema_says_no_to_what_is_wrong(path: tuple[Any, ...], value: Any) -> None:
    found = document(Stored(full()))
    *way, last = path
    part = found
    for key in way:
        part = part[key]
    part[last] = value

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(class_json.schema()).validate(found)


def test_the_head_says_what_was_graded_and_who_is_missing() -> None:
    found = document()

    assert found["version"] == 1
    assert (found["title"], found["seed"], found["waiting"]) == ("Two functions", 7, 1)
    assert (found["automatic_points"], found["manual_points"]) == (12.0, 2.0)
    assert [(q["id"], q["manual"]) for q in found["questions"]] == [
        ("1.1", False), ("1.2", False), ("2.1", False), ("3.1", True),
    ]  # fmt: skip
    assert found["missing"][0]["name"] == BOB.name
    assert found["unknown"] == ["x"]
    assert found["graded"] == ABOUT.when


def test_a_submission_says_all_that_staff_may_see() -> None:
    made = full()

    (found,) = document(Stored(made, (ADA,), True, "class/ada.zip"))["submissions"]

    assert found["id"] == "ada"
    assert found["people"] == [
        {"name": "Lovelace, Ada", "email": "ada@uni.example", "number": "0012", "login": "al12",
         "section": "Lab 1", "canvas": "501"}
    ]  # fmt: skip
    assert (found["late"], found["path"]) == (True, "class/ada.zip")
    assert (found["score"], found["max_score"]) == (made.score, made.max_score)
    assert (found["remarks"], found["staff"], found["signs"]) == (["renamed"], ["look"], ["odd"])
    assert found["written"] == [{"question": "2.1", "key": "slope", "text": "2*x"}]
    assert found["manual"] == [{"id": "3.1", "max_score": 2.0, "text": "Because."}]
    assert found["leaderboard"] == [{"name": "time", "value": 0.5, "order": "asc"}]
    checks = found["questions"][0]["checks"]
    assert [(one["passed"], one["count"], one["outcome"]) for one in checks] == [
        (1, 1, "passed"), (2, 3, "failed"),
    ]  # fmt: skip
    assert checks[1]["cases"][0] == {
        "outcome": "failed", "case": "0", "message": "wrong", "detail": "details",
        "printed": "printed",
        "difference": {"name": "y", "shape": [2], "wrong": [1], "got": [1.0, 3.0],
                       "expected": [1.0, 2.0]},
    }  # fmt: skip


def test_of_cases_that_passed_those_are_told_that_printed_something() -> None:
    silent = report((DOUBLE, [(PUBLIC, [case(PUBLIC, Outcome.PASSED)])]))
    loud = report((DOUBLE, [(PUBLIC, [case(PUBLIC, Outcome.PASSED, printed="hello")])]))

    first, second = (
        one["questions"][0]["checks"][0]
        for one in document(Stored(silent), Stored(loud))["submissions"]
    )

    assert "cases" not in first
    assert second["cases"] == [{"outcome": "passed", "printed": "hello"}]


def test_no_field_of_a_report_is_forgotten() -> None:
    kept = {field.name for field in fields(Report)} - {"submission"}

    assert kept <= set(document(Stored(full()))["submissions"][0])


def test_each_check_is_declared_once_for_all_submissions() -> None:
    found = document(Stored(usual("a")), Stored(full()))

    assert [(one["id"], one["question"], one["weight"]) for one in found["checks"]] == [
        (PUBLIC.id, "1.1", 1.0), (HIDDEN.id, "1.1", 3.0), (OTHER.id, "1.2", 1.0),
    ]  # fmt: skip
    results = found["submissions"][0]["questions"][0]["checks"]
    assert [one["id"] for one in results] == [PUBLIC.id, HIDDEN.id]


def test_a_fault_of_the_grader_is_told() -> None:
    assert document(Stored(broken()))["submissions"][0]["needs_staff"] is True
    assert document(Stored(usual()))["submissions"][0]["needs_staff"] is False


def test_half_a_surrogate_pair_spoils_nothing() -> None:
    odd = replace(usual("a\udcffb"), remarks=("\ud800",))

    (found,) = document(Stored(odd))["submissions"]

    assert (found["id"], found["remarks"]) == ("a�b", ["�"])


def test_each_submission_is_a_line() -> None:
    data = b"".join(class_json.write([Stored(usual("a")), Stored(usual("b"))], ASSIGNMENT, ABOUT))

    head, first, second, after, *checks, tail = data.splitlines()

    assert json.loads(first.rstrip(b","))["id"] == "a"
    assert json.loads(second)["id"] == "b"
    assert tail == b"]}"
    assert head.endswith(b'"submissions":[')
    assert after == b'],"checks":['
    assert len(checks) == 3


def test_a_class_of_any_size_fits_in_memory() -> None:
    def entries() -> Iterator[Stored]:
        for number in range(2_000):
            yield Stored(usual(f"s{number}"))

    tracemalloc.start()
    try:
        size = sum(map(len, class_json.write(entries(), ASSIGNMENT, ABOUT)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert size > 1_000_000
    assert peak < 500_000
