"""Reports made by hand, for the tests of the formats."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from autograder.grading.score import score_question
from autograder.model.assignment import Assignment, Feedback, HiddenSays, Question, Visibility
from autograder.model.check import Check
from autograder.model.outcome import CaseResult, Outcome
from autograder.model.report import CheckResult, LeaderboardEntry, ManualAnswer, Report

SECRET = "expected 0.123456789"
PRINTED = "the submission saw 0.987654321"

DOUBLE = Question("1.1", "Doubling", Fraction(4), "first.py", ("double",))
HALVE = Question("1.2", "Halving", Fraction(5), "second.py", ("halve",))
LAYER = Question("2.1", "A layer", Fraction(3), "second.py", ("Layer",))
WHY = Question("3.1", "Discussion", Fraction(2), "answers.yaml", ("why",), manual=True)

ASSIGNMENT = Assignment(
    root=Path("/assignment"),
    title="Two functions",
    modules=("first.py", "second.py"),
    notebook=None,
    answers="answers.yaml",
    questions=(DOUBLE, HALVE, LAYER, WHY),
)
SAYS_NOTHING = replace(
    ASSIGNMENT, feedback=Feedback(hidden_says=HiddenSays(after_published="nothing"))
)


def check(
    question: Question,
    name: str,
    cases: int = 1,
    public: bool = False,
    visibility: Visibility | None = None,
    weight: float = 1.0,
) -> Check:
    folder = "public" if public else "hidden"
    shown: Visibility = "visible" if public else "after_published"
    return Check(
        f"{folder}/test_it.py::test_{name}",
        question.id,
        f"It does {name}",
        weight,
        visibility or shown,
        public,
        tuple(str(n) for n in range(cases)) if cases > 1 else ("",),
    )


def case(
    one: Check,
    outcome: Outcome,
    message: str = "",
    detail: str = "",
    printed: str = "",
    number: int = 0,
) -> CaseResult:
    return CaseResult(one.id, one.cases[number], outcome, message, detail, printed)


def result(one: Check, *cases: CaseResult) -> CheckResult:
    return CheckResult(one, cases, 0.0, 1.0)


def wrong(one: Check) -> list[CaseResult]:
    message = "the double of 3 is wrong" if one.public else "wrong values"
    return [
        case(one, Outcome.FAILED, message, SECRET, PRINTED, number)
        for number in range(len(one.cases))
    ]


def right(one: Check) -> list[CaseResult]:
    return [case(one, Outcome.PASSED, printed=PRINTED, number=n) for n in range(len(one.cases))]


def report(
    *parts: tuple[Question, list[tuple[Check, list[CaseResult]]]],
    submission: str = "ada",
    remarks: tuple[str, ...] = (),
    staff: tuple[str, ...] = (),
    answer: str = "Because.",
    seconds: float = 1.5,
    leaderboard: tuple[LeaderboardEntry, ...] = (),
) -> Report:
    questions = tuple(
        score_question(
            question, [one for one, _ in checks], {one.id: cases for one, cases in checks}
        )
        for question, checks in parts
    )
    return Report(
        submission=submission,
        questions=questions,
        manual=(ManualAnswer(WHY, answer),),
        seed=7,
        remarks=remarks,
        staff=staff,
        seconds=seconds,
        leaderboard=leaderboard,
    )


PUBLIC = check(DOUBLE, "public", public=True)
HIDDEN = check(DOUBLE, "hidden", cases=3, weight=3)
OTHER = check(HALVE, "other")


def usual(submission: str = "ada", seconds: float = 1.5) -> Report:
    """A public and a hidden check that failed, and one that is right."""
    return report(
        (DOUBLE, [(PUBLIC, wrong(PUBLIC)), (HIDDEN, wrong(HIDDEN))]),
        (HALVE, [(OTHER, right(OTHER))]),
        submission=submission,
        remarks=("First.PY was taken for first.py.",),
        seconds=seconds,
    )


def broken() -> Report:
    """One check of two could not be run, and none of another question's."""
    fault = [
        case(HIDDEN, Outcome.GRADER_ERROR, "not judged", "KeyError", number=n) for n in range(3)
    ]
    return report(
        (DOUBLE, [(PUBLIC, right(PUBLIC)), (HIDDEN, fault)]),
        (HALVE, [(OTHER, [case(OTHER, Outcome.GRADER_ERROR, "not judged", "KeyError")])]),
        staff=("question 1.1: could not be run: KeyError",),
    )
