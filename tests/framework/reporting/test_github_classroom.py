from __future__ import annotations

import base64
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sample_reports import (
    ASSIGNMENT,
    DOUBLE,
    HALVE,
    HIDDEN,
    OTHER,
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
from autograder.reporting import github_classroom

# The keys and types of a runner's report in the tests and the code of GitHub's reporter action
# (`github-education-resources/autograding-grading-reporter`: aggregate-results.test.js,
# console-results.js, notify-classroom.js).
TOP = {"version": int, "status": str, "max_score": float, "tests": list, "message": str}
TEST = {"name": str, "status": str, "message": str, "score": float}
STATUS = {"pass", "fail", "error"}
ENVIRONMENT = 128 * 1024  # what Linux allows one variable


def written(one: Report) -> dict[str, Any]:
    data = github_classroom.write(one, ASSIGNMENT)
    assert data.endswith(b"\n")
    assert b"\n" not in data[:-1]
    assert len(data) < ENVIRONMENT
    document: dict[str, Any] = json.loads(base64.b64decode(data, validate=False))
    for key, value in document.items():
        assert isinstance(value, TOP[key]), key
    assert document["status"] in STATUS
    for test in document["tests"]:
        assert test.keys() >= {"name", "status", "score"}
        assert test["status"] in STATUS
        for key, value in test.items():
            assert isinstance(value, TEST[key]), key
    return document


def points(document: dict[str, Any]) -> str:
    """Add up what the reporter's notify-classroom.js would tell Classroom."""
    return f"{sum(test['score'] for test in document['tests'])}/{document['max_score']}"


def test_visible_checks_are_tests_with_their_points() -> None:
    document = written(report((DOUBLE, [(PUBLIC, right(PUBLIC)), (HIDDEN, wrong(HIDDEN))])))

    assert document["tests"] == [{"name": "1.1 It does public", "status": "pass", "score": 1.0}]
    assert document["status"] == "pass"
    assert points(document) == "1.0/1.0"


def test_what_failed_says_why() -> None:
    document = written(usual())

    (test,) = document["tests"]
    assert (document["status"], test["status"]) == ("fail", "fail")
    assert test["message"].startswith("Not right.\n- the double of 3 is wrong.")
    assert points(document) == "0.0/1.0"


def test_nothing_of_a_check_that_is_shown_later_is_in_the_file() -> None:
    one = report((HALVE, [(OTHER, wrong(OTHER))]), (DOUBLE, [(PUBLIC, right(PUBLIC))]))

    text = json.dumps(written(one))

    assert OTHER.title not in text
    assert SECRET not in text
    assert "1 more checks, worth 5 points, are shown later" in text


def test_a_fault_of_the_grader_is_an_error() -> None:
    fault = [case(PUBLIC, Outcome.GRADER_ERROR, "not judged", "KeyError")]

    document = written(report((DOUBLE, [(PUBLIC, fault)])))

    assert document["status"] == document["tests"][0]["status"] == "error"


def test_much_text_fits_into_an_environment_variable() -> None:
    checks = [check(DOUBLE, f"c{n}", public=True) for n in range(80)]
    parts = [(one, [case(one, Outcome.FAILED, "∂" * 9_000, "∂" * 9_000)]) for one in checks]

    document = written(report((DOUBLE, parts)))

    assert len(document["tests"]) == 80
    assert all("∂" in test["message"] for test in document["tests"])


@settings(max_examples=50, derandomize=True, deadline=None, database=None)
@given(st.lists(st.text(st.characters()), min_size=4, max_size=4), st.sampled_from(list(Outcome)))
def test_whatever_is_said_the_format_is_kept(texts: list[str], outcome: Outcome) -> None:
    message, detail, printed, remark = texts
    cases = [case(PUBLIC, outcome, message, detail, printed)]

    written(report((DOUBLE, [(PUBLIC, cases)]), remarks=(remark,)))
