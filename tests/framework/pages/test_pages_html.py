from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from fractions import Fraction
from typing import Any

import pytest
from html_of_pages import Page, faults
from hypothesis import given, settings
from hypothesis import strategies as st
from page_samples import (
    ABOUT,
    ADA,
    ASSIGNMENT,
    BACKWARD,
    BORDER,
    FLIP,
    HIDDEN,
    cases,
    check,
    report,
    student_class,
)

from autograder.grading.score import score_question
from autograder.model.outcome import Outcome
from autograder.model.person import Person
from autograder.model.report import Report
from autograder.model.stored import About, Stored
from autograder.pages import class_page, submission
from autograder.reporting.text import printable

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "<!-- rows -->",
    "--><b>",
    "&lt;b&gt; &amp; &#60;",
    "javascript:alert(1)",
    "{{ 7 * 7 }} {% raw %}",
    "`<b>` and `x`",
    "\x1b[31mred\x07 \u202eevil",
    "a/../../b",
]


def class_html(entries: list[Stored], about: About = ABOUT) -> bytes:
    return b"".join(class_page.write(iter(entries), ASSIGNMENT, about))


def pages(one: Report, person: Person = ADA) -> dict[str, Page]:
    entry = Stored(one, (person,), True, "a/path")
    return {
        "report.html": Page(submission.student(entry, ASSIGNMENT)),
        "staff.html": Page(submission.staff(entry, ASSIGNMENT)),
        "class.html": Page(class_html([entry])),
    }


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_pages_are_well_formed_and_need_nothing_else(share: float) -> None:
    for name, page in pages(report("ada", share, (FLIP, BORDER))).items():
        assert not list(faults(page)), name


def test_the_page_of_a_class_is_well_formed() -> None:
    missing = ABOUT.__class__("", 1, (Person("Bob", section="B"),), ("carol",), 2, "")

    for entries in ([], student_class(1), student_class(30)):
        page = Page(class_html(entries, missing))

        assert not list(faults(page))
        assert "Bob, B" in page.text
        assert "carol" in page.text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text: str) -> None:
    plain, hostile = (
        pages(filled(report("ada", 0.5, (FLIP,)), word), Person(word, word, section=word))
        for word in ("word", text)
    )
    for name in plain:
        assert not list(faults(hostile[name])), name
        if "`" not in text:
            assert hostile[name].tags == plain[name].tags, name
            assert printable(text) in hostile[name].text, name
        assert printable(text) == text or text not in hostile[name].text, name


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.text(min_size=1, max_size=40).filter(lambda text: "`" not in text and text.strip()))
def test_any_text_is_text(text: str) -> None:
    plain, other = (
        pages(filled(report("ada", 0.0, (FLIP,)), word), Person(word)) for word in ("word", text)
    )
    for name in plain:
        assert not list(faults(other[name])), name
        assert other[name].tags == plain[name].tags, name


def filled(value: Any, text: str) -> Any:
    """Return a report in which a text stands wherever there is one."""
    if value is None or isinstance(value, (Enum, int, float, Fraction)):
        return value
    if isinstance(value, str):
        return text if value else value
    if isinstance(value, tuple):
        return tuple(filled(one, text) for one in value)
    assert is_dataclass(value), value
    kept = {"id", "visibility", "question", "submission", "written"}
    return replace(
        value,  # type: ignore[type-var]
        **{
            field.name: filled(getattr(value, field.name), text)
            for field in fields(value)
            if field.init and field.name not in kept
        },
    )


def test_the_choice_of_mistakes_has_no_backticks_which_nothing_there_sets_as_code() -> None:
    page = class_html([Stored(report("ada", 0.5, (FLIP,)), (ADA,))]).decode()

    option = page[page.index('<option value="mistake') :].partition("</option>")[0]

    assert "Take w[i]" in option


def test_a_submission_whose_id_is_odd_is_linked_by_its_folder() -> None:
    entry = Stored(report("a b/ü#?.zip"), ())

    page = Page(b"".join(class_page.write([entry], ASSIGNMENT, ABOUT)))

    assert "a%20b/%C3%BC%23%3F.zip/staff.html" in page.values("href")
    assert not list(faults(page))


def test_both_pages_say_the_score_in_words() -> None:
    for name in ("report.html", "staff.html"):
        text = " ".join(pages(report("ada", 0.5, (FLIP,)))[name].text.split())

        assert "7.33 of 12 automatic points" in text or "of 12 automatic points" in text
        assert "5 more points are awarded by a person" in text
        assert "1.2 Convolution, backward" in text
        assert "A known mistake does the same. The kernel is turned round. Take w[i]" in text


def test_what_failed_comes_first_and_open_and_what_passed_is_folded() -> None:
    page = submission.student(Stored(report("ada", 0.25, (FLIP,))), ASSIGNMENT).decode()
    question = page[page.index('id="question-2"') : page.index('id="question-3"')]

    failed = question.index("It does hidden gradients")
    passed = question.index("It does public gradients")

    folds = question.rindex("<details", 0, failed)
    assert folds == question.index('<details class="check failed" open>')
    assert failed < question.index('<details class="check passed">') < passed


def test_a_formula_stands_typeset_and_as_written() -> None:
    page = pages(report("ada", answer="sum(<b>)"))["report.html"]
    assert "math" not in page.tags
    assert "it cannot be typeset" in page.text
    assert "sum(<b>)" in page.text

    page = pages(report("ada"))["report.html"]
    assert "math" in page.tags
    assert "flip(w) ⊛ grad_z" in page.text


def test_pages_are_the_same_for_the_same_report() -> None:
    assert class_html(student_class(9)) == class_html(student_class(9))
    entry = student_class(3)[1]
    assert submission.student(entry, ASSIGNMENT) == submission.student(entry, ASSIGNMENT)


@pytest.mark.parametrize("right", [3, 2])
def test_a_share_that_is_granted_is_explained_and_one_that_adds_nothing_is_not_there(
    right: int,
) -> None:
    follows = replace(check(BACKWARD, "what follows", cases=3), follows="1.1")
    outcomes = [Outcome.PASSED] * right + [Outcome.FAILED] * (3 - right)
    results = {
        HIDDEN.id: cases(HIDDEN, Outcome.FAILED, message="grad_x is wrong."),
        follows.id: cases(follows, *outcomes, message="grad_x is wrong."),
    }
    for share in (Fraction(1, 2), Fraction(0)):
        scored = score_question(BACKWARD, [HIDDEN, follows], results, share=share)
        found = pages(replace(report("ada"), questions=(scored,)))
        for name in ("report.html", "staff.html"):
            said = "right for your own forward pass, which is not right (question 1.1)"
            assert (said in found[name].text) is bool(share), name
            assert ("It does what follows" in found[name].text) is bool(share), name
