"""Known mistakes: wrong versions of single functions of the reference, read as text, not imported.

`solutions/mistakes/conv1d.py` holds mistakes in `conv1d.py`, each a function or a class:

    @replaces("conv1d_forward", loses=("1.1", "2.3"))
    def bias_forgotten(x, w, b, boundary="zero"):
        \"\"\"The bias is not added.

        z = b + w ⊛ x: the same b goes to every element.
        \"\"\"
        return reference.conv1d_forward(x, w, 0.0, boundary)

The docstring is the hint that a student gets. A method is named as `ConvLayer1d.step`. A class
replaces a class of the reference, or holds the functions that only together make the mistake, each
under the name of the one that it replaces. A mistake is put behind the reference's own text, so it
sees the names that are there, and as `reference` the functions that are there.

`solutions/mistakes/answers.yaml` holds wrong formulas: by the answer's key and the mistake's name
a `formula` and a `hint`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeVar

import yaml

from autograder.errors import ConfigError
from autograder.model.assignment import Assignment

FOLDER = "mistakes"
REFERENCE = "reference"

_Marked = TypeVar("_Marked")
_Definition = ast.FunctionDef | ast.ClassDef


def replaces(*names: str, loses: str | tuple[str, ...]) -> Callable[[_Marked], _Marked]:
    """Mark a mistake; only read, for a file of mistakes is never imported.

    Parameters
    ----------
    names
        The functions, methods or class of the reference's file that it replaces.
    loses
        The question or questions that must lose points for it; no other may.
    """
    return lambda definition: definition


@dataclass(frozen=True)
class Mistake:
    """A known mistake.

    Parameters
    ----------
    name
        Its name, unique in its file.
    file
        The file of a submission that it is in, such as `conv1d.py`.
    replaces
        What it replaces there: functions, methods, a class, or an answer's key.
    questions
        The questions that must lose points for it; no other may.
    hint
        What a student who makes it is told.
    source
        Its definition, or the formula.
    """

    name: str
    file: str
    replaces: tuple[str, ...]
    questions: tuple[str, ...]
    hint: str
    source: str


def read(assignment: Assignment) -> tuple[Mistake, ...]:
    """Read the known mistakes of an assignment.

    Raises
    ------
    ConfigError
        If a file cannot be read, or a mistake replaces nothing that the reference has.
    """
    folder = assignment.folder("solutions") / FOLDER
    mistakes: list[Mistake] = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name in assignment.modules:
            mistakes += _CodeFile(path, assignment).mistakes()
        elif path.name == assignment.answers:
            mistakes += _AnswersFile(path, assignment).mistakes()
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
        The texts of the reference's files, by name.
    """
    text = solutions[mistake.file]
    if mistake.file.endswith(".py"):
        return {**solutions, mistake.file: _overridden(text, mistake)}
    answers = yaml.safe_load(text)
    answers[mistake.replaces[0]] = mistake.source
    return {**solutions, mistake.file: yaml.safe_dump(answers, allow_unicode=True)}


def _overridden(text: str, mistake: Mistake) -> str:
    definitions = _definitions(ast.parse(text))
    parts = [text.rstrip()]
    if f"{REFERENCE}." in mistake.source:
        functions = [n.name for n in definitions if isinstance(n, ast.FunctionDef)]
        kept = "".join(f"\n    {name} = staticmethod({name})" for name in functions)
        parts.append(f"class {REFERENCE}:{kept}")
    parts.append(mistake.source)
    classes = {node.name for node in definitions if isinstance(node, ast.ClassDef)}
    holds = mistake.source.startswith("class ") and mistake.replaces[0] not in classes
    for target in mistake.replaces:
        inner = f".{target.rpartition('.')[2]}" if holds else ""
        parts.append(f"{target} = {mistake.name}{inner}")
    return "\n\n\n".join(parts) + "\n"


class _File:
    """A file of mistakes, and errors that name it."""

    def __init__(self, path: Path, assignment: Assignment) -> None:
        self.path = path
        self.text = _text(path)
        self.original = assignment.folder("solutions") / path.name
        questions = [q for q in assignment.automatic if q.file == path.name]
        self.asked = tuple(q.id for q in questions)
        self.asked_by_key = {name: q.id for q in questions for name in q.names}
        self._seen: set[str] = set()

    def fail(self, line: int, what: str) -> NoReturn:
        raise ConfigError(f"{self.path}, line {line}: {what}")

    def take(self, line: int, name: str) -> None:
        if name in self._seen:
            self.fail(line, f"the name {name} is taken")
        self._seen.add(name)


