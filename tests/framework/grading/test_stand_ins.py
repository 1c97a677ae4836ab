from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import config
from autograder.grading.stand_ins import _has_word, stand_ins
from autograder.model.assignment import Assignment, Question
from autograder.model.submission import Notebook, SourceFile, Submission

ROOT = Path(__file__).parents[3]


def question(id: str, file: str, *names: str, uses: tuple[str, ...] = ()) -> Question:
    return Question(id, id, Fraction(1), file, names, uses=uses)


ASSIGNMENT = Assignment(
    root=Path("/assignment"),
    title="Small",
    modules=("base.py", "middle.py", "top.py"),
    notebook="all.ipynb",
    answers="answers.yaml",
    questions=(
        question("1.1", "base.py", "add"),
        question("1.2", "base.py", "subtract", uses=("1.1",)),
        question("2.1", "middle.py", "double", uses=("1.2",)),
        question("2.2", "middle.py", "double", "halve", uses=("2.1",)),
        question("3.1", "top.py", "Layer", uses=("2.1", "1.1")),
        question("4.1", "answers.yaml", "slope"),
    ),
)


def submission(**files: str) -> Submission:
    return Submission(
        "ada", {f"{name}.py": SourceFile(f"{name}.py", text) for name, text in files.items()}
    )


def stood_in(id: str, handed_in: Submission) -> dict[str, set[str]]:
    found = stand_ins(ASSIGNMENT, ASSIGNMENT.question(id), handed_in)
    return {one.module: set(one.names) for one in found}


def test_what_a_question_uses_is_stood_in_for() -> None:
    assert stood_in("1.2", submission(base="def add(): 1\ndef subtract(): add()")) == {
        "base": {"add"}
    }


def test_what_that_uses_is_stood_in_for_as_well() -> None:
    text = "from base import add, subtract\ndef double(): subtract()"

    assert stood_in("2.1", submission(middle=text)) == {"base": {"add", "subtract"}}


def test_a_question_that_uses_nothing_is_never_helped() -> None:
    text = "def add(): subtract()\ndef subtract(): add()"

    assert stood_in("1.1", submission(base=text)) == {}


@pytest.mark.parametrize(
    "text",
    [
        "def add(a, b): return a + b\ndef subtract(a, b): return a - b",
        "",
        "def subtract(a, b): raise NotImplementedError",
        "address = 1\ndef subtract(a, b): return a + address",
    ],
    ids=["definition only", "empty", "stub", "part of a name"],
)
def test_an_answer_that_mentions_none_of_them_is_not_run_again(text: str) -> None:
    assert stood_in("1.2", submission(base=text)) == {}


def test_an_answer_that_imports_the_module_is_run_again() -> None:
    assert stood_in("2.1", submission(middle="import base as b\ndef double(): b.subtract()")) == {
        "base": {"add", "subtract"}
    }


def test_a_further_file_of_the_submission_may_be_the_one_that_calls() -> None:
    files = {"middle": "from extra import *", "extra": "import base", "base": ""}

    assert "base" in stood_in("2.1", submission(**files))


def test_other_answers_do_not_count_as_mentions() -> None:
    files = {"middle": "def double(x): return 2 * x", "top": "from base import add, subtract"}

    assert stood_in("2.1", submission(**files)) == {}


def test_a_questions_own_functions_stay_the_submissions() -> None:
    text = "from base import subtract\ndef double(): subtract()\ndef halve(): double()\n"

    assert stood_in("2.2", submission(middle=text)) == {"base": {"add", "subtract"}}


def test_a_notebook_is_run_again_with_all_of_them() -> None:
    handed_in = Submission("ada", notebook=Notebook("all.ipynb", ("def f(): ...",)))

    assert stood_in("3.1", handed_in) == {"base": {"add", "subtract"}, "middle": {"double"}}


def test_a_missing_file_is_not_run_again() -> None:
    assert stood_in("2.1", submission(base="def add(): ...")) == {}


def test_a_forward_pass_that_is_followed_stays_the_submissions() -> None:
    handed_in = submission(middle="from base import add, subtract\ndef double(): subtract()")

    found = stand_ins(ASSIGNMENT, ASSIGNMENT.question("2.1"), handed_in, ASSIGNMENT.question("1.2"))

    assert {one.module: set(one.names) for one in found} == {"base": {"add"}}


def test_answers_are_not_run_again() -> None:
    assert stood_in("4.1", submission(base="", middle="")) == {}


REPOSITORY = config.read(ROOT)


@pytest.mark.parametrize("question", REPOSITORY.automatic, ids=lambda question: question.id)
def test_no_question_of_the_repository_has_its_own_functions_stood_in_for(
    question: Question,
) -> None:
    every_name = " ".join(name for q in REPOSITORY.automatic for name in q.names) * 2
    handed_in = submission(**{name.removesuffix(".py"): every_name for name in REPOSITORY.modules})

    found = stand_ins(REPOSITORY, question, handed_in)

    own = {(question.file.removesuffix(".py"), name) for name in question.names}
    assert not own & {(one.module, name) for one in found for name in one.names}


def test_no_two_questions_of_the_repository_stand_in_for_each_other() -> None:
    every_name = " ".join(name for q in REPOSITORY.automatic for name in q.names) * 2
    handed_in = submission(**{name.removesuffix(".py"): every_name for name in REPOSITORY.modules})
    helped: dict[str, set[tuple[str, str]]] = {}
    for question in REPOSITORY.automatic:
        helped[question.id] = {
            (f"{one.module}.py", name)
            for one in stand_ins(REPOSITORY, question, handed_in)
            for name in one.names
        }

    for first in REPOSITORY.automatic:
        for second in REPOSITORY.automatic:
            of_first = {(first.file, name) for name in first.names}
            of_second = {(second.file, name) for name in second.names}
            if first.id != second.id and of_first.isdisjoint(of_second):
                assert not (of_second <= helped[first.id] and of_first <= helped[second.id])


@given(
    text=st.lists(st.sampled_from(["add", "ad", "a", "d", "_", "é", "9", ".", " ", "\n"])),
    word=st.sampled_from(["add", "a", "dad", "a.d"]),
    least=st.integers(1, 2),
)
def test_a_word_is_told_from_parts_of_words(text: list[str], word: str, least: int) -> None:
    joined = "".join(text)

    expected = len(re.findall(rf"\b{re.escape(word)}\b", joined)) >= least
    assert _has_word(joined, word, least) == expected
