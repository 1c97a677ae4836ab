"""Expressions that name something: a variable or a module, then attributes."""

from __future__ import annotations

import ast

from autograder.submission.scopes import Chain

_LONGEST_CHAIN = 20


def chain_of(node: ast.AST) -> tuple[Chain | None, ast.AST]:
    """Return the chain that an expression is, or `None`; and the node that it starts from."""
    attributes: list[str] = []
    while True:
        if isinstance(node, ast.Attribute):
            attributes.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Call) and (literal := _literal_attribute(node)) is not None:
            attributes.append(literal)
            node = node.args[0]
        else:
            break
    found = tuple(attributes[::-1][:_LONGEST_CHAIN])
    if isinstance(node, ast.Name):
        return Chain(node.id, "", found), node
    module = imported_by_call(node)
    return (Chain("", module, found) if module else None), node


def _literal_attribute(node: ast.Call) -> str | None:
    """Return the attribute that `getattr(x, "name")` reads, if it is that."""
    if isinstance(node.func, ast.Name) and node.func.id == "getattr" and len(node.args) >= 2:
        name = node.args[1]
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            return name.value
    return None


def imported_by_call(node: ast.AST) -> str:
    """Return the module that `__import__("…")` or `import_module("…")` imports, if it is that."""
    if not isinstance(node, ast.Call) or not node.args:
        return ""
    function, name = node.func, node.args[0]
    called = getattr(function, "id", "") or getattr(function, "attr", "")
    if called in ("__import__", "import_module") and isinstance(name, ast.Constant):
        return name.value if isinstance(name.value, str) else ""
    return ""
