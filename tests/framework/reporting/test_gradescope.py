from __future__ import annotations

import json
import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_reports import (
    ASSIGNMENT,
    DOUBLE,
    HALVE,
    HIDDEN,
    LAYER,
    OTHER,
    PRINTED,
    PUBLIC,
    SAYS_NOTHING,
    SECRET,
    broken,
    case,
    check,
    report,
    right,
    usual,
    wrong,
)

from autograder.grading.score import score_question
from autograder.model.assignment import Feedback, Gradescope, HiddenSays
from autograder.model.outcome import Outcome
from autograder.model.penalty import Penalty
from autograder.model.report import CheckResult, Report
from autograder.reporting import contract, gradescope
from autograder.reporting.feedback import feedback_at_once
from autograder.reporting.text import printable

TOP = {
    "score": float, "execution_time": float, "output": str, "output_format": str,
    "stdout_visibility": str, "extra_data": dict, "tests": list,
}  # fmt: skip
TEST = {
    "score": float, "max_score": float, "status": str, "name": str, "number": str, "output": str,
    "output_format": str, "tags": list, "visibility": str, "extra_data": dict,
}  # fmt: skip
VISIBILITY = {"visible", "hidden", "after_due_date", "after_published"}


def refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")


def written(
    one: Report, assignment: Any = ASSIGNMENT, penalty: Penalty | None = None
) -> dict[str, Any]:
    data = gradescope.write(one, assignment, penalty)
    assert contract.problems(data) == []
    document: dict[str, Any] = json.loads(data, parse_constant=refuse)
    keeps_the_contract(document)
    return document


def keeps_the_contract(document: dict[str, Any]) -> None:
    for key, kind in TOP.items():
        assert isinstance(document[key], kind), key
    assert document.keys() == TOP.keys()
    assert document["stdout_visibility"] in VISIBILITY
    for test in document["tests"]:
        assert test.keys() <= TEST.keys()
        assert test.keys() >= {"name", "status", "output", "visibility"}
        for key, value in test.items():
            assert isinstance(value, TEST[key]), key
        assert test["status"] in {"passed", "failed"}
        assert test["visibility"] in VISIBILITY
        assert test["output_format"] in {"text", "html", "simple_format", "md", "ansi"}
        assert all(isinstance(tag, str) for tag in test.get("tags", []))
    for value in leaves(document):
        assert value is not None
        if isinstance(value, float):
            assert math.isfinite(value)
        if isinstance(value, str):
            assert len(value) < 100_000
            assert "\0" not in value


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item)]
    return [value]


def test_a_usual_report_keeps_the_contract_and_adds_up() -> None:
    document = written(usual())

    scores = [test["score"] for test in document["tests"] if "score" in test]
    assert document["score"] == sum(scores) == 5.0
    assert sum(test["max_score"] for test in document["tests"] if "score" in test) == 9.0
    assert [test["number"] for test in document["tests"]] == ["1.1", "1.1", "1.2", "3.1"]
    assert document["execution_time"] == 1.5


def test_extra_data_has_every_question_the_manual_ones_apart() -> None:
    extra = written(usual())["extra_data"]

    assert extra["questions"] == {
        "1.1": {"score": 0.0, "max_score": 4.0, "outcome": "failed"},
        "1.2": {"score": 5.0, "max_score": 5.0, "outcome": "passed"},
    }
    assert extra["manual"] == {
        "3.1": {"max_score": 2.0, "outcome": "awaiting_person", "answer": "Because."}
    }
    assert (extra["seed"], extra["max_score"]) == (7, 9.0)


def test_a_manual_answer_is_a_test_without_a_score() -> None:
    part = (HALVE, [(OTHER, right(OTHER))])
    handed_in, missing = written(report(part)), written(report(part, answer=" \n"))

    assert handed_in["tests"][-1]["output"] == "Handed in; a person awards up to 2 points."
    assert missing["tests"][-1]["output"] == (
        "Nothing was handed in; a person awards up to 2 points."
    )
    assert "score" not in handed_in["tests"][-1]


@pytest.mark.parametrize("assignment", [ASSIGNMENT, SAYS_NOTHING])
def test_hidden_checks_give_nothing_away(assignment: Any) -> None:
    document = written(usual(), assignment)

    for test in document["tests"]:
        if "extra_data" not in test:  # an answer that waits for a person
            continue
        hidden = test["extra_data"]["check"].startswith("hidden/")
        assert (SECRET in json.dumps(test)) is not hidden
        assert (PRINTED in json.dumps(test)) is not hidden
    assert SECRET not in document["output"]
    assert SECRET not in json.dumps(document["extra_data"])


def test_what_was_printed_is_there_for_staff() -> None:
    printed = written(usual())["extra_data"]["printed"]

    assert printed == {one.id: PRINTED for one in (PUBLIC, HIDDEN, OTHER)}


