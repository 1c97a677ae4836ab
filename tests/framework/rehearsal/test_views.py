from __future__ import annotations

from typing import Any

import pytest

from autograder.rehearsal.views import MOST, STAGES, Stage, cut, total, view


def one(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "score": 1.0, "max_score": 2.0, "output": name, **more}


ALL = [
    one("a"),
    one("b", visibility="after_due_date"),
    one("c", visibility="after_published"),
    one("d", visibility="hidden"),
]


def names(document: dict[str, Any], stage: Stage) -> list[str]:
    return [test["name"] for test in view(document, "", stage).tests]


def test_who_sees_which_tests() -> None:
    seen = {stage: "".join(names({"tests": ALL}, stage)) for stage in STAGES}

    assert seen == {
        "at once": "a",
        "after the due date": "ab",
        "after publishing": "abc",
        "instructor": "abcd",
    }


@pytest.mark.parametrize(
    ("tests", "shown_from"),
    [(ALL[:1], 0), (ALL[:2], 1), (ALL[:3], 2), (ALL, 3)],
)
def test_a_test_that_is_not_seen_hides_the_total(
    tests: list[dict[str, Any]], shown_from: int
) -> None:
    totals = [view({"tests": tests}, "", stage).total for stage in STAGES]

    assert totals == [None] * shown_from + [float(len(tests))] * (len(STAGES) - shown_from)


def test_a_hidden_test_hides_a_score_of_its_own_too() -> None:
    assert view({"score": 5.0, "tests": ALL}, "", "at once").total is None
    assert view({"score": 5.0, "tests": ALL}, "", "instructor").total == 5.0


def test_the_visibility_of_all_is_that_of_tests_without_one() -> None:
    document = {
        "visibility": "after_due_date",
        "output": "top",
        "tests": [one("a"), one("b", visibility="visible")],
    }

    assert names(document, "at once") == ["b"]
    assert view(document, "", "at once").output == ""
    assert view(document, "", "after the due date").output == "top"


@pytest.mark.parametrize(
    ("visibility", "seen"),
    [(None, [False, False, False, True]), ("hidden", [False, False, False, True]),
     ("visible", [True] * 4), ("after_published", [False, False, True, True])],
)  # fmt: skip
def test_what_is_printed_is_for_instructors_unless_it_says_otherwise(
    visibility: str | None, seen: list[bool]
) -> None:
    document: dict[str, Any] = {"score": 1}
    if visibility:
        document["stdout_visibility"] = visibility

    assert [bool(view(document, "printed", stage).stdout) for stage in STAGES] == seen


def test_the_recorded_score_is_the_tests_sum_unless_there_is_one() -> None:
    assert total({"tests": ALL}) == 4.0
    assert total({"tests": ALL, "score": 0.5}) == 0.5


def test_long_texts_lose_their_middle_and_nul_bytes() -> None:
    text = "a" * MOST + "b" * 10

    shown = cut(text)

    assert shown.startswith("a" * 50_000)
    assert shown.endswith("b" * 10)
    assert "(10 characters cut by the platform)" in shown
    assert cut("x\0y") == "x\N{REPLACEMENT CHARACTER}y"
    assert cut("a" * MOST) == "a" * MOST
