from __future__ import annotations

from autograder.grading.methods import methods_of
from autograder.model.submission import Notebook, SourceFile, Submission

LAYER = """
class Layer:
    weight = 1

    def forward(self, x):
        return x

    @staticmethod
    def helper():
        pass

    @property
    def bias(self):
        return 0
"""


def test_methods_are_functions_of_classes_but_no_properties() -> None:
    submission = Submission("x", {"layer.py": SourceFile("layer.py", LAYER)})

    assert methods_of(submission) == {"forward", "helper"}


def test_a_file_that_cannot_be_used_has_none() -> None:
    sources = {
        "broken.py": SourceFile("broken.py", "class Broken(:\n", "line 1: invalid syntax"),
        "layer.py": SourceFile("layer.py", LAYER),
    }

    assert methods_of(Submission("x", sources)) == {"forward", "helper"}


def test_a_notebooks_cells_are_read_too() -> None:
    assert methods_of(Submission("x", notebook=Notebook("a.ipynb", ("", LAYER)))) == {
        "forward",
        "helper",
    }
