"""The files of known mistakes, read strictly: an error names the file and the line."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from autograder.errors import ConfigError
from autograder.model.assignment import Assignment
from autograder.records import dataclass

if TYPE_CHECKING:
    import yaml

MARKER = "replaces"
REFERENCE = "reference"

Definition = ast.FunctionDef | ast.ClassDef


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
        First the question that must lose points for it, then others that may; no other may.
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


class MistakeFile:
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
        """Raise the error that names the file and the line."""
        raise ConfigError(f"{self.path}, line {line}: {what}")

    def take(self, line: int, name: str) -> None:
        """Note a mistake's name; a name that is taken is an error."""
        if name in self._seen:
            self.fail(line, f"the name {name} is taken")
        self._seen.add(name)


class CodeFile(MistakeFile):
    """A file of wrong functions, such as `mistakes/conv1d.py`."""

    def mistakes(self) -> Iterator[Mistake]:
        """Read one after the other."""
        original = _parsed(_text(self.original), self.original)
        names = set(_bound(original))
        for node in _parsed(self.text, self.path).body:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                unknown = set(_bound(node)) - names - {REFERENCE, MARKER}
                if unknown:
                    self.fail(node.lineno, f"{self.original} does not have {min(unknown)}")
            elif isinstance(node, Definition):
                if node.name in names:
                    self.fail(node.lineno, f"the name {node.name} is taken by the reference")
                self.take(node.lineno, node.name)
                yield self._mistake(node, original)
            elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
                self.fail(node.lineno, "only imports and mistakes may stand here")

    def _mistake(self, node: Definition, original: ast.Module) -> Mistake:
        targets, questions = self._marker(node)
        hint = ast.get_docstring(node)
        if not hint:
            self.fail(node.lineno, f"{node.name} has no docstring, the hint that a student gets")
        self._check_targets(node, targets, original)
        for question in questions:
            if question not in self.asked:
                what = f"{question}, which is no question about {self.path.name}"
                self.fail(node.lineno, f"{node.name} loses {what}")
        source = "\n".join(self.text.splitlines()[node.lineno - 1 : node.end_lineno])
        hint = " ".join(hint.split())
        return Mistake(node.name, self.path.name, targets, questions, hint, source)

    def _marker(self, node: Definition) -> tuple[tuple[str, ...], tuple[str, ...]]:
        targets, questions = _marked(node.decorator_list)
        if not targets or not questions:
            self.fail(node.lineno, f'{node.name} should have one @{MARKER}("…", loses="…")')
        return targets, questions

    def _check_targets(
        self, node: Definition, targets: tuple[str, ...], original: ast.Module
    ) -> None:
        known = dict(_targets(original))
        for target in targets:
            if target not in known:
                what = f"{target}, which {self.original} does not define"
                self.fail(node.lineno, f"{node.name} replaces {what}")
        itself = len(targets) == 1 and type(node) is type(known[targets[0]])
        held = [inner.name for inner in definitions(node)] if isinstance(node, ast.ClassDef) else []
        if not itself and not {target.rpartition(".")[2] for target in targets} <= set(held):
            what = "what it replaces, or a class that holds all of that"
            self.fail(node.lineno, f"{node.name} should be {what}")


class AnswersFile(MistakeFile):
    """The file of wrong formulas, `mistakes/answers.yaml`."""

    def mistakes(self) -> Iterator[Mistake]:
        """Read one after the other."""
        import yaml

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
        from yaml import MappingNode

        if not isinstance(node, MappingNode):
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


def definitions(tree: ast.Module | ast.ClassDef) -> list[Definition]:
    """Return the functions and classes that stand at the top of a file or a class."""
    return [node for node in tree.body if isinstance(node, Definition)]


def _targets(tree: ast.Module) -> Iterator[tuple[str, Definition]]:
    """Every function, class and method of a file."""
    for node in definitions(tree):
        yield node.name, node
        if isinstance(node, ast.ClassDef):
            for inner in definitions(node):
                yield f"{node.name}.{inner.name}", inner


def _bound(node: ast.AST) -> Iterator[str]:
    """Every name that a file, or a statement of it, binds at the top level."""
    if isinstance(node, ast.Module):
        for statement in node.body:
            yield from _bound(statement)
    elif isinstance(node, Definition):
        yield node.name
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from (alias.asname or alias.name for alias in node.names)
    elif isinstance(node, ast.Assign):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _marked(decorators: list[ast.expr]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the marker names: replaced things and lost questions; nothing if it is not right."""
    if len(decorators) != 1 or not isinstance(call := decorators[0], ast.Call):
        return (), ()
    if ast.unparse(call.func) != MARKER or [one.arg for one in call.keywords] != ["loses"]:
        return (), ()
    loses = call.keywords[0].value
    return _texts(call.args), _texts(loses.elts if isinstance(loses, ast.Tuple) else [loses])


def _texts(nodes: list[ast.expr]) -> tuple[str, ...]:
    """The texts that stand there; empty if anything else does."""
    values = [node.value for node in nodes if isinstance(node, ast.Constant)]
    texts = tuple(value for value in values if isinstance(value, str))
    return texts if len(texts) == len(nodes) else ()
