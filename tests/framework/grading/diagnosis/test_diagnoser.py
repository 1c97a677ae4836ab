from __future__ import annotations

from fractions import Fraction
from typing import Any

from autograder.grading.cases import Case
from autograder.grading.diagnosis import Diagnoser
from autograder.grading.diagnosis.diagnoser import Evidence
from autograder.grading.diagnosis.record import Entry, Record
from autograder.grading.mistake_files import Mistake
from autograder.model.assignment import Question
from autograder.model.check import Check

QUESTION = Question("1.2", "Backward", Fraction(5), "m.py", ("backward",))
X = [0.0, 1.0, 2.0, 3.0]
"""The input of each of four cases; the first two belong to one check, the others to another."""


def right(x: float) -> tuple[float, ...]:
    return x + 1, 10 * x


def flipped(x: float) -> tuple[float, ...]:
    return -(x + 1), 10 * x


def mean(x: float) -> tuple[float, ...]:
    return x + 1, 5 * x


def both(x: float) -> tuple[float, ...]:
    return -(x + 1), 5 * x


def raises_on_three(x: float) -> tuple[float, ...]:
    if x == 3:
        raise IndexError
    return right(x)


def raises(x: float) -> tuple[float, ...]:
    raise IndexError


def mistake(function: Any, source: str = "def …") -> Mistake:
    return Mistake(
        function.__name__, "m.py", ("backward",), ("1.2",), f"Hint: {function.__name__}.", source
    )


def case(number: int) -> Case:
    check = Check(f"t.py::test_{number // 2}", "1.2", "title", 1.0, "visible", False, ("",))
    return Case(check, str(number), None)  # type: ignore[arg-type]


CASES = [case(number) for number in range(len(X))]


def record(function: Any, one: Case) -> Record:
    try:
        return [Entry("backward", list(function(X[int(one.id)])), single=False)]
    except IndexError:
        return [Entry("backward", error="IndexError")]


def hints(student: Any, *known: Any, sources: Any = ()) -> dict[str, tuple[str, ...]]:
    """What is said of a student's function, where these mistakes are known."""
    functions = {function.__name__: function for function in known}
    texts = sources or ["def …"] * len(known)
    mistakes = [mistake(f, text) for f, text in zip(known, texts, strict=True)]

    def run(one: Case, made: Mistake | None) -> Record:
        return record(functions[made.name] if made else right, one)

    evidence = [
        Evidence(one, record(student, one), record(student, one) != record(right, one))
        for one in CASES
    ]
    return Diagnoser(mistakes, run).hints(QUESTION, evidence)


FIRST, SECOND = "t.py::test_0", "t.py::test_1"


def test_the_mistake_that_gives_the_same_results_is_named() -> None:
    assert hints(flipped, mean, flipped) == dict.fromkeys([FIRST, SECOND], ("Hint: flipped.",))


def test_nothing_is_said_of_what_is_right() -> None:
    assert hints(right, flipped, mean, raises_on_three) == {}


def test_no_mistake_is_named_that_gives_other_results_anywhere() -> None:
    def nearly_flipped(x: float) -> tuple[float, ...]:
        return (-(x + 1) if x < 3 else 7.0), 10 * x

    assert hints(nearly_flipped, flipped, mean) == {}


def test_two_mistakes_together_are_both_named() -> None:
    found = hints(both, flipped, mean)

    assert set(found) == {FIRST, SECOND}
    assert all(set(said) == {"Hint: flipped.", "Hint: mean."} for said in found.values())


def test_a_mistake_that_alone_gives_the_results_goes_before_two() -> None:
    assert hints(both, flipped, mean, both)[FIRST] == ("Hint: both.",)


def test_of_mistakes_that_no_case_tells_apart_the_simplest_is_named() -> None:
    def turned(x: float) -> tuple[float, ...]:
        return flipped(x)

    found = hints(flipped, flipped, turned, sources=["def a long one", "def short"])

    assert found[FIRST] == ("Hint: turned.",)


def test_a_check_may_have_a_mistake_of_its_own_beside_an_unknown_one() -> None:
    def mean_and_more(x: float) -> tuple[float, ...]:
        return (x + 1 if x < 2 else 99.0), (5 * x if x < 2 else 10 * x)

    def mean_of_small(x: float) -> tuple[float, ...]:
        return x + 1, (5 * x if x < 2 else 10 * x)

    assert hints(mean_and_more, mean_of_small) == {FIRST: ("Hint: mean_of_small.",)}


def test_an_exception_alone_is_a_mistake_only_where_other_cases_are_right() -> None:
    assert hints(raises_on_three, raises_on_three) == {SECOND: ("Hint: raises_on_three.",)}
    assert hints(raises, raises) == {}


def test_mistakes_of_other_questions_are_not_thought_of() -> None:
    evidence = [Evidence(one, record(flipped, one), True) for one in CASES]
    other = Mistake("flipped", "m.py", ("backward",), ("1.3",), "Hint.", "def …")

    assert Diagnoser([other], lambda one, made: record(right, one)).hints(QUESTION, evidence) == {}
