from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
import tiny_handout

from autograder.errors import ConfigError
from autograder.grading.intake import read_submission
from autograder.release.cells import comments_before, pieces_of
from autograder.release.notebook import Filling, make_notebook

FIRST = '''\
"""Doubling."""

from __future__ import annotations

import numpy as np

TWO = 2  # the factor


@staticmethod
def helper(x):
    return x


def double(x):
    """Return twice x."""
    raise NotImplementedError("1.1 double: not written yet")


REST = TWO
'''
SECOND = """\
import numpy as np
from first import double


def halve(x):
    raise NotImplementedError("1.2 halve: not written yet")
"""
ANSWERS = """\
# About all.
#   indented

# 2.1 the slope
slope: ""
# 3.1 why?
why: |
"""


def made(folder: Path, first: str = FIRST, second: str = SECOND, **given: str) -> list[Any]:
    assignment = tiny_handout.assignment(folder)
    filling = Filling({"first.py": first, "second.py": second}, ANSWERS, given)
    data = make_notebook(assignment, filling)
    assert make_notebook(assignment, filling) == data
    notebook = nbformat.reads(data.decode(), as_version=4)
    nbformat.validate(notebook)
    return list(notebook.cells)


def test_it_has_a_section_a_question_in_order(tmp_path: Path) -> None:
    heads = [cell.source.split("\n")[0] for cell in made(tmp_path) if cell.source.startswith("#")]

    assert heads == [
        "# Two functions",
        "## Question 1",
        "### 1.1 · Doubling · 4 points",
        "### 1.2 · Halving · 5 points",
        "## Question 2",
        "### 2.1 · A formula · 1 point",
        "## Question 3",
        "### 3.1 · Discussion · 2 points",
        "## Check",
    ]


def test_its_code_is_that_of_the_stubs_without_imports_of_each_other(tmp_path: Path) -> None:
    code = [cell.source for cell in made(tmp_path) if cell.cell_type == "code"]

    assert code == [
        "from __future__ import annotations\nimport numpy as np",
        "TWO = 2  # the factor\n\n\n@staticmethod\ndef helper(x):\n    return x",
        FIRST[FIRST.index("def double") : FIRST.index("\n\n\nREST")],
        SECOND[SECOND.index("def halve") :].rstrip(),
        'slope = ""',
        "REST = TWO",
        "%load_ext autograder\n%check",
    ]


def test_answers_have_tagged_cells_that_are_read_again(tmp_path: Path) -> None:
    given = {"slope": 'f"(x) ⊛ \\y', "why": "Because.\n\nIt is."}
    cells = made(tmp_path / "a", **given)

    tags = {cell.metadata.tags[0]: cell.cell_type for cell in cells if cell.metadata.get("tags")}
    assert tags == {"slope": "code", "why": "markdown"}
    path = tmp_path / "tiny.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    assignment = tiny_handout.assignment(tmp_path / "b")
    assert read_submission(path, assignment, "x").answers == given


def test_empty_cells_hold_no_answer(tmp_path: Path) -> None:
    path = tmp_path / "tiny.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=made(tmp_path / "a")), path)

    submission = read_submission(path, tiny_handout.assignment(tmp_path / "b"), "x")

    assert submission.answers == {}
    assert submission.notebook is not None
    assert submission.notebook.problems == {}
    assert submission.remarks == ()


def test_what_the_answers_file_explains_is_there(tmp_path: Path) -> None:
    [text] = [cell.source for cell in made(tmp_path) if cell.source.startswith("### 2.1")]

    assert "```text\nAbout all.\n  indented\n\n2.1 the slope\n```" in text
    assert comments_before(ANSWERS, ["slope", "why"])["why"] == "3.1 why?"


def test_cells_have_their_places_for_ids(tmp_path: Path) -> None:
    cells = made(tmp_path)

    assert [cell.id for cell in cells] == [f"cell-{n:02d}" for n in range(len(cells))]


def test_one_name_with_two_meanings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"first.py and second.py both define helper; in a note"):
        made(tmp_path, second=SECOND + "\n\ndef helper():\n    pass\n")


@pytest.mark.parametrize(
    "line",
    [
        "import first",
        "import first as f",
        "from first import double as d",
        "from first import *",
        "from . import first",
    ],
)
def test_an_import_that_one_namespace_cannot_do_without_is_refused(
    tmp_path: Path, line: str
) -> None:
    with pytest.raises(ConfigError, match=r"second.py, line 1: a notebook cannot do without this"):
        made(tmp_path, second=f"{line}\n{SECOND}")


def test_pieces_hold_all_of_a_file() -> None:
    module = pieces_of(FIRST, "first.py", {"first"})

    assert module.doc == "Doubling."
    assert [piece.name for piece in module.pieces] == ["helper", "double", ""]
    whole = "\n".join((*module.imports, *(piece.source for piece in module.pieces)))
    assert ast.dump(ast.parse(f'"""Doubling."""\n{whole}')) == ast.dump(ast.parse(FIRST))


def test_the_file_ends_its_lines_as_unix_does(tmp_path: Path) -> None:
    assignment = tiny_handout.assignment(tmp_path)
    data = make_notebook(assignment, Filling({"first.py": FIRST, "second.py": SECOND}, ANSWERS))

    assert b"\r" not in data
    assert data.endswith(b"}\n")
    assert json.loads(data)["nbformat"] == 4
