"""The notebook that students may hand in: the stubs' functions in cells, a section a question."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import nbformat

from autograder.model.assignment import Assignment, Question
from autograder.records import dataclass
from autograder.release.cells import Module, Piece, comments_before, pieces_of, refuse_same_names

_NBFORMAT: Any = nbformat  # parts of it have no types
_V4: Any = nbformat.v4
FUTURE = "from __future__ import "
BEGIN = """\
# {title}

Each function that you are to write has a cell of its own: replace `raise NotImplementedError(…)`.
The docstrings are the specification; `README.md` has the conventions and says what may be used.
Answers go into the cells that are marked for them. A function may call one of a later section,
once that cell has been run.

To check your work, save this notebook and run the last cell. Hand in this file, `{notebook}`.
What counts is what is saved in it, run from top to bottom.
"""
CHECK = """\
## Check

Save the notebook, then run this cell. `%check 1.2` shows one question in detail. (Once, before the
first time, in this folder: `%pip install -r requirements.txt`.)
"""
CHECK_CODE = "%load_ext autograder\n%check"
FORMULA = "Write the formula between the quotes."
DISCUSSION = "Write your answer into the cell below (double-click it)."


@dataclass(frozen=True)
class Filling:
    """What a notebook is made of.

    Parameters
    ----------
    modules
        The texts of the Python files, by name.
    answers
        The text of the answers file, for what its comments say.
    given
        Answers that stand in the notebook already, by key; a handout has none.
    """

    modules: Mapping[str, str]
    answers: str = ""
    given: Mapping[str, str] | None = None


def make_notebook(assignment: Assignment, filling: Filling) -> bytes:
    """Return the notebook's bytes, the same for the same filling.

    Raises
    ------
    ConfigError
        Where the files cannot share one namespace.
    """
    own = {name.removesuffix(".py") for name in filling.modules}
    modules = {name: pieces_of(text, name, own) for name, text in filling.modules.items()}
    refuse_same_names(modules)
    cells = list(_Sections(assignment, modules, filling).cells())
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number:02d}"
    notebook = _V4.new_notebook(
        cells=cells,
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
    )
    _NBFORMAT.validate(notebook)
    text: str = _NBFORMAT.writes(notebook, version=4)
    return (text.rstrip("\n") + "\n").encode()


class _Sections:
    """Goes through the questions in order and hands each the pieces that it asks for first."""

    def __init__(
        self, assignment: Assignment, modules: Mapping[str, Module], filling: Filling
    ) -> None:
        self._assignment = assignment
        self._modules = modules
        self._waiting = {file: list(module.pieces) for file, module in modules.items()}
        self._comments = comments_before(filling.answers, assignment.answer_keys)
        self._given = filling.given or {}

    def cells(self) -> Iterator[Any]:
        """Yield the notebook's cells."""
        assignment = self._assignment
        yield _V4.new_markdown_cell(
            BEGIN.format(title=assignment.title, notebook=assignment.notebook).strip()
        )
        imports = [line for module in self._modules.values() for line in module.imports]
        if imports:
            first = sorted(set(imports), key=lambda line: not line.startswith(FUTURE))
            yield _V4.new_code_cell("\n".join(first))
        section = ""
        introduced: set[str] = set()
        for question in assignment.questions:
            number = question.id.partition(".")[0]
            if number != section:
                section = number
                yield _V4.new_markdown_cell(f"## Question {number}")
            if question.file in self._modules and question.file not in introduced:
                introduced.add(question.file)
                if doc := self._modules[question.file].doc:
                    yield _V4.new_markdown_cell(doc)
            yield from self._of(question)
        for pieces in self._waiting.values():
            yield from (_V4.new_code_cell(piece.source) for piece in pieces)
        yield _V4.new_markdown_cell(CHECK.strip())
        yield _V4.new_code_cell(CHECK_CODE)

    def _of(self, question: Question) -> Iterator[Any]:
        points = float(question.points)
        head = f"### {question.id} · {question.title} · {points:g} point{'s' * (points != 1)}"
        if question.file not in self._modules:
            yield from self._answer(question, head)
            return
        pieces = self._take(question)
        if not pieces:
            names = " and ".join(f"`{name}`" for name in question.names)
            head += f"\n\nAnswered in the cell{'s' * (len(question.names) > 1)} of {names}, above."
        yield _V4.new_markdown_cell(head)
        yield from (_V4.new_code_cell(piece.source) for piece in pieces)

    def _take(self, question: Question) -> list[Piece]:
        """Take the pieces up to the last one that the question asks for and nobody has taken."""
        waiting = self._waiting[question.file]
        asked = [place for place, piece in enumerate(waiting) if piece.name in question.names]
        last = asked[-1] + 1 if asked else 0
        taken, waiting[:last] = waiting[:last], []
        return taken

    def _answer(self, question: Question, head: str) -> Iterator[Any]:
        key = question.names[0]
        parts = [head]
        if comments := self._comments.get(key):
            parts.append(f"```text\n{comments}\n```")
        parts.append(DISCUSSION if question.manual else FORMULA)
        yield _V4.new_markdown_cell("\n\n".join(parts))
        tags = {"tags": [key]}
        given = self._given.get(key, "")
        if question.manual:
            text = f"<!-- {key}: write below this line -->\n{given}"
            yield _V4.new_markdown_cell(text, metadata=tags)
        else:
            text = f"{key} = {json.dumps(given, ensure_ascii=False)}"
            yield _V4.new_code_cell(text, metadata=tags)
