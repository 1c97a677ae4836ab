"""Which functions of a file may run when others are called, by their names alone."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache


def name_in_use(function: str) -> str:
    """Return the name by which a function is reached: a special method's is that of its class."""
    owner, _, name = function.rpartition(".")
    return owner if owner and name.startswith("__") else name


def reached(text: str, called: Iterable[str]) -> frozenset[str]:
    """Return every name that may be used when functions of a file are called.

    Whatever is mentioned is taken to be used, as a function, as a class, or as a method or an
    attribute of anything: too much rather than too little.

    Parameters
    ----------
    text
        The file.
    called
        The functions and classes that are called, and the attributes that are read, with a dot.
    """
    mentions = _mentions(text)
    found: set[str] = set()
    pending = [name.removeprefix(".") for name in called]
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending += mentions.get(name, ())
    return frozenset(found)


@lru_cache(maxsize=32)
def _mentions(text: str) -> dict[str, set[str]]:
    """Return what is mentioned in the definition of each name; several may have one name."""
    found: dict[str, set[str]] = {}
    for name, node in _definitions(ast.parse(text)):
        found.setdefault(name, set()).update(_identifiers(node))
    return found


def _definitions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    for statement in tree.body:
        if isinstance(statement, ast.ClassDef):
            for inner in statement.body:
                special = isinstance(inner, ast.FunctionDef) and inner.name.startswith("__")
                if isinstance(inner, ast.FunctionDef) and not special:
                    yield inner.name, inner
                else:
                    yield statement.name, inner
            for outer in (*statement.bases, *statement.decorator_list):
                yield statement.name, outer
        elif isinstance(statement, ast.FunctionDef):
            yield statement.name, statement
        else:
            for name in _identifiers(statement):
                yield name, statement


def _identifiers(node: ast.AST) -> set[str]:
    names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    return names | {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}
