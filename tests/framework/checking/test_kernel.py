from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
import tiny_handout
from checking_notebooks import write_in_notebook

import autograder
from autograder import config
from autograder.checking.kernel import NAMED_BY, SESSION, find_notebook, not_saved
from autograder.errors import UsageError

OTHER = "def double(x):\n    return x + x\n"


def test_the_notebook_is_the_one_that_the_assignment_names(handout: Path) -> None:
    assignment = config.read(handout)

    assert find_notebook(assignment, handout, {}, {}) == handout / "tiny.ipynb"


@pytest.mark.parametrize("named", ["mine.ipynb", "{folder}/mine.ipynb", "elsewhere/mine.ipynb"])
def test_a_renamed_notebook_is_found_by_what_the_editor_says(handout: Path, named: str) -> None:
    (handout / "tiny.ipynb").rename(handout / "mine.ipynb")
    path, assignment = named.format(folder=handout), config.read(handout)

    for names, environment in (({NAMED_BY: path}, {}), ({}, {SESSION: path})):
        found = find_notebook(assignment, handout, names, environment)
        assert found == handout / "mine.ipynb"


def test_a_notebook_that_is_nowhere_is_refused(handout: Path) -> None:
    (handout / "tiny.ipynb").unlink()

    with pytest.raises(UsageError, match=r"has no tiny.ipynb; save the notebook there"):
        find_notebook(config.read(handout), handout, {}, {SESSION: "kernel-1234"})


def test_what_was_run_and_is_saved_needs_no_word(handout: Path) -> None:
    path = write_in_notebook(handout)
    run_here = ["import numpy", tiny_handout.RIGHT, "y = double(2", "def scratch():\n    pass\n"]

    assert not_saved(path, config.read(handout), run_here) == ""


def test_what_was_run_and_is_not_saved_is_named(handout: Path) -> None:
    path = write_in_notebook(handout)
    run_here = [tiny_handout.RIGHT, OTHER, "def halve(x):\n    return x / 2\n"]

    assert not_saved(path, config.read(handout), run_here) == (
        "Not saved: double, halve are not in tiny.ipynb as last run here. Save the notebook, then "
        "check again."
    )


class Shell:
    """What a kernel offers to an extension."""

    def __init__(self, *cells: str) -> None:
        self.user_ns = {"In": ["", *cells]}
        self.magics: dict[str, object] = {}

    def register_magic_function(self, function: object, kind: str, name: str) -> None:
        assert kind == "line"
        self.magics[name] = function


def test_the_magic_shows_the_notebook_as_saved(
    handout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_in_notebook(handout)
    shell = Shell(OTHER)
    shown: list[str] = []
    python = ModuleType("IPython")
    python.get_ipython = lambda: shell  # type: ignore[attr-defined]
    display = SimpleNamespace(HTML=str, display=shown.append)
    monkeypatch.setitem(sys.modules, "IPython", python)
    monkeypatch.setitem(sys.modules, "IPython.display", display)  # type: ignore[arg-type]
    monkeypatch.chdir(handout)

    autograder.load_ipython_extension(shell)
    shell.magics["check"]("1.1")  # type: ignore[operator]

    [page] = shown
    assert "doctype" not in page
    assert "Not saved: double is not in tiny.ipynb as last run here." in page
    assert "checked: tiny.ipynb, as saved just now" in page
    assert "1 of 1 public checks are right" in page
    assert "Halving" not in page


def test_outside_of_a_notebook_the_text_is_printed(
    handout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(handout)
    monkeypatch.delitem(sys.modules, "IPython", raising=False)

    autograder.check()

    assert "0 of 1 public checks are right" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("handout.json", "is no handout"),
        ("tiny.ipynb", "has no tiny.ipynb"),
        ("config.yaml", "there is no such file"),
    ],
)
def test_what_is_missing_is_said_in_a_sentence(
    handout: Path,
    broken: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (handout / broken).unlink()
    monkeypatch.chdir(handout)

    autograder.check("1.1")

    out = capsys.readouterr().out
    assert out.startswith("autograder: ")
    assert said in out


def test_the_last_cell_of_the_notebook_uses_it(handout: Path) -> None:
    cells = json.loads((handout / "tiny.ipynb").read_text(encoding="utf-8"))["cells"]

    assert "".join(cells[-1]["source"]) == "%load_ext autograder\n%check"
