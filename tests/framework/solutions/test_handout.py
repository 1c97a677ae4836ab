"""The handout is what the solutions make, shows what it should, and gives nothing away."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest
import yaml

from autograder.release.regions import find_regions
from autograder.release.stubs import stub_drift

ROOT = Path(__file__).parents[3]
MODULES = sorted(path.name for path in (ROOT / "solutions").glob("*.py"))
FILES = [*MODULES, "answers.yaml"]

X, W, GRAD = np.ones(3), np.ones(2), np.ones(3)
IMAGE, KERNEL = np.ones((1, 1, 2, 2)), np.ones((1, 1, 1, 1))
CALLS = [
    ("1.1", "conv1d", "conv1d_forward", (X, W, 0.0)),
    ("1.2", "conv1d", "conv1d_backward", (GRAD, X, W)),
    ("1.3", "conv1d", "sgd_step", (X, GRAD, 0.1)),
    ("2.1", "boundary", "pad", (X, 1, 1)),
    ("2.2", "boundary", "pad_backward", (GRAD, 1, 1)),
    ("3.1", "conv_layer", "ConvLayer1d.__init__", (None, KERNEL[0], X[:1])),
    ("3.1", "conv_layer", "ConvLayer1d.forward", (None, IMAGE[0])),
    ("3.2", "conv_layer", "ConvLayer1d.backward", (None, IMAGE[0])),
    ("3.3", "conv_layer", "ConvLayer1d.step", (None, 0.1)),
    ("4.1", "pool", "maxpool1d_forward", (X, 2)),
    ("4.2", "pool", "maxpool1d_backward", (GRAD, ())),
    ("5.1", "pool", "maxpool2d_forward", (IMAGE, (1, 1))),
    ("5.2", "pool", "maxpool2d_backward", (IMAGE, ())),
    ("6.1", "conv2d", "conv2d_forward", (IMAGE, KERNEL, X[:1])),
    ("6.2", "conv2d", "conv2d_backward", (IMAGE, ())),
]


def text(folder: str, file: str) -> str:
    return (ROOT / folder / file).read_text(encoding="utf-8")


def public(source: str) -> dict[str, tuple[str, str | None]]:
    """Signature and docstring of every function and class that is not private."""
    found = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name.lstrip("_") == node.name:
            arguments = ast.unparse(node.args) if isinstance(node, ast.FunctionDef) else ""
            found[node.name] = arguments, ast.get_docstring(node)
    return found


def test_the_handout_is_what_the_solutions_make():
    assert stub_drift(ROOT / "solutions", ROOT / "assignment", FILES) == []


@pytest.mark.parametrize("file", MODULES)
def test_signatures_and_docstrings_are_kept_and_helpers_are_not(file):
    stub, solution = public(text("assignment", file)), public(text("solutions", file))
    assert stub == solution
    assert all(docstring for _, docstring in stub.values())
    private = [
        node.name
        for node in ast.walk(ast.parse(text("assignment", file)))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("_")
    ]
    assert set(private) <= {"__init__"}


@pytest.mark.parametrize(("question", "module", "name", "arguments"), CALLS)
def test_a_stub_raises_an_error_that_names_its_question(handout, question, module, name, arguments):
    function = getattr(handout, module)
    for part in name.split("."):
        function = getattr(function, part)
    with pytest.raises(NotImplementedError) as error:
        function(*arguments)
    assert str(error.value) == f"{question} {name}: not written yet"


def test_every_error_of_the_handout_is_called_above():
    errors = sum(text("assignment", file).count("raise NotImplementedError") for file in MODULES)
    assert errors == len(CALLS)


@pytest.mark.parametrize("file", FILES)
def test_no_line_of_a_solution_is_in_any_stub(file):
    shown = {line.strip() for stub in FILES for line in text("assignment", stub).splitlines()}
    lines = text("solutions", file).splitlines()
    hidden = {
        line.strip()
        for region in find_regions(lines, file)
        for line in lines[region.begin : region.end - 1]
        if line.strip() not in {"", ")", "}", "conv_boundary: |", "pool_boundary: |"}
    }
    assert len(hidden) > 3
    assert hidden & shown == set()
    assert not any("SOLUTION" in line for line in shown)


def test_the_answers_are_empty_and_their_keys_are_kept():
    answers = yaml.safe_load(text("assignment", "answers.yaml"))
    assert answers == dict.fromkeys(yaml.safe_load(text("solutions", "answers.yaml")), "")


def test_an_answer_typed_below_its_key_is_read():
    typed = text("assignment", "answers.yaml").replace(
        "conv_boundary: |\n", "conv_boundary: |\n  Zeros.\n\n  Since they add nothing.\n"
    )
    assert yaml.safe_load(typed)["conv_boundary"] == "Zeros.\n\nSince they add nothing.\n"


@pytest.mark.parametrize("file", [*FILES, "README.md"])
def test_handed_out_files_are_plain_text(file):
    data = (ROOT / "assignment" / file).read_bytes()
    assert b"\r" not in data
    assert data.endswith(b"\n")
    assert data.decode("utf-8")
