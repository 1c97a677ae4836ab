"""The handout of this repository's own assignment."""

from __future__ import annotations

import ast
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from imported_modules import forgotten

from autograder import config
from autograder.grading.classroom import Options, grade_class
from autograder.grading.intake import Found
from autograder.model.gradebook import Row
from autograder.model.report import Report
from autograder.release.handout import Handout, make_handout
from autograder.release.leaks import leaks, secrets
from autograder.release.notebook import Filling, make_notebook

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
    ),
]
ROOT = Path(__file__).parents[3]
SOLUTIONS = ROOT / "solutions"


@pytest.fixture(scope="module")
def made() -> Iterator[Handout]:
    with forgotten(ROOT / "tests" / "graded"):
        yield make_handout(config.read(ROOT))


def texts(made: Handout) -> dict[str, str]:
    """Return every text that a student gets, by file, with single blanks; looks into the wheel."""
    found = {}
    for name, data in made.files.items():
        if name.endswith(".whl"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                found.update({inner: archive.read(inner) for inner in archive.namelist()})
        elif name.endswith(".ipynb"):
            cells = json.loads(data)["cells"]
            found[name] = "\n".join("".join(cell["source"]) for cell in cells).encode()
        else:
            found[name] = data
    return {name: " ".join(data.decode().split()) for name, data in found.items()}


def test_nothing_in_it_is_a_secret(made: Handout) -> None:
    assignment = config.read(ROOT)
    stubs = [made.files[name].decode() for name in assignment.modules]
    page = (ROOT / "assignment" / "README.md").read_text(encoding="utf-8")

    kept = secrets(assignment, stubs, page)

    assert len(kept) > 500  # lines of solutions, names and titles of checks, hints
    assert leaks(made.files, kept) == []


def test_no_formula_discussion_hidden_check_or_hint_is_there_in_other_words(made: Handout) -> None:
    whole = "\n".join(texts(made).values())
    answers = yaml.safe_load((SOLUTIONS / "answers.yaml").read_text(encoding="utf-8"))

    sentences = [one for text in answers.values() for one in " ".join(text.split()).split(". ")]
    assert not [one for one in sentences if len(one) > 12 and one in whole]
    hidden = sorted(path.name for path in (ROOT / "tests" / "graded" / "hidden").glob("*.py"))
    assert hidden
    assert not [name for name in hidden if name in made.files]
    docs = [
        " ".join((ast.get_docstring(node) or "").split())
        for path in sorted((SOLUTIONS / "mistakes").glob("*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
    ]
    assert len(docs) > 20
    assert not [doc for doc in docs if doc in whole]
    for words in ("BEGIN SOLUTION", "solutions/mistakes/", "seeds of submissions"):
        holders = {name for name, text in texts(made).items() if words in text}
        assert all(name.startswith("autograder/") for name in holders), words


def test_every_code_cell_is_python_and_writes_nothing(made: Handout) -> None:
    cells = json.loads(made.files["assignment.ipynb"])["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]

    blank = "raise NotImplementedError"
    blanks = [ast.unparse(ast.parse(source)).count(blank) for source in code[:-1]]  # but the check
    stubs = [made.files[name].decode() for name in config.read(ROOT).modules]
    assert sum(blanks) == sum(stub.count(blank) for stub in stubs) > 10


def test_the_notebook_with_the_references_code_has_all_points(tmp_path: Path) -> None:
    assignment = config.read(ROOT)
    modules = {name: (SOLUTIONS / name).read_text("utf-8") for name in assignment.modules}
    answers = (SOLUTIONS / "answers.yaml").read_text("utf-8")
    filling = Filling(modules, answers, yaml.safe_load(answers))
    notebook = tmp_path / "assignment.ipynb"
    notebook.write_bytes(make_notebook(assignment, filling))

    with forgotten(ROOT / "tests" / "graded"), forgotten(SOLUTIONS):
        reports: list[Report] = []
        grade_class(
            assignment,
            [Found("notebook", notebook)],
            Options(jobs=1, seed=3, unsafe=True),
            reports.append,
        )

    [row] = map(Row.of, reports)
    lost = {
        question.id: row.scores[question.id]
        for question in assignment.automatic
        if row.scores[question.id] != float(question.points)
    }
    assert lost == {}
    assert row.score == 100
