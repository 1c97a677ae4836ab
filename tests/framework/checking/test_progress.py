from __future__ import annotations

from fractions import Fraction

import pytest

from autograder.checking.facts import QuestionFacts, code_digest
from autograder.checking.progress import progress_of
from autograder.model.assignment import Question
from autograder.model.checkup import Progress
from autograder.model.submission import Notebook, SourceFile, Submission
from autograder.submission.written import functions

STUB = '''\
class Layer:
    def forward(self, x):
        """Apply it."""
        raise NotImplementedError("1.1 Layer.forward: not written yet")

    def backward(self, g):
        raise NotImplementedError("1.1 Layer.backward: not written yet")
'''
CODE = Question("1.1", "A layer", Fraction(1), "layer.py", ("Layer",))
TEXT = Question("2.1", "A formula", Fraction(1), "answers.yaml", ("slope",))
FACTS = QuestionFacts(
    functions={name: code_digest(one.code) for name, one in functions(STUB, 1000).items()}
)
FORWARD = 'raise NotImplementedError("1.1 Layer.forward: not written yet")'
BACKWARD = 'raise NotImplementedError("1.1 Layer.backward: not written yet")'


@pytest.mark.parametrize(
    ("source", "progress"),
    [
        (STUB, Progress.BLANK),
        (STUB.replace("    def", "\n\n    # a remark\n    def"), Progress.BLANK),
        (STUB.replace(FORWARD, "return x"), Progress.PARTLY),
        (STUB.replace(FORWARD, "y = x\n        " + FORWARD), Progress.PARTLY),
        (STUB.replace(FORWARD, "return x").replace(BACKWARD, "return g"), Progress.WRITTEN),
        ("class Layer:\n    def forward(self, x):\n        return x\n", Progress.PARTLY),
        ("", Progress.MISSING),
        ("def f(:\n", Progress.MISSING),
    ],
)
def test_code_is_compared_with_the_stub(source: str, progress: Progress) -> None:
    module = Submission("yours", {"layer.py": SourceFile("layer.py", source)})
    notebook = Submission("yours", notebook=Notebook("a.ipynb", ("x = 1", source, "")))

    assert progress_of(CODE, FACTS, module) is progress
    assert progress_of(CODE, FACTS, notebook) is progress


def test_the_last_cell_counts() -> None:
    cells = (STUB, STUB.replace(FORWARD, "return x").replace(BACKWARD, "return g"))

    assert progress_of(CODE, FACTS, Submission("", notebook=Notebook("a", cells))) == "filled in"
    again = Submission("", notebook=Notebook("a", cells[::-1]))
    assert progress_of(CODE, FACTS, again) == "not begun"


def test_a_file_that_is_not_there() -> None:
    assert progress_of(CODE, FACTS, Submission("yours")) is Progress.MISSING


@pytest.mark.parametrize(
    ("answers", "progress"),
    [({}, Progress.BLANK), ({"slope": " "}, Progress.BLANK), ({"slope": "2"}, Progress.WRITTEN)],
)
def test_an_answer_is_there_or_not(answers: dict[str, str], progress: Progress) -> None:
    assert progress_of(TEXT, QuestionFacts(), Submission("yours", answers=answers)) is progress
