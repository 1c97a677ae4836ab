from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from autograder import config
from autograder.errors import ConfigError
from autograder.grading import mistakes
from autograder.model.assignment import Assignment

ROOT = Path(__file__).parents[3]

CONFIG = """
title: T
files: {modules: [sums.py], answers: answers.yaml}
points: {automatic: 3, manual: 1}
questions:
  - {id: "1.1", file: sums.py, function: total, points: 1, title: A}
  - {id: "1.2", file: sums.py, function: Adder.add, points: 1, title: B}
  - {id: "2.1", file: answers.yaml, answer: one, points: 1, title: C}
  - {id: "2.2", file: answers.yaml, answer: why, points: 1, grading: manual, title: D}
"""
SUMS = '''"""The reference."""

import math

START = 0


def total(values):
    return math.fsum(values) + START


class Adder:
    def __init__(self):
        self.now = 0

    def add(self, value):
        self.now += value
        return self.now
'''
FORGOTTEN = '''
@replaces("total", loses="1.1")
def first_forgotten(values):
    """The first is left out.

    Begin with
    index 0.
    """
    return reference.total(values[1:])
'''
FORMULA = "one:\n  off:\n    formula: 'x + 1'\n    hint: Not so.\n"


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    (tmp_path / "config.yaml").write_text(CONFIG)
    (tmp_path / "solutions" / "mistakes").mkdir(parents=True)
    (tmp_path / "solutions" / "sums.py").write_text(SUMS)
    (tmp_path / "solutions" / "answers.yaml").write_text("one: x\nwhy: because\n")
    return config.read(tmp_path)


def written(assignment: Assignment, text: str, name: str = "sums.py") -> None:
    (assignment.root / "solutions" / "mistakes" / name).write_text(text)


def run(assignment: Assignment) -> dict[str, object]:
    """What the first mistake's submission defines."""
    (mistake,) = mistakes.read(assignment)
    text = mistakes.as_submission(mistake, {"sums.py": SUMS})["sums.py"]
    defined: dict[str, object] = {}
    exec(compile(text, "sums.py", "exec"), defined)
    return defined


def test_a_mistake_is_read(assignment):
    written(assignment, f"import sums as reference\n{FORGOTTEN}")

    (mistake,) = mistakes.read(assignment)

    assert mistake == mistakes.Mistake(
        name="first_forgotten",
        file="sums.py",
        replaces=("total",),
        questions=("1.1",),
        hint="The first is left out. Begin with index 0.",
        source=FORGOTTEN.strip().partition("\n")[2],
    )


def test_a_function_is_overridden_and_may_call_the_one_it_replaces(assignment):
    written(assignment, FORGOTTEN)

    assert run(assignment)["total"]([1, 2, 4]) == 6


def test_a_method_is_overridden(assignment):
    written(
        assignment,
        '@replaces("Adder.add", loses=("1.2",))\n'
        'def subtracts(self, value):\n    """Adds."""\n    self.now -= value\n'
        "    return self.now\n",
    )

    assert run(assignment)["Adder"]().add(3) == -3


def test_a_class_derives_from_the_one_it_replaces(assignment):
    written(
        assignment,
        '@replaces("Adder", loses="1.2")\n'
        'class Late(Adder):\n    """Adds late."""\n\n'
        "    def add(self, value):\n        return super().add(value) - value\n",
    )
    adder = run(assignment)["Adder"]()

    assert [adder.add(3), adder.add(4)] == [0, 3]


def test_a_class_holds_functions_that_belong_together(assignment):
    written(
        assignment,
        '@replaces("total", "Adder.add", loses="1.2")\n'
        'class Both:\n    """Both."""\n\n'
        "    def total(values):\n        return 7\n\n"
        "    def add(self, value):\n        return value + 1\n",
    )
    defined = run(assignment)

    assert (defined["total"]([1]), defined["Adder"]().add(1)) == (7, 2)


def test_a_formula_is_overridden_and_the_other_answers_are_kept(assignment):
    written(assignment, FORMULA, "answers.yaml")
    (mistake,) = mistakes.read(assignment)
    solutions = {"sums.py": SUMS, "answers.yaml": "one: x\nwhy: because\n"}

    submission = mistakes.as_submission(mistake, solutions)

    assert (mistake.questions, mistake.hint, mistake.source) == (("2.1",), "Not so.", "x + 1")
    assert yaml.safe_load(submission["answers.yaml"]) == {"one": "x + 1", "why": "because"}
    assert submission["sums.py"] == SUMS


