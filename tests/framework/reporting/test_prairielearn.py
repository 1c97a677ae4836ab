from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_reports import (
    ASSIGNMENT,
    DOUBLE,
    HALVE,
    HIDDEN,
    OTHER,
    PRINTED,
    PUBLIC,
    SECRET,
    case,
    check,
    report,
    right,
    usual,
    wrong,
)

from autograder.model.outcome import Outcome
from autograder.model.report import Report
from autograder.reporting import prairielearn

# The keys and types of the example in PrairieLearn's documentation ("External grading", "Grading
# results"), and what its server (`processGradingResult`, `makeGradingResult`) and its element
# `pl-external-grader-results` read of them.
TOP = {"gradable": bool, "score": float, "message": str, "output": str, "images": list,
       "tests": list, "format_errors": list}  # fmt: skip
TEST = {"name": str, "description": str, "points": float, "max_points": float, "message": str,
        "output": str, "images": list}  # fmt: skip
LIMIT = 1_000_000


def written(one: Report) -> dict[str, Any]:
    data = prairielearn.write(one, ASSIGNMENT)
    assert len(data) < LIMIT
    document: dict[str, Any] = json.loads(data)
    for key, value in document.items():
        assert isinstance(value, TOP[key]), key
    assert document["gradable"] is ("score" in document)
    assert 0.0 <= document.get("score", 0.0) <= 1.0
    for test in document["tests"]:
        assert test.keys() == TEST.keys() - {"images"}
        for key, value in test.items():
            assert isinstance(value, TEST[key]), key
        assert "\0" not in json.dumps(test)
    return document


def test_visible_checks_are_tests_and_the_score_is_their_share() -> None:
    document = written(report((DOUBLE, [(PUBLIC, right(PUBLIC)), (HIDDEN, wrong(HIDDEN))])))

    assert document["score"] == 1.0
    assert document["tests"] == [
        {"name": "It does public", "description": "1.1 Doubling", "points": 1.0,
         "max_points": 1.0, "message": "Right.", "output": ""},
    ]  # fmt: skip
    assert document["message"].splitlines()[:2] == [
        "1 of 1 points.",
        "1 more checks, worth 3 points, are shown later; they do not count here.",
    ]


def test_what_went_wrong_is_the_output() -> None:
    (test,) = written(usual())["tests"]

    assert test["message"] == "Not right."
    assert test["output"].startswith("- the double of 3 is wrong.\n")
    assert SECRET in test["output"]  # a public check shows its values


def test_nothing_of_a_check_that_is_shown_later_is_in_the_file() -> None:
    one = report((HALVE, [(OTHER, wrong(OTHER))]), (DOUBLE, [(PUBLIC, right(PUBLIC))]))

    text = json.dumps(written(one))

    assert OTHER.title not in text
    assert "wrong values" not in text
    assert SECRET not in text
    assert PRINTED not in text


@pytest.mark.parametrize("outcome", [Outcome.NOT_RUN, Outcome.GRADER_ERROR])
def test_where_nothing_could_be_run_the_submission_is_not_gradable(outcome: Outcome) -> None:
    cases = [case(PUBLIC, outcome, "first.py was not handed in")]

    document = written(report((DOUBLE, [(PUBLIC, cases)])))

    assert document["gradable"] is False
    assert document["format_errors"] == ["first.py was not handed in"]


def test_much_text_is_kept_below_the_limit() -> None:
    checks = [check(DOUBLE, f"c{n}", public=True) for n in range(80)]
    parts = [(one, [case(one, Outcome.FAILED, "∂" * 9_000, "∂" * 9_000)]) for one in checks]

    document = written(report((DOUBLE, parts)))

    assert len(document["tests"]) == 80
    assert all("∂" in test["output"] for test in document["tests"])


@settings(max_examples=50, derandomize=True, deadline=None, database=None)
@given(st.lists(st.text(st.characters()), min_size=4, max_size=4), st.sampled_from(list(Outcome)))
def test_whatever_is_said_the_format_is_kept(texts: list[str], outcome: Outcome) -> None:
    message, detail, printed, remark = texts
    cases = [case(PUBLIC, outcome, message, detail, printed)]

    written(report((DOUBLE, [(PUBLIC, cases)]), remarks=(remark,)))
