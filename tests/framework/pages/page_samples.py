"""Reports made by hand, for the tests of pages."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from autograder.grading.score import score_question
from autograder.model.assignment import Assignment, Question, Visibility
from autograder.model.check import Check
from autograder.model.outcome import CaseResult, Difference, Outcome
from autograder.model.person import Person
from autograder.model.report import ManualAnswer, Report, WrittenAnswer
from autograder.model.stored import About, Stored

FORWARD = Question("1.1", "Convolution, forward", Fraction(6), "conv.py", ("forward",))
BACKWARD = Question("1.2", "Convolution, backward", Fraction(4), "conv.py", ("backward",))
GRADIENT = Question("2.1", "Formula: the gradient", Fraction(2), "answers.yaml", ("grad_x",))
WHY = Question("3.1", "Discussion", Fraction(5), "answers.yaml", ("why",), manual=True)
ASSIGNMENT = Assignment(
    root=Path("/assignment"),
    title="Layers from scratch",
    modules=("conv.py",),
    notebook=None,
    answers="answers.yaml",
    questions=(FORWARD, BACKWARD, GRADIENT, WHY),
)
ABOUT = About("Layers from scratch", 7, when="2026-11-22T05:53:00+00:00")
FLIP = "The kernel is turned round. Take `w[i]`, not `w[K - 1 - i]`."
BORDER = "The gradient of the border is dropped."
WRONG = Difference("grad_x", (5,), (0, 4), (0.0, 2.0, 3.0, 4.0, 9.5), (1.0, 2.0, 3.0, 4.0, 8.25))
ADA = Person("Ada Lovelace", "ada@example.org", section="A")


def check(
    question: Question,
    name: str,
    cases: int = 1,
    public: bool = False,
    visibility: Visibility | None = None,
) -> Check:
    folder = "public" if public else "hidden"
    shown: Visibility = visibility or ("visible" if public else "after_published")
    names = tuple(f"case-{n}" for n in range(cases)) if cases > 1 else ("",)
    id = f"{folder}/test_it.py::test_{name}"
    return Check(id, question.id, f"It does {name}", 1.0, shown, public, names)


def cases(one: Check, *outcomes: Outcome, message: str = "", **more: object) -> list[CaseResult]:
    """Return a result for each case; the last outcome stands for all that are left."""
    found = []
    for number, name in enumerate(one.cases):
        outcome = outcomes[min(number, len(outcomes) - 1)]
        said = message if outcome is not Outcome.PASSED else ""
        case = CaseResult(one.id, name, outcome, said)
        found.append(replace(case, **more) if said else case)  # type: ignore[arg-type]
    return found


PUBLIC = check(BACKWARD, "public gradients", public=True)
HIDDEN = check(BACKWARD, "hidden gradients", cases=3)
EASY = check(FORWARD, "forward", cases=2)
TOLD = check(GRADIENT, "the value", public=True)


def report(
    submission: str,
    share: float = 1.0,
    hints: tuple[str, ...] = (),
    answer: str = "flip(w) ⊛ grad_z",
    seconds: float = 1.5,
) -> Report:
    """Return a report: of the backward question, so much is right.

    Parameters
    ----------
    share
        1 for all, 0 for none, anything between for the public check and one hidden case.
    hints
        Of the known mistakes that the wrong answers show.
    """
    right, wrong = Outcome.PASSED, Outcome.FAILED
    said = {"message": "grad_x is wrong at both ends", "detail": "got: 0 expected: 1"}
    outcomes = {1.0: (right,), 0.0: (wrong,)}.get(share, (right, wrong))
    results = {
        PUBLIC.id: cases(PUBLIC, outcomes[0], difference=WRONG, **said),  # type: ignore[arg-type]
        HIDDEN.id: cases(HIDDEN, *outcomes, message="grad_x is wrong"),
        EASY.id: cases(EASY, right),
        TOLD.id: cases(TOLD, right if answer else wrong, message="There is no formula."),
    }
    shown = {one.id: hints for one in (PUBLIC, HIDDEN)} if share < 1 else {}
    questions = tuple(
        score_question(question, checks, results, shown)
        for question, checks in (
            (FORWARD, [EASY]),
            (BACKWARD, [PUBLIC, HIDDEN]),
            (GRADIENT, [TOLD]),
        )
    )
    return Report(
        submission,
        questions,
        (ManualAnswer(WHY, "Zeros, because nothing is known there."),),
        seed=7,
        seconds=seconds,
        written=(WrittenAnswer("2.1", "grad_x", answer),),
    )


def student_class(size: int = 30) -> list[Stored]:
    """Return a class in which a third made each of two mistakes, with names, marks and sections."""
    entries = []
    for number in range(size):
        share, hints = ((1.0, ()), (0.5, (FLIP,)), (0.0, (FLIP, BORDER)))[number % 3]
        one = report(f"student-{number:03}", share, hints)
        if number % 10 == 4:
            one = replace(one, staff=("the grader's own process ended",))
        if number % 10 == 7:
            one = replace(one, signs=("conv.forward gave different results for equal calls",))
        person = Person(f"Student {number:03}", section="AB"[number % 2])
        entries.append(Stored(one, (person,), late=number % 8 == 5, path=f"class/{number}"))
    return entries