class _CodeFile(_File):
    def mistakes(self) -> Iterator[Mistake]:
        original = _parsed(_text(self.original), self.original)
        names = set(_bound(original))
        for node in _parsed(self.text, self.path).body:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                unknown = set(_bound(node)) - names - {REFERENCE, replaces.__name__}
                if unknown:
                    self.fail(node.lineno, f"{self.original} does not have {min(unknown)}")
            elif isinstance(node, _Definition):
                if node.name in names:
                    self.fail(node.lineno, f"the name {node.name} is taken by the reference")
                self.take(node.lineno, node.name)
                yield self._mistake(node, original)
            elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
                self.fail(node.lineno, "only imports and mistakes may stand here")

    def _mistake(self, node: _Definition, original: ast.Module) -> Mistake:
        targets, questions = self._marker(node)
        hint = ast.get_docstring(node)
        if not hint:
            self.fail(node.lineno, f"{node.name} has no docstring, the hint that a student gets")
        self._check_targets(node, targets, original)
        for question in questions:
            if question not in self.asked:
                self.fail(
                    node.lineno,
                    f"{node.name} loses {question}, which is no question about {self.path.name}",
                )
        source = "\n".join(self.text.splitlines()[node.lineno - 1 : node.end_lineno])
        hint = " ".join(hint.split())
        return Mistake(node.name, self.path.name, targets, questions, hint, source)

    def _marker(self, node: _Definition) -> tuple[tuple[str, ...], tuple[str, ...]]:
        try:
            (call,) = node.decorator_list
            assert isinstance(call, ast.Call)
            (loses,) = call.keywords
            assert (ast.unparse(call.func), loses.arg) == (replaces.__name__, "loses")
            targets = [ast.literal_eval(target) for target in call.args]
            questions = ast.literal_eval(loses.value)
            questions = [questions] if isinstance(questions, str) else list(questions)
            assert targets and questions
            assert all(isinstance(text, str) for text in targets + questions)
        except (AssertionError, TypeError, ValueError):
            self.fail(node.lineno, f'{node.name} should have one @replaces("…", loses="…")')
        return tuple(targets), tuple(questions)

    def _check_targets(
        self, node: _Definition, targets: tuple[str, ...], original: ast.Module
    ) -> None:
        known = dict(_targets(original))
        for target in targets:
            if target not in known:
                self.fail(
                    node.lineno,
                    f"{node.name} replaces {target}, which {self.original} does not define",
                )
        if isinstance(node, ast.ClassDef) == isinstance(known[targets[0]], ast.ClassDef):
            alone = len(targets) == 1
        else:
            held = {inner.name for inner in _definitions(node)}
            alone = {target.rpartition(".")[2] for target in targets} <= held
        if not alone:
            self.fail(
                node.lineno,
                f"{node.name} should be one that it replaces, or a class that holds all of them",
            )


class _AnswersFile(_File):
    def mistakes(self) -> Iterator[Mistake]:
        try:
            root = yaml.compose(self.text, yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            self.fail(mark.line + 1 if mark else 1, f"not YAML: {error.problem}")
        for key, group in self._items(root):
            line = key.start_mark.line + 1
            if key.value not in self.asked_by_key:
                self.fail(line, f"{key.value} is none of {', '.join(self.asked_by_key)}")
            for name, entry in self._items(group):
                line = name.start_mark.line + 1
                self.take(line, name.value)
                parts = {part.value: str(text.value).strip() for part, text in self._items(entry)}
                if set(parts) != {"formula", "hint"} or not all(parts.values()):
                    self.fail(line, f"{name.value} should have a formula and a hint, no more")
                yield Mistake(
                    name=name.value,
                    file=self.path.name,
                    replaces=(key.value,),
                    questions=(self.asked_by_key[key.value],),
                    hint=" ".join(parts["hint"].split()),
                    source=parts["formula"],
                )

    def _items(self, node: yaml.Node | None) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            self.fail(node.start_mark.line + 1 if node else 1, "a mapping should stand here")
        return list(node.value)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read as UTF-8 text ({error})") from None


def _parsed(text: str, path: Path) -> ast.Module:
    try:
        return ast.parse(text)
    except SyntaxError as error:
        raise ConfigError(f"{path}, line {error.lineno}: {error.msg}") from None


def _definitions(tree: ast.Module | ast.ClassDef) -> list[_Definition]:
    return [node for node in tree.body if isinstance(node, _Definition)]


def _targets(tree: ast.Module) -> Iterator[tuple[str, _Definition]]:
    """Every function, class and method of a file."""
    for node in _definitions(tree):
        yield node.name, node
        if isinstance(node, ast.ClassDef):
            for inner in _definitions(node):
                yield f"{node.name}.{inner.name}", inner


def _bound(node: ast.AST) -> Iterator[str]:
    """Every name that a file, or a statement of it, binds at the top level."""
    if isinstance(node, ast.Module):
        for statement in node.body:
            yield from _bound(statement)
    elif isinstance(node, _Definition):
        yield node.name
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from (alias.asname or alias.name for alias in node.names)
    elif isinstance(node, ast.Assign):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))
