"""Copies of a source as somebody hands them in who does not want them to look like copies."""

from __future__ import annotations

import ast
from collections.abc import Collection


def disguised(source: str, keep: Collection[str] = ()) -> str:
    """Return a source with other names, other comments and docstrings, in another order.

    Parameters
    ----------
    source
        Python.
    keep
        Names that the assignment prescribes.
    """
    tree = ast.parse(source)
    given = {node.id for node in ast.walk(tree) if _is_stored(node)}
    given |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    given |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    names = {name: f"my_{name[::-1]}_2" for name in sorted(given - set(keep) - {"self"})}
    _Renamed(names).visit(tree)
    definitions = [part for part in tree.body if isinstance(part, (ast.FunctionDef, ast.ClassDef))]
    others = [part for part in tree.body if part not in definitions]
    tree.body = others + definitions[::-1]
    text = ast.unparse(ast.fix_missing_locations(tree))
    return "# I wrote this all by myself.\n\n" + text.replace("\n\n", "\n\n# Next.\n\n") + "\n"


def _is_stored(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


class _Renamed(ast.NodeTransformer):
    def __init__(self, names: dict[str, str]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self._names.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg = self._names.get(node.arg, node.arg)
        node.annotation = None
        return node

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        node.arg = self._names.get(node.arg, node.arg) if node.arg else node.arg
        self.generic_visit(node)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name = self._names.get(node.name, node.name)
        if ast.get_docstring(node):
            node.body[0] = ast.parse('"""Does it."""').body[0]
        node.returns = None
        self.generic_visit(node)
        return node
