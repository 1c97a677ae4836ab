"""What a piece of code can reach within its own files, and the numbers that are written there."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from autograder.records import dataclass

Row = tuple[float, ...]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
SHORTEST = 3
"""Fewer numbers in a row say nothing."""


@dataclass(frozen=True)
class Literals:
    """Numbers as they are written in code.

    Parameters
    ----------
    rows
        Lists and tuples of numbers, nested ones by their parts and flattened, of three numbers or
        more that are not all the same.
    numbers
        All numbers.
    texts
        All texts.
    """

    rows: frozenset[Row]
    numbers: frozenset[float]
    texts: frozenset[str]


def definitions(trees: Iterable[ast.Module]) -> dict[str, list[ast.AST]]:
    """Return, by each name that modules define, the statements that do so.

    What is run only when a file is run itself is left out.
    """
    found: dict[str, list[ast.AST]] = {}
    for tree in trees:
        for statement in _statements(tree.body):
            for name in _defined(statement):
                found.setdefault(name, []).append(statement)
    return found


def reachable(start: Iterable[str], defined: dict[str, list[ast.AST]]) -> list[ast.AST]:
    """Return the statements that the definitions of `start` use, directly or not."""
    pending, seen, nodes = list(start), set[str](), list[ast.AST]()
    while pending:
        name = pending.pop()
        if name in seen:
            continue
        seen.add(name)
        for node in defined.get(name, ()):
            nodes.append(node)
            pending.extend(_used(node))
    return nodes


def literals(nodes: Iterable[ast.AST]) -> Literals:
    """Return the numbers and texts that stand in pieces of code."""
    rows: set[Row] = set()
    numbers: set[float] = set()
    texts: set[str] = set()
    for top in nodes:
        for node in ast.walk(top):
            value = _number(node)
            if value is not None:
                numbers.add(value)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            elif isinstance(node, (ast.List, ast.Tuple)):
                row = _flat(node)
                if row is not None and len(row) >= SHORTEST and len(set(row)) > 1:
                    rows.add(row)
    return Literals(frozenset(rows), frozenset(numbers), frozenset(texts))


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        if isinstance(node, ast.If) and "__name__" in _used(node.test):
            continue
        if isinstance(node, (ast.If, ast.For, ast.While, ast.With, ast.Try)):
            for part in ("body", "orelse", "finalbody"):
                yield from _statements(getattr(node, part, []))
        else:
            yield node


def _defined(node: ast.stmt) -> set[str]:
    """Return the names that a statement of a module defines or fills."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, (ast.AnnAssign, ast.AugAssign)):
        targets = [node.target]
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        called = node.value.func  # such as TABLE.update(…)
        targets = [called.value] if isinstance(called, ast.Attribute) else []
    return {one.id for t in targets for one in ast.walk(t) if isinstance(one, ast.Name)}


def _used(node: ast.AST) -> set[str]:
    """Return the names that a piece of code takes from outside itself, attributes included."""
    if isinstance(node, FUNCTIONS):
        inner = set().union(*map(_used, ast.iter_child_nodes(node)))
        return inner - _bound(node)
    used = set().union(*map(_used, ast.iter_child_nodes(node)))
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        used.add(node.id)
    elif isinstance(node, ast.Attribute):
        used.add(node.attr)
    return used


def _bound(function: ast.AST) -> set[str]:
    """Return the names that are a function's own."""
    names = {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    names |= {
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return names - {
        name
        for node in ast.walk(function)
        if isinstance(node, (ast.Global, ast.Nonlocal))
        for name in node.names
    }


def _flat(node: ast.AST) -> Row | None:
    """Return the numbers of a list or tuple, nested ones flattened, if there is nothing else."""
    if isinstance(node, ast.Starred):
        return _flat(node.value)
    if not isinstance(node, (ast.List, ast.Tuple)):
        value = _number(node)
        return None if value is None else (value,)
    parts = [_flat(one) for one in node.elts]
    return tuple(v for part in parts for v in part or ()) if None not in parts else None


def _number(node: ast.AST) -> float | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _number(node.operand)
        return None if value is None else -value
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        try:
            return float(node.value)  # type: ignore[arg-type]
        except OverflowError:
            return None
    return None