def test_what_was_printed_is_cut() -> None:
    loud = [case(OTHER, Outcome.PASSED, printed="x" * 100_000)]

    printed = written(report((HALVE, [(OTHER, loud)])))["extra_data"]["printed"][OTHER.id]

    assert len(printed) < 2_100
    assert "cut)" in printed


def test_signs_are_for_staff_alone_and_cost_nothing() -> None:
    one = replace(usual(), signs=("tried to read: /etc/\x1bpasswd",))

    document = written(one)

    assert document["extra_data"].pop("signs") == ["tried to read: /etc/\ufffdpasswd"]
    assert "passwd" not in json.dumps(document)
    assert document["score"] == written(usual())["score"]
    assert document["extra_data"]["staff"] == []


def test_the_total_is_not_told_while_a_part_of_it_is_not_shown() -> None:
    assert written(usual())["output"].splitlines() == [
        "The score, out of 9 automatic points, is shown later.",
        "2 more points are awarded by a person.",
        "First.PY was taken for first.py.",
    ]


def test_the_total_is_told_where_everything_is_shown() -> None:
    shown = check(DOUBLE, "shown", visibility="visible")

    document = written(report((DOUBLE, [(shown, right(shown))])))

    assert document["output"].splitlines()[0] == "4 of 4 automatic points."


def test_a_checks_visibility_is_its_own() -> None:
    later = check(DOUBLE, "later", visibility="after_due_date")

    document = written(report((DOUBLE, [(later, right(later))])))

    assert document["tests"][0]["visibility"] == "after_due_date"


def test_what_could_not_be_judged_is_no_zero() -> None:
    document = written(broken())

    public, hidden, other, _, staff = document["tests"]
    assert (public["score"], public["max_score"]) == (4.0, 4.0)
    assert "score" not in hidden
    assert "score" not in other
    assert hidden["status"] == other["status"] == "failed"
    assert document["extra_data"]["questions"]["1.2"]["outcome"] == "grader_error"
    assert "through no fault of yours" in document["output"]
    assert document["extra_data"]["staff"] == ["question 1.1: could not be run: KeyError"]
    shown = [test["output"] for test in document["tests"] if test["visibility"] != "hidden"]
    assert "KeyError" not in json.dumps(shown)
    assert staff["output"] == "question 1.1: could not be run: KeyError"
    assert (staff["visibility"], "score" in staff) == ("hidden", False)


def test_a_hidden_test_is_there_only_for_what_was_not_judged() -> None:
    visibilities = {test["visibility"] for test in written(usual())["tests"]}

    assert visibilities == {"visible", "after_published"}


LATE = Penalty(2, "Handed in 1 d 3 h late: 20 % of the points earned are taken off.", 1.0)


def test_a_penalty_is_a_line_of_its_own_and_lowers_the_score_alone() -> None:
    before, document = written(usual()), written(usual(), penalty=LATE)

    line, *tests = document["tests"]
    assert line == {
        "name": "Late by 2 days",
        "status": "failed",
        "output": LATE.sentence,
        "output_format": "text",
        "visibility": "visible",
    }
    assert (before["score"], document["score"]) == (5.0, 4.0)
    assert tests == before["tests"]
    late = {"days": 2, "points_taken_off": 1.0, "score_before": 5.0}
    assert document["extra_data"] == {**before["extra_data"], "late": late}
    assert document["output"] == before["output"]  # a part is not shown yet, so no figure is


def test_the_points_that_lateness_takes_are_told_where_everything_is_shown() -> None:
    shown = check(DOUBLE, "shown", visibility="visible")

    document = written(report((DOUBLE, [(shown, right(shown))])), penalty=LATE)

    assert document["output"].splitlines()[:2] == [
        "4 of 4 automatic points.",
        "Lateness takes 1 off, so that 3 remain.",
    ]


def test_who_sees_what_was_printed_is_set() -> None:
    later = replace(ASSIGNMENT, gradescope=Gradescope(stdout="after_published"))

    assert written(usual())["stdout_visibility"] == "hidden"
    assert written(usual(), later)["stdout_visibility"] == "after_published"


def test_what_may_be_said_before_is_a_visible_line_for_each_question_that_failed() -> None:
    says = Feedback(hidden_says=HiddenSays(before_published="kind"))

    document, plain = written(usual(), replace(ASSIGNMENT, feedback=says)), written(usual())

    said = [test for test in document["tests"] if test not in plain["tests"]]
    assert said == [
        {
            "number": "1.1",
            "name": "Doubling: what is not right in checks that are shown later",
            "status": "failed",
            "output": "- wrong values.",
            "output_format": "text",
            "visibility": "visible",
        }
    ]
    assert document["score"] == plain["score"]
    assert document["output"] == plain["output"]


