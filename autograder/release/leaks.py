"""What no file of a handout may hold: solutions, hidden checks, and the hints of known mistakes."""

from __future__ import annotations

import ast
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence

import yaml

from autograder.grading.mistakes import read as read_mistakes
from autograder.model.assignment import Assignment
from autograder.records import dataclass
from autograder.release.regions import find_regions, is_code

SHORTEST = 20
"""Characters below which a text may stand anywhere by chance."""


@dataclass(frozen=True)
class Secret:
    """A text that students do not have, with single blanks, and what it is."""

    text: str
    what: str


def secrets(assignment: Assignment, stubs: Iterable[str], page: str) -> list[Secret]:
    """Return what an assignment keeps from students.

    Parameters
    ----------
    assignment
        Whose solutions, hidden checks and mistakes.
    stubs
        The texts of the files that students fill in; what stands there as well is no secret.
    page
        The assignment in words; a hint that says what stands there is no secret.
    """
    known = "\n".join(map(plain, stubs))
    told = f"{known}\n{plain(page)}"
    kept = [
        *(one for one in _solutions(assignment) if one.text not in known),
        *(one for one in _hidden_checks(assignment) if one.text not in known),
        *(one for one in _mistakes(assignment) if one.text not in told),
    ]
    return list({one.text: one for one in kept if len(one.text) >= SHORTEST}.values())


def leaks(files: Mapping[str, bytes], kept: Sequence[Secret]) -> list[str]:
    """Say which file of a handout holds which secret; empty where all is well.

    Looks into wheels and into the cells of notebooks.
    """
    return [
        f"{file} holds {secret.what}: {secret.text!r}"
        for file, text in _texts(files)
        for secret in kept
        if secret.text in text
        and re.search(rf"(?<!\w){re.escape(secret.text)}(?!\w)", text)  # as whole words
    ]


def plain(text: str) -> str:
    """Return a text with single blanks, so that it is found however it is wrapped."""
    return " ".join(text.split())


def _texts(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    for name, data in files.items():
        if zipfile.is_zipfile(io.BytesIO(data)):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                inner = {f"{name}, {one}": archive.read(one) for one in archive.namelist()}
            yield from _texts(inner)
            continue
        text = data.decode("utf-8", "replace")
        if name.endswith(".ipynb"):
            cells = json.loads(text)["cells"]
            text = "\n".join("".join(cell["source"]) for cell in cells)
        yield name, plain(text)


def _solutions(assignment: Assignment) -> Iterator[Secret]:
    folder = assignment.folder("solutions")
    for name in (*assignment.modules, *filter(None, [assignment.answers])):
        text = (folder / name).read_text(encoding="utf-8-sig")
        lines = text.splitlines()
        for region in find_regions(lines, f"solutions/{name}"):
            for line in lines[region.begin : region.end - 1]:
                if is_code(line) or name.endswith(".py"):
                    yield Secret(plain(line), f"a line of the solution of {region.question}")
        if name == assignment.answers:
            for key, answer in yaml.safe_load(text).items():
                yield Secret(plain(str(answer)), f"the answer {key}")


def _hidden_checks(assignment: Assignment) -> Iterator[Secret]:
    for path in sorted((assignment.folder("tests/graded") / "hidden").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8-sig"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
                yield Secret(node.name, f"the name of a hidden check ({path.name})")
                for sentence in _sentences(ast.get_docstring(node) or ""):
                    yield Secret(sentence, f"the title of a hidden check ({path.name})")


def _mistakes(assignment: Assignment) -> Iterator[Secret]:
    for mistake in read_mistakes(assignment):
        for sentence in _sentences(mistake.hint):
            yield Secret(sentence, f"the hint of the mistake {mistake.name}")


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?:;])\s+", plain(text))
