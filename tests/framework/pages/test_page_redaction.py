"""Nothing of what is for staff, or of a hidden check, is in the file that a student is given."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st
from page_samples import ASSIGNMENT, WHY

from autograder.grading.score import score_question
from autograder.model.assignment import Assignment, Feedback, HiddenSays, Question
from autograder.model.check import Check
from autograder.model.outcome import CaseResult, Difference, Outcome
from autograder.model.person import Person
from autograder.model.report import ManualAnswer, Report, WrittenAnswer
from autograder.model.stored import Stored
from autograder.pages import submission
from autograder.pages.redaction import for_student

VISIBILITIES = ("visible", "hidden", "after_due_date", "after_published")
SAYS = ("nothing", "kind", "hint")


@dataclass
class Told:
    """Words of which each occurs once in a report, and who may read them."""

    secret: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    numbers: count[int] = field(default_factory=lambda: count(1_000_000))
    values: count[int] = field(default_factory=lambda: count(111))

    def word(self, open_to_students: bool) -> str:
        text = f"w{next(self.numbers)}w"
        (self.shown if open_to_students else self.secret).append(text)
        return text

    def number(self, open_to_students: bool) -> float:
        """Return a number of four digits, which are printed wherever it is."""
        text = f"7.{next(number for number in self.values if number % 10)}"
        (self.shown if open_to_students else self.secret).append(text)
        return float(text)

    def seed(self) -> int:
        """Return a whole number, for staff."""
        value = next(self.numbers)
        self.secret.append(str(value))
        return value


@st.composite
def reports(draw: st.DrawFn) -> tuple[Told, Assignment, Stored]:
    """Draw a report of which every text is another word."""
    told = Told()
    says = draw(st.sampled_from(SAYS))
    questions, results = [], []
    for number in range(draw(st.integers(1, 2))):
        question = Question(f"{number}.1", told.word(True), Fraction(3), "conv.py", ("f",))
        checks, cases, hints = [], {}, {}
        for _ in range(draw(st.integers(1, 3))):
            check = _check(draw, told, question)
            checks.append(check)
            cases[check.id] = [_case(draw, told, check, case, says) for case in check.cases]
            seen = check.visibility != "hidden" and says == "hint"
            if any(case.outcome is Outcome.FAILED for case in cases[check.id]):
                hints[check.id] = (told.word(seen),)
        questions.append(question)
        results.append(score_question(question, checks, cases, hints))
    report = Report(
        submission=told.word(True),
        questions=tuple(
            replace(one, checks=tuple(replace(c, seconds=_seconds(told)) for c in one.checks))
            for one in results
        ),
        manual=(ManualAnswer(WHY, told.word(True)),),
        seed=told.seed(),
        remarks=(told.word(True),),
        staff=(told.word(False),),
        signs=(told.word(False),),
        seconds=_seconds(told),
        written=(WrittenAnswer(questions[0].id, "f", told.word(True)),),
    )
    person = Person(told.word(True), told.word(False), told.word(False), section=told.word(False))
    assignment = replace(
        ASSIGNMENT,
        questions=(*questions, WHY),
        feedback=Feedback(hidden_says=HiddenSays("nothing", says)),
    )
    return told, assignment, Stored(report, (person,), path=told.word(False))


def _seconds(told: Told) -> float:
    """Return a time: its digits are too few to be looked for, so it is not."""
    return next(told.numbers) / 1e6


def _check(draw: st.DrawFn, told: Told, question: Question) -> Check:
    public = draw(st.booleans())
    visibility = draw(st.sampled_from(VISIBILITIES))
    shown = visibility != "hidden"
    names = tuple(told.word(public and shown) for _ in range(draw(st.integers(1, 2))))
    id = f"tests/{told.word(public and shown)}.py::test"
    return Check(id, question.id, told.word(shown), 1.0, visibility, public, names)


def _case(draw: st.DrawFn, told: Told, check: Check, name: str, says: str) -> CaseResult:
    outcome = draw(st.sampled_from(Outcome))
    if outcome is Outcome.PASSED:
        return CaseResult(check.id, name, outcome)
    shown = check.visibility != "hidden"
    values = shown and check.public
    detail = told.word(values and outcome is not Outcome.GRADER_ERROR)
    difference = None
    if draw(st.booleans()):
        got, expected = told.number(values), told.number(values)
        difference = Difference(told.word(values), (2, 1), (0,), (got, 1.0), (expected, 1.0))
    message = told.word(shown and (check.public or says != "nothing"))
    return CaseResult(check.id, name, outcome, message, detail, told.word(values), difference)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(reports())
def test_no_secret_is_in_the_students_file(drawn: tuple[Told, Assignment, Stored]) -> None:
    told, assignment, entry = drawn

    page = submission.student(entry, assignment).decode()

    assert [word for word in told.secret if word in page] == []
    left = repr(for_student(entry.report, assignment.feedback))
    assert [word for word in told.secret if word in left] == []


@settings(max_examples=30, deadline=None, derandomize=True)
@given(reports())
def test_staff_read_all_of_it(drawn: tuple[Told, Assignment, Stored]) -> None:
    told, assignment, entry = drawn

    page = submission.staff(entry, assignment).decode()

    texts = [word for word in (*told.secret, *told.shown) if word.startswith("w")]
    assert [word for word in texts if word not in page and word not in _left_out(entry)] == []


def _left_out(entry: Stored) -> set[str]:
    """Return the names of arrays, since one of a kind is drawn, and of cases that all went well."""
    checks = [check for question in entry.report.questions for check in question.checks]
    names = {case.difference.name for one in checks for case in one.cases if case.difference}
    return names | {
        name for one in checks if one.outcome is Outcome.PASSED for name in one.check.cases
    }


def test_what_a_student_has_is_shown_to_them() -> None:
    told = Told()
    check = Check("id", "1.1", told.word(True), 1.0, "visible", True, ("case",))
    difference = Difference("grad", (2, 1), (0,), (told.number(True), 1.0), (2.0, 2.0))
    case = CaseResult(
        "id", "case", Outcome.FAILED, told.word(True), told.word(True), told.word(True), difference
    )
    question = Question("1.1", told.word(True), Fraction(3), "conv.py", ("f",))
    other = CaseResult("id", "case", Outcome.FAILED, "another", "", "")
    result = score_question(question, [check], {"id": [case, other]}, {"id": (told.word(True),)})
    report = Report("ada", (result,), (), 1)

    page = submission.student(Stored(report), ASSIGNMENT).decode()

    assert [word for word in told.shown if word not in page] == []


def test_points_of_checks_that_are_not_shown_still_count() -> None:
    question = Question("1.1", "One", Fraction(4), "conv.py", ("f",))
    checks = [
        Check(name, "1.1", name, 1.0, shown, False, ("",))
        for name, shown in (("first", "after_published"), ("second", "hidden"))
    ]
    cases = {one.id: [CaseResult(one.id, "", Outcome.PASSED)] for one in checks}
    report = Report("ada", (score_question(question, checks, cases),), (), 1)

    page = submission.student(Stored(report), ASSIGNMENT).decode()

    assert "<strong>4</strong> of 4 automatic points" in page
    assert "Checks that are not shown here count towards this question, too." in page
    assert "second" not in page.replace("seconds", "")


def test_a_question_all_of_whose_checks_are_hidden_has_its_score_alone() -> None:
    question = Question("1.1", "One", Fraction(4), "conv.py", ("f",))
    check = Check("secret", "1.1", "secret", 1.0, "hidden", False, ("",))
    case = CaseResult("secret", "", Outcome.GRADER_ERROR, "secret", "secret")
    report = Report("ada", (score_question(question, [check], {"secret": [case]}),), (), 1)

    page = submission.student(Stored(report), ASSIGNMENT).decode()

    assert "secret" not in page
    assert "this score is not final" in page
