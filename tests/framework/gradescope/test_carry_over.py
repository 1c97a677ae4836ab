from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.gradescope.carry_over import carried_over, sentence
from autograder.model.assignment import RateLimit
from autograder.reporting import contract

UNTIL = datetime.fromisoformat("2026-03-01T16:00:01-08:00")
SAID = sentence(RateLimit(2, 6), UNTIL)
EARLIER: dict[str, Any] = {
    "score": 7.5,
    "execution_time": 2.0,
    "output": "The score is shown later.",
    "output_format": "text",
    "stdout_visibility": "hidden",
    "tests": [
        {"name": "One", "score": 7.5, "max_score": 10, "status": "failed", "tags": ["a"],
         "output": "- no", "visibility": "after_published", "extra_data": {"cases": 3}},
        {"name": "Awaits a person", "status": "passed", "visibility": "visible"},
    ],
    "extra_data": {"seed": 7},
    "leaderboard": [{"name": "conv2d, ms", "value": 3.5, "order": "asc"}],
}  # fmt: skip


def valid(document: dict[str, Any] | None) -> dict[str, Any]:
    assert document is not None
    assert contract.problems(json.dumps(document).encode()) == []
    return document


def test_the_sentence_says_how_often_and_when() -> None:
    assert SAID == (
        "This submission was not graded: at most 2 submissions are graded within 6 hours. What "
        "follows is the result of the one before. The next is graded from 2026-03-01 16:01 "
        "(UTC-08:00) on."
    )
    assert "at most 1 submission is graded within 1 hour." in sentence(RateLimit(1, 1), UNTIL)


def test_the_earlier_result_stands_with_the_sentence_before_it() -> None:
    document = valid(carried_over(EARLIER, SAID))

    assert document["output"] == f"{SAID}\n\nThe score is shown later."
    assert document["extra_data"] == {"seed": 7, "rate_limit": SAID}
    same = ("score", "tests", "leaderboard", "stdout_visibility", "execution_time")
    assert {key: document[key] for key in same} == {key: EARLIER[key] for key in same}


def test_what_was_carried_over_once_has_one_sentence_when_it_is_again() -> None:
    later = sentence(RateLimit(2, 6), UNTIL.replace(hour=20))

    document = valid(carried_over(valid(carried_over(EARLIER, SAID)), later))

    assert document["output"] == f"{later}\n\nThe score is shown later."
    assert document == carried_over(EARLIER, later)


@pytest.mark.parametrize("results", [{}, {"output": "an error"}, {"score": None, "tests": [{}]}])
def test_what_has_no_score_is_not_carried_over(results: dict[str, Any]) -> None:
    assert carried_over(results, SAID) is None


def test_what_the_platform_added_or_broke_is_left_out() -> None:
    document = valid(
        carried_over(
            {
                **EARLIER,
                "id": 7,
                "output": None,
                "visibility": "nobody",
                "tests": [{"score": float("nan"), "name": "a\0b", "tags": "x", "test_id": 1}, 3],
                "extra_data": {"a": None, "b": [float("inf"), 1], "c": {"d": "x" * 200_000}},
                "leaderboard": [{"name": "x"}, {"name": "y", "value": "fast", "order": "up"}],
            },
            SAID,
        )
    )

    assert document["output"] == SAID
    assert document["tests"] == [{"name": "a\N{REPLACEMENT CHARACTER}b"}]
    assert document["leaderboard"] == [{"name": "y", "value": "fast"}]
    assert document["extra_data"]["b"] == [1]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
keys = sorted({*EARLIER, *EARLIER["tests"][0], *EARLIER["leaderboard"][0]})
objects = st.dictionaries(st.sampled_from(keys), anything, max_size=6)


@settings(max_examples=100, derandomize=True, deadline=None, database=None)
@given(st.dictionaries(st.sampled_from(keys), anything | objects | st.lists(objects, max_size=3)))
def test_whatever_was_kept_the_contract_is(results: dict[str, Any]) -> None:
    document = carried_over({**results, "score": 1.0}, SAID)

    valid(document)
