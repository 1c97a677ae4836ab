"""Python source → what it says, whatever its names, its comments and its layout.

Each function, each method, and what is left of each class and of the file is a passage of its own,
so that their order does not matter. Left out are comments, docstrings, annotations, imports and
calls of `print`. A name that the file gives becomes `V`; one that it takes from elsewhere (`range`,
`numpy`, `.sum`) stays, as it cannot be renamed. Texts become `S`; numbers stay. `a += b` is
`a = a + b`, and `a > b` is `b < a`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.records import dataclass
from autograder.submission.syntax import NotPythonError, parse

OWN = "V"
_SWAPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Gt: ast.Lt, ast.GtE: ast.LtE}
_Function = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Passage:
    """A function, a method, or the rest of a class or file.

    Parameters
    ----------
    name
        Of the function or class at the top of the file that it belongs to; empty for the rest.
    words
        What it says.
    lines
        The line that each word stands in, counted from 1.
    """

    name: str
    words: tuple[str, ...]
    lines: tuple[int, ...]


def passages(source: str, most_tokens: int) -> list[Passage]:
    """Return the passages of a source.

    Raises
    ------
    NotPythonError
        If it is not valid, or too large to be looked at.
    """
    tree = parse(source, most_tokens)
    names = _Names(tree)
    found: list[Passage] = []
    rest: list[ast.stmt] = []
    for node in tree.body:
        if isinstance(node, _Function):
            found.append(_passage(node.name, [node], names))
        elif isinstance(node, ast.ClassDef):
            inner = [part for part in node.body if isinstance(part, _Function)]
            found.extend(_passage(node.name, [part], names) for part in inner)
            others = [part for part in node.body if not isinstance(part, _Function)]
            found.append(_passage(node.name, others, names))
        elif not _is_main(node):
            rest.append(node)
    found.append(_passage("", rest, names))
    return [passage for passage in found if passage.words]


class _Names:
    """Which names a file gives, and what those stand for that it imports."""

    def __init__(self, tree: ast.Module) -> None:
        self.own: set[str] = set()
        self.attributes: set[str] = set()
        self.imported: dict[str, str] = {}
        for node in ast.walk(tree):
            self._add(node)

    def _add(self, node: ast.AST) -> None:
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Store):
                self.own.add(node.id)
        elif isinstance(node, ast.arg):
            self.own.add(node.arg)
        elif isinstance(node, ast.Attribute):
            if isinstance(node.ctx, ast.Store):
                self.attributes.add(node.attr)
        elif isinstance(node, _Function):
            self.own.add(node.name)
        elif isinstance(node, ast.ClassDef):
            self.own.add(node.name)
            for part in node.body:
                self._add_attribute(part)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            self.own.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                self.imported[alias.asname or alias.name] = alias.name

    def _add_attribute(self, node: ast.stmt) -> None:
        if isinstance(node, _Function):
            self.attributes.add(node.name)
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        self.attributes.update(target.id for target in targets if isinstance(target, ast.Name))

    def name(self, text: str) -> str:
        """Return the word for a name."""
        return OWN if text in self.own else self.imported.get(text, text)

    def attribute(self, text: str) -> str:
        """Return the word for what stands after a point."""
        return "." + (OWN if text in self.attributes else text)


def _is_main(node: ast.stmt) -> bool:
    """Whether a statement is what runs only where the file is a program."""
    return isinstance(node, ast.If) and any(
        isinstance(part, ast.Name) and part.id == "__name__" for part in ast.walk(node.test)
    )


def _is_silent(node: ast.AST) -> bool:
    """Whether a node says nothing about how something is worked out."""
    if isinstance(node, (ast.Import, ast.ImportFrom, ast.Pass, ast.expr_context)):
        return True
    if not isinstance(node, ast.Expr):
        return False
    value = node.value
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id == "print"
    return isinstance(value, ast.Constant)


def _passage(name: str, nodes: list[ast.stmt], names: _Names) -> Passage:
    words: list[str] = []
    lines: list[int] = []
    todo: list[tuple[ast.AST | str, int]] = [(node, node.lineno) for node in reversed(nodes)]
    while todo:  # no recursion: a chain of operators is as deep as it is long
        item, line = todo.pop()
        if isinstance(item, str):
            words.append(item)
            lines.append(line)
        elif not _is_silent(item):
            line = getattr(item, "lineno", line)
            todo.extend((part, line) for part in reversed(list(_parts(item, names))))
    return Passage(name, tuple(words), tuple(lines))


def _parts(node: ast.AST, names: _Names) -> Iterator[ast.AST | str]:
    """Yield a node's words, and the nodes in it, in order."""
    if isinstance(node, ast.Name):
        yield names.name(node.id)
    elif isinstance(node, ast.Attribute):
        yield node.value
        yield names.attribute(node.attr)
    elif isinstance(node, ast.Constant):
        yield _constant(node.value)
    elif isinstance(node, ast.JoinedStr):
        yield "S"
    elif isinstance(node, ast.arg):
        yield OWN
    elif isinstance(node, ast.keyword):
        yield f"{OWN if node.arg in names.own else node.arg}="
        yield node.value
    elif isinstance(node, _Function):
        yield "def"
        yield node.args
        yield from node.body
    elif isinstance(node, ast.AugAssign):
        yield from ("Assign", node.target, node.target, type(node.op).__name__, node.value)
    elif isinstance(node, ast.AnnAssign):
        yield from ("Assign", node.target, *([node.value] if node.value else []))
    elif isinstance(node, ast.BinOp):
        yield from (node.left, type(node.op).__name__, node.right)
    elif isinstance(node, ast.Compare):
        yield from _comparison(node)
    elif isinstance(node, (ast.operator, ast.boolop, ast.unaryop, ast.cmpop)):
        yield type(node).__name__
    else:
        if isinstance(node, (ast.stmt, ast.Call, ast.Subscript, ast.Slice, ast.Tuple, ast.Lambda)):
            yield type(node).__name__
        yield from ast.iter_child_nodes(node)


def _comparison(node: ast.Compare) -> Iterator[ast.AST | str]:
    if len(node.ops) == 1 and type(node.ops[0]) in _SWAPPED:
        yield from (node.comparators[0], _SWAPPED[type(node.ops[0])].__name__, node.left)
        return
    yield node.left
    for operator, value in zip(node.ops, node.comparators, strict=True):
        yield from (type(operator).__name__, value)


def _constant(value: object) -> str:
    if isinstance(value, (str, bytes)):
        return "S"
    if isinstance(value, (bool, complex)) or not isinstance(value, (int, float)):
        return str(value)
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)[:30]


__all__ = ["NotPythonError", "Passage", "passages"]
