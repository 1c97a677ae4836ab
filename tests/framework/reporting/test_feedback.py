from __future__ import annotations

from dataclasses import replace

import pytest
from sample_reports import (
    ASSIGNMENT,
    DOUBLE,
    PRINTED,
    SAYS_NOTHING,
    SECRET,
    case,
    check,
    report,
    result,
    wrong,
)

from autograder.model.assignment import Feedback, HiddenSays, Says, Visibility
from autograder.model.check import Check
from autograder.model.outcome import Difference, Outcome
from autograder.model.report import QuestionResult
from autograder.reporting.feedback import check_feedback, feedback_at_once, said_before

KIND = ASSIGNMENT.feedback
NOTHING = SAYS_NOTHING.feedback
ONE = check(DOUBLE, "one")
THREE = check(DOUBLE, "three", cases=3)
PUBLIC = check(DOUBLE, "public", public=True)
MANY = check(DOUBLE, "many", cases=6)


@pytest.mark.parametrize("feedback", [KIND, NOTHING])
def test_what_is_right_says_only_that(feedback: Feedback) -> None:
    one = result(ONE, case(ONE, Outcome.PASSED, printed=PRINTED))
    three = result(THREE, *[case(THREE, Outcome.PASSED, printed=PRINTED)] * 3)

    assert check_feedback(one, feedback) == "Right."
    assert check_feedback(three, feedback) == "Right in all 3 cases."


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.PASSED])
def test_a_hidden_check_says_the_kind_of_error_and_no_more(outcome: Outcome) -> None:
    failed = result(ONE, case(ONE, outcome, "wrong at the borders", SECRET, PRINTED))

    text = check_feedback(failed, KIND)

    head, line = text.splitlines()
    assert head in {"Not right.", "Not run.", "Not judged."}
    assert line == "- wrong at the borders."


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.PASSED])
def test_a_hidden_check_may_say_nothing(outcome: Outcome) -> None:
    failed = result(ONE, case(ONE, outcome, "wrong at the borders", SECRET, PRINTED))

    assert check_feedback(failed, NOTHING) in {"Not right.", "Not run.", "Not judged."}


@pytest.mark.parametrize("feedback", [KIND, NOTHING])
def test_a_public_check_shows_values_and_what_was_printed(feedback: Feedback) -> None:
    failed = result(
        PUBLIC,
        case(PUBLIC, Outcome.FAILED, "wrong values", "got 1\nexpected 2", "one\ntwo\n"),
    )

    assert check_feedback(failed, feedback).splitlines() == [
        "Not right.",
        "- wrong values.",
        "    got 1",
        "    expected 2",
        "Printed by the submission:",
        "    one",
        "    two",
    ]


def test_cases_are_counted_by_what_they_say() -> None:
    failed = result(
        THREE,
        case(THREE, Outcome.FAILED, "wrong sign!"),
        case(THREE, Outcome.FAILED, "wrong shape"),
        case(THREE, Outcome.FAILED, "wrong shape"),
    )

    assert check_feedback(failed, KIND).splitlines() == [
        "Right in 0 of 3 cases.",
        "- wrong shape (2 cases).",
        "- wrong sign!",
    ]


def test_what_went_wrong_comes_before_what_was_not_run() -> None:
    failed = result(
        THREE,
        case(THREE, Outcome.NOT_RUN, "not run: no time was left"),
        case(THREE, Outcome.NOT_RUN, "not run: no time was left"),
        case(THREE, Outcome.TIMED_OUT, "double did not finish"),
    )

    assert [line[2:9] for line in check_feedback(failed, KIND).splitlines()[1:]] == [
        "double ", "not run",
    ]  # fmt: skip


def test_cases_that_could_not_be_judged_are_counted_apart() -> None:
    failed = result(
        THREE,
        case(THREE, Outcome.PASSED),
        case(THREE, Outcome.FAILED, "wrong"),
        case(THREE, Outcome.GRADER_ERROR, "not judged"),
    )

    head = check_feedback(failed, KIND).splitlines()[0]
    assert head == "Right in 1 of 3 cases; 1 could not be judged."


def test_many_kinds_of_error_are_not_all_told() -> None:
    many = check(DOUBLE, "many", cases=7)
    failed = [case(many, Outcome.FAILED, f"error {n}", number=n) for n in range(7)]

    lines = check_feedback(result(many, *failed), KIND).splitlines()

    assert lines[-1] == "- and 3 more kinds of error"
    assert len(lines) == 6
    assert check_feedback(result(many, *failed[:5]), KIND).endswith("- and 1 more kind of error")


def test_a_flood_is_cut() -> None:
    failed = result(PUBLIC, case(PUBLIC, Outcome.FAILED, "wrong", "x" * 10**6, "y\n" * 10**6))

    assert len(check_feedback(failed, KIND)) < 20_000