def test_nothing_is_executed(assignment, capsys):
    written(assignment, FORGOTTEN.replace("(values)", "(values, x=print('executed'))"))

    mistakes.read(assignment)

    assert capsys.readouterr().out == ""


def test_without_a_folder_there_are_none(assignment):
    (assignment.root / "solutions" / "mistakes").rmdir()

    assert mistakes.read(assignment) == ()


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (FORGOTTEN.replace('"total"', '"sum"'), 3, "replaces sum, which"),
        (FORGOTTEN.replace('"total"', '"Adder.sub"'), 3, "replaces Adder.sub, which"),
        (FORGOTTEN.replace('"1.1"', '"2.1"'), 3, "no question about sums.py"),
        (FORGOTTEN.replace('"1.1"', "1.1"), 3, "should have one @replaces"),
        (FORGOTTEN.replace("loses=", "costs="), 3, "should have one @replaces"),
        (FORGOTTEN.replace("@replaces", "@replace"), 3, "should have one @replaces"),
        (FORGOTTEN.replace('"total"', "*names"), 3, "should have one @replaces"),
        (FORGOTTEN.replace('@replaces("total", loses="1.1")', ""), 3, "should have one @replaces"),
        (FORGOTTEN.replace('"total", ', ""), 3, "should have one @replaces"),
        (FORGOTTEN.replace('"total"', '"total", "Adder.add"'), 3, "or a class that holds all"),
        (FORGOTTEN.replace('"total"', '"Adder"'), 3, "or a class that holds all"),
        (FORGOTTEN.replace('"""The first is left out.', 'f"""'), 3, "has no docstring"),
        (FORGOTTEN.replace("first_forgotten", "total"), 3, "taken by the reference"),
        (FORGOTTEN + FORGOTTEN, 12, "the name first_forgotten is taken"),
        ("import os\n", 1, "does not have os"),
        ("x = 1\n", 1, "only imports and mistakes"),
        ("def f(:\n", 1, ""),
    ],
)
def test_a_mistake_that_is_not_right_is_told_with_its_line(assignment, text, line, says):
    written(assignment, text)

    with pytest.raises(ConfigError) as error:
        mistakes.read(assignment)

    assert f"sums.py, line {line}: " in str(error.value)
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (FORMULA.replace("one", "two"), 1, "two is none of one"),
        (FORMULA.replace("one", "why"), 1, "why is none of one"),
        (FORMULA.replace("hint", "tip"), 2, "a formula and a hint"),
        (FORMULA.replace("Not so.", "''"), 2, "a formula and a hint"),
        (FORMULA + FORMULA[5:], 5, "the name off is taken"),
        ("one: [1]\n", 1, "a mapping"),
        ("", 1, "a mapping"),
        ("one:\n  a: b: c\n", 2, "not YAML"),
    ],
)
def test_a_formula_that_is_not_right_is_told_with_its_line(assignment, text, line, says):
    written(assignment, text, "answers.yaml")

    with pytest.raises(ConfigError) as error:
        mistakes.read(assignment)

    assert f"answers.yaml, line {line}: " in str(error.value)
    assert says in str(error.value)


def test_a_file_of_another_name_is_told(assignment):
    written(assignment, FORGOTTEN, "products.py")

    with pytest.raises(ConfigError, match=r"products\.py: mistakes are in files named"):
        mistakes.read(assignment)


def test_a_file_that_is_no_text_is_told(assignment):
    (assignment.root / "solutions" / "mistakes" / "sums.py").write_bytes(b"\xff")

    with pytest.raises(ConfigError, match=r"sums\.py: cannot be read"):
        mistakes.read(assignment)


def test_the_assignment_s_own_mistakes_cover_every_question():
    assignment = config.read(ROOT)
    read = mistakes.read(assignment)
    count = Counter(question for mistake in read for question in mistake.questions)

    assert set(count) == {q.id for q in assignment.automatic}
    assert len(read) >= 120
    assert min(count.values()) >= 5
    assert all(mistake.hint.endswith((".", "?")) for mistake in read)
