"""Known mistakes: wrong versions of single functions of the reference, read as text, not imported.

`solutions/mistakes/conv1d.py` holds mistakes in `conv1d.py`, each a function or a class:

    @replaces("scaled", loses=("1.1", "2.3"))
    def scaled_twice(x, factor):
        \"\"\"The factor is there twice.

        Every element is to be multiplied with it once.
        \"\"\"
        return reference.scaled(x, factor**2)

The docstring is the hint that a student gets. A method is named as `ConvLayer1d.step`. A class
replaces a class of the reference, or holds the functions that only together make the mistake, each
under the name of the one that it replaces. A mistake is put behind the reference's own text, so it
sees the names that are there, and as `reference` the functions that are there.

`solutions/mistakes/answers.yaml` holds wrong formulas: by the answer's key and the mistake's name
a `formula` and a `hint`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TypeVar

from autograder.errors import ConfigError
from autograder.grading.mistake_files import (
    REFERENCE,
    AnswersFile,
    CodeFile,
    Mistake,
    definitions,
)
from autograder.grading.needed import MISTAKES
from autograder.model.assignment import Assignment

__all__ = ["Mistake", "as_submission", "override", "read", "replaces"]


_Marked = TypeVar("_Marked")


def replaces(*names: str, loses: str | tuple[str, ...]) -> Callable[[_Marked], _Marked]:
    """Mark a mistake; only read, for a file of mistakes is never imported.

    Parameters
    ----------
    names
        The functions, methods or class of the reference's file that it replaces.
    loses
        The question that must lose points for it; then others that may, since they ask for the
        same function or cannot be asked without it. No other may.
    """
    return lambda definition: definition


def read(assignment: Assignment) -> tuple[Mistake, ...]:
    """Read the known mistakes of an assignment.

    Raises
    ------
    ConfigError
        If a file cannot be read, or a mistake replaces nothing that the reference has.
    """
    folder = assignment.folder("solutions") / MISTAKES
    mistakes: list[Mistake] = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name in assignment.modules:
            mistakes += CodeFile(path, assignment).mistakes()
        elif path.name == assignment.answers:
            mistakes += AnswersFile(path, assignment).mistakes()
        elif not path.name.startswith((".", "__")):
            raise ConfigError(f"{path}: mistakes are in files named as those that are handed in")
    return tuple(mistakes)


def as_submission(mistake: Mistake, solutions: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of a submission that is the reference but for one mistake.

    Parameters
    ----------
    mistake
        The mistake.
    solutions
        The texts of the reference's files, by name; or of what this has returned, for a submission
        with several mistakes.
    """
    text = solutions[mistake.file]
    if mistake.file.endswith(".py"):
        return {**solutions, mistake.file: f"{text.rstrip()}\n\n\n{override(mistake, text)}"}
    import yaml

    answers = yaml.safe_load(text)
    answers[mistake.replaces[0]] = mistake.source
    return {**solutions, mistake.file: yaml.safe_dump(answers, allow_unicode=True)}


def override(mistake: Mistake, text: str) -> str:
    """Return what puts a mistake in place, behind the text of the file that it is in."""
    functions, classes = _defined(text)
    parts = []
    if REFERENCE not in classes:
        kept = [f"    {name} = staticmethod({name})" for name in functions]
        parts.append("\n".join([f"class {REFERENCE}:", *(kept or ["    pass"])]))
    parts.append(mistake.source)
    holds = mistake.source.startswith("class ") and mistake.replaces[0] not in classes
    for target in mistake.replaces:
        inner = f".{target.rpartition('.')[2]}" if holds else ""
        parts.append(f"{target} = {mistake.name}{inner}")
    return "\n\n\n".join(parts) + "\n"


@lru_cache(maxsize=16)
def _defined(text: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the names of the functions and of the classes that a file defines."""
    defined = definitions(ast.parse(text))
    functions = tuple(node.name for node in defined if isinstance(node, ast.FunctionDef))
    return functions, frozenset(node.name for node in defined if isinstance(node, ast.ClassDef))