def followed(share: Fraction) -> dict[str, Any]:
    """A question that earned nothing but the share for a backward pass by its own forward pass."""
    follows = replace(check(HALVE, "follows"), follows="1.1")
    checks = {OTHER: wrong(OTHER), follows: right(follows)}
    scored = score_question(
        HALVE, list(checks), {one.id: cases for one, cases in checks.items()}, share=share
    )
    return written(replace(usual(), questions=(scored,)))


def test_a_share_that_is_granted_is_a_test_of_its_own_and_adds_up() -> None:
    document = followed(Fraction(1, 2))

    _, granted, _ = document["tests"]
    assert (granted["score"], granted["max_score"], granted["status"]) == (2.5, 0.0, "passed")
    assert granted["output"] == (
        "Your backward pass is right for your own forward pass, which is not right (question 1.1). "
        "A share of the points is granted for that: 2.5 more than this question earned otherwise."
    )
    assert document["score"] == sum(test.get("score", 0.0) for test in document["tests"]) == 2.5


def test_a_share_that_adds_nothing_is_no_test() -> None:
    names = [test["name"] for test in followed(Fraction(0))["tests"]]

    assert not any("follows" in name for name in names)


def test_tags_are_kept() -> None:
    tagged = replace(PUBLIC, tags=("a", "b\x1b"))

    document = written(report((DOUBLE, [(tagged, right(tagged))])))

    assert document["tests"][0]["tags"] == ["a", "b\N{REPLACEMENT CHARACTER}"]


def test_long_texts_are_cut() -> None:
    long = "x" * 300_000
    failed = [case(PUBLIC, Outcome.FAILED, long, long, long)]
    named = replace(PUBLIC, title=long)
    one = report(
        (DOUBLE, [(named, failed)]),
        remarks=(long,) * 3,
        staff=(long,),
        answer=long,
    )

    assert len(gradescope.write(one, ASSIGNMENT)) < 300_000
    assert len(written(one)["tests"][0]["name"]) < 300


@given(
    score=st.floats(0, 9),
    points=st.floats(0, 9),
    count=st.integers(1, 3),
    title=st.text(max_size=3),
)
def test_a_right_check_is_told_in_its_own_words(
    score: float, points: float, count: int, title: str
) -> None:
    """Whatever the same check was worth, and was called, in reports before."""
    named = replace(HIDDEN, title=title, cases=tuple("abc"[:count]))
    result = CheckResult(named, tuple(right(named)), score, points)
    question = replace(usual().questions[1], checks=(result,))

    test = written(replace(usual(), questions=(question,)))["tests"][0]

    assert (test["score"], test["max_score"], test["status"]) == (score, points, "passed")
    assert test["output"] == feedback_at_once(result, ASSIGNMENT.feedback)
    assert test["name"] == printable(title)
    assert test["extra_data"] == {
        "check": named.id, "outcome": "passed", "cases": count, "passed": count,
    }  # fmt: skip


def test_the_same_report_gives_the_same_bytes() -> None:
    first, second = usual(), usual()

    assert gradescope.write(first, ASSIGNMENT) == gradescope.write(second, ASSIGNMENT)


def test_only_the_time_differs_between_runs() -> None:
    slow, fast = written(usual(seconds=9.75)), written(usual(seconds=0.25))

    assert slow.pop("execution_time") != fast.pop("execution_time")
    assert slow == fast


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(
    texts=st.lists(st.text(st.characters()), min_size=6, max_size=6),
    outcomes=st.lists(st.sampled_from(list(Outcome)), min_size=5, max_size=5),
)
def test_whatever_is_said_the_contract_is_kept(texts: list[str], outcomes: list[Outcome]) -> None:
    message, detail, printed, remark, staff, answer = texts
    layer = check(LAYER, "layer", public=True)
    one = report(
        (DOUBLE, [
            (PUBLIC, [case(PUBLIC, outcomes[0], message, detail, printed)]),
            (HIDDEN, [case(HIDDEN, how, message, detail, printed, n)
                      for n, how in enumerate(outcomes[1:4])]),
        ]),
        (HALVE, [(OTHER, wrong(OTHER))]),
        (LAYER, [(layer, [case(layer, outcomes[4], message, detail, printed)])]),
        remarks=(remark,),
        staff=(staff,),
        answer=answer,
    )  # fmt: skip

    document = written(one)

    total = sum(test.get("score", 0.0) for test in document["tests"])
    assert total == pytest.approx(document["score"], abs=1e-5)
    questions = document["extra_data"]["questions"].values()
    assert sum(q["score"] for q in questions) == pytest.approx(document["score"], abs=1e-6)
    assert document["score"] <= document["extra_data"]["max_score"] == 12.0