def test_a_message_of_several_lines_stays_indented_and_harmless() -> None:
    failed = result(ONE, case(ONE, Outcome.FAILED, "first\nsecond\x1b[2J\r\nthird"))

    assert check_feedback(failed, KIND).splitlines() == [
        "Not right.",
        "- first",
        "  second\N{REPLACEMENT CHARACTER}[2J",
        "  third.",
    ]


def test_a_public_check_shows_where_an_array_is_wrong_and_a_hidden_one_does_not() -> None:
    wrong = Difference("z", (4,), (1,), got=(0.0, 1.0, 0.0, 0.0), expected=(0.0, 2.0, 0.0, 0.0))
    failed = [
        replace(case(one, Outcome.FAILED, "wrong", "got 1"), difference=wrong)
        for one in (PUBLIC, ONE)
    ]

    public = check_feedback(result(PUBLIC, failed[0]), KIND)
    hidden = check_feedback(result(ONE, failed[1]), KIND)

    assert public.splitlines()[1:] == [
        "- wrong.",
        "    z  ·✗··  1 of 4 entries is wrong",
        "    got 1",
    ]
    assert hidden.splitlines()[1:] == ["- wrong."]


@pytest.mark.parametrize("one", [ONE, PUBLIC], ids=["hidden", "public"])
def test_the_hint_of_a_known_mistake_stands_before_the_kind_of_error(one: Check) -> None:
    failed = replace(
        result(one, case(one, Outcome.FAILED, "is in reverse order")), hints=("Turn it round.",)
    )

    assert check_feedback(failed, KIND).splitlines() == [
        "Not right.",
        "What your code does is a known mistake: Turn it round.",
        "- is in reverse order.",
    ]


def test_a_hint_is_left_out_where_only_the_kind_of_error_is_to_be_said() -> None:
    failed = replace(result(ONE, *wrong(ONE)), hints=("Turn it round.",))

    assert "Turn it" not in check_feedback(
        failed, Feedback(hidden_says=HiddenSays(after_published="kind"))
    )
    assert "Turn it" not in check_feedback(failed, NOTHING)


def of_a_question(*checks: tuple[Check, tuple[str, ...]]) -> QuestionResult:
    """A question whose checks failed, each with these hints."""
    scored = report((DOUBLE, [(one, wrong(one)) for one, _ in checks])).questions[0]
    hints = {one.id: given for one, given in checks}
    return replace(
        scored, checks=tuple(replace(one, hints=hints[one.check.id]) for one in scored.checks)
    )


def before(says: Says, hidden: Visibility = "after_published") -> Feedback:
    return Feedback(hidden=hidden, hidden_says=HiddenSays(says, "hint"))


def test_what_is_said_before_is_the_kind_or_the_hint_without_figures_or_values() -> None:
    failed = of_a_question((MANY, ("Turn it round.",)), (ONE, ()), (PUBLIC, ()))

    assert said_before(failed, before("nothing")) == ""
    assert said_before(failed, before("kind")) == "- wrong values."
    assert said_before(failed, before("hint")).splitlines() == [
        "- What your code does is a known mistake: Turn it round.",
        "- wrong values.",
    ]


@pytest.mark.parametrize("outcome", [Outcome.PASSED, Outcome.GRADER_ERROR])
def test_nothing_is_said_before_where_nothing_is_wrong(outcome: Outcome) -> None:
    scored = report((DOUBLE, [(ONE, [case(ONE, outcome, "a message")])])).questions[0]

    assert said_before(scored, before("hint")) == ""


@pytest.mark.parametrize("visibility", ["visible", "hidden"])
def test_nothing_is_said_before_of_what_is_shown_at_once_or_never(visibility: Visibility) -> None:
    failed = of_a_question((replace(ONE, visibility=visibility), ("Turn it round.",)))

    assert said_before(failed, before("hint")) == ""


def test_nothing_is_said_before_of_follow_through() -> None:
    follows = of_a_question((replace(ONE, follows="1.1"), ()))

    assert said_before(follows, before("kind")) == ""


def test_many_kinds_of_error_are_cut_short_before() -> None:
    cases = [case(MANY, Outcome.FAILED, f"wrong {n}", number=n) for n in range(6)]
    scored = report((DOUBLE, [(MANY, cases)])).questions[0]

    assert said_before(scored, before("kind")).splitlines() == [
        *(f"- wrong {n}." for n in range(4)),
        "- There are further kinds of error.",
    ]


def test_a_public_check_gives_a_hint_only_when_hidden_ones_may() -> None:
    failed = replace(result(PUBLIC, *wrong(PUBLIC)), hints=("Turn it round.",))

    assert "Turn it" not in feedback_at_once(failed, before("nothing"))
    assert SECRET in feedback_at_once(failed, before("nothing"))
    assert "Turn it" in feedback_at_once(failed, before("hint"))
    assert "Turn it" in feedback_at_once(failed, before("nothing", hidden="visible"))
    assert "Turn it" in check_feedback(failed, before("nothing"))
