"""A syntax tree → what it binds, imports and refers to.

The walk keeps its own stack, so that no nesting of the source's can exhaust the interpreter's, and
keeps no part of the tree. Passed over are the bodies of `if __name__ == "__main__":` and of
`if TYPE_CHECKING:`, which do not run when the file is imported.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from autograder.submission.chains import chain_of, imported_by_call
from autograder.submission.scopes import Chain, Code, Import, Reference, Scope, Unit

_SIGNS = (ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop)
_EMPTY = frozenset({ast.Constant, *(one for kind in _SIGNS for one in kind.__subclasses__())})
"""The kinds of nodes in which there is nothing to see."""


def add(code: Code, tree: ast.Module, label: str, package: tuple[str, ...] = ()) -> None:
    """Add the statements of a file or a cell to a module's code.

    Parameters
    ----------
    code
        What they are added to.
    tree
        The parsed source.
    label
        The file's or cell's name.
    package
        The folders that the file lies in, for relative imports.
    """
    for statement in tree.body:
        unit = Unit(label)
        code.units.append(unit)
        _Walk(code.module, unit, package).run(statement)
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            unit.replaces = frozenset({statement.name})
        elif isinstance(statement, (ast.Import, ast.ImportFrom)):
            unit.replaces = frozenset(unit.binds)
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
            read = {reference.chain.name for reference in unit.references}
            unit.replaces = frozenset(unit.binds - read)


def _skips(test: ast.expr) -> bool:
    """Return whether an `if` is one that is not taken when the file is imported."""
    tests = test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]
    for one in tests:
        if isinstance(one, ast.Compare) and isinstance(one.ops[0], ast.Eq):
            sides = [one.left, one.comparators[0]]
            names = [side.id for side in sides if isinstance(side, ast.Name)]
            texts = [side.value for side in sides if isinstance(side, ast.Constant)]
            if names == ["__name__"] and texts == ["__main__"]:
                return True
        if "TYPE_CHECKING" in (getattr(one, "id", ""), getattr(one, "attr", "")):
            return True
    return False


class _Walk:
    """Walks one statement of a module."""

    def __init__(self, module: Scope, unit: Unit, package: tuple[str, ...]) -> None:
        self._module = module
        self._unit = unit
        self._package = package
        self._stack: list[tuple[ast.AST, Scope]] = []

    def run(self, statement: ast.stmt) -> None:
        self._stack.append((statement, self._module))
        while self._stack:
            node, scope = self._stack.pop()
            _VISITS.get(type(node), _Walk._parts)(self, node, scope)

    def _push(self, nodes: Sequence[Any], scope: Scope) -> None:
        # Reversed, so that what comes first is visited first: `global x` before `x = …`.
        self._stack += [
            (node, scope)
            for node in reversed(nodes)
            if isinstance(node, ast.AST) and type(node) not in _EMPTY
        ]

    def _parts(self, node: ast.AST, scope: Scope) -> None:
        parts: list[Any] = []
        for name in node._fields:
            part = getattr(node, name, None)
            if isinstance(part, list):
                parts += part
            else:
                parts.append(part)
        self._push(parts, scope)

    def _bind(self, name: str, scope: Scope, to: tuple[Chain, Scope] | None = None) -> None:
        scope.bind(name, to)
        if scope.outer.get(name, scope) is self._module:
            self._unit.binds.add(name)

    def _name(self, node: ast.Name, scope: Scope) -> None:
        if isinstance(node.ctx, ast.Load):
            self._unit.references.append(Reference(Chain(node.id), scope, node.lineno))
        elif isinstance(node.ctx, ast.Store):
            self._bind(node.id, scope)

    def _expression(self, node: ast.Attribute | ast.Call, scope: Scope) -> None:
        chain, start = chain_of(node)
        if chain is not None and (chain.name or chain.attributes):
            self._unit.references.append(Reference(chain, scope, node.lineno))
        if isinstance(start, ast.Name):
            return
        if start is not node:
            self._push([start], scope)
            return
        module = imported_by_call(node)
        if module:
            text = f'import of "{module}"'
            self._unit.imports.append(Import(module, node.lineno, text))
        self._parts(node, scope)

    def _class(self, node: ast.ClassDef, scope: Scope) -> None:
        self._bind(node.name, scope)
        self._push([*node.decorator_list, *node.bases, *node.keywords], scope)
        self._push(node.body, Scope("class", scope))

    def _walrus(self, node: ast.NamedExpr, scope: Scope) -> None:
        self._push([node.value], scope)
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        self._bind_target(node.target, node.value, scope)

    def _if(self, node: ast.If, scope: Scope) -> None:
        if _skips(node.test):
            self._push(node.orelse, scope)
        else:
            self._parts(node, scope)

    def _named(self, node: ast.ExceptHandler | ast.MatchAs | ast.MatchStar, scope: Scope) -> None:
        if node.name:
            self._bind(node.name, scope)
        self._parts(node, scope)

    def _rest(self, node: ast.MatchMapping, scope: Scope) -> None:
        if node.rest:
            self._bind(node.rest, scope)
        self._parts(node, scope)

    def _declared(self, node: ast.Global | ast.Nonlocal, scope: Scope) -> None:
        for name in node.names:
            scope.outer[name] = self._outer(node, name, scope)

    def _outer(self, node: ast.Global | ast.Nonlocal, name: str, scope: Scope) -> Scope:
        outer = self._module
        if isinstance(node, ast.Nonlocal) and scope.parent is not None:
            outer = scope.parent.home(name) or scope.parent
        return outer

    def _function(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, scope: Scope
    ) -> None:
        arguments = node.args
        named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        named += [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
        inner = Scope("function", scope)
        for argument in named:
            inner.bind(argument.arg, None)
        self._push([*arguments.defaults, *arguments.kw_defaults], scope)
        self._push([argument.annotation for argument in named], scope)
        if isinstance(node, ast.Lambda):
            self._push([node.body], inner)
            return
        self._bind(node.name, scope)
        self._push([*node.decorator_list, node.returns], scope)
        self._push(node.body, inner)

    def _comprehension(self, node: ast.AST, scope: Scope) -> None:
        generators: list[ast.comprehension] = getattr(node, "generators", [])
        inner = Scope("comprehension", scope)
        self._push([generators[0].iter], scope)
        self._push([one.iter for one in generators[1:]], inner)
        for one in generators:
            self._push([one.target, *one.ifs], inner)
        self._push([getattr(node, part, None) for part in ("elt", "key", "value")], inner)

    def _assign(self, node: ast.Assign | ast.AnnAssign, scope: Scope) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        value = node.value
        if isinstance(node, ast.AnnAssign):
            self._push([node.annotation], scope)
        if value is None:
            return
        self._push([value], scope)
        for target in targets:
            self._bind_target(target, value, scope)

    def _bind_target(self, target: ast.expr, value: ast.expr, scope: Scope) -> None:
        """Bind what is assigned to: `n = np` makes an alias, `np = None` says nothing."""
        if not isinstance(target, ast.Name):
            self._push([target], scope)
        elif isinstance(value, ast.Constant) and value.value is None:
            scope.outer.get(target.id, scope).bindings.setdefault(target.id, [])
        else:
            chain, _ = chain_of(value)
            self._bind(target.id, scope, (chain, scope) if chain else None)

    def _import(self, node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                whole = alias.name if alias.asname else alias.name.split(".")[0]
                bound = alias.asname or whole
                self._bind(bound, scope, (Chain(module=whole), scope))
                text = f"import {alias.name}"
                top = [bound] if scope is self._module else []
                self._unit.imports.append(Import(alias.name, node.lineno, text, bound=tuple(top)))
            return
        names = tuple((alias.name, alias.asname or alias.name) for alias in node.names)
        module = node.module or ""
        if node.level:
            kept = self._package[: max(len(self._package) - node.level + 1, 0)]
            module = ".".join([*kept, *filter(None, [module])])
        for name, bound in names:
            if name != "*":
                whole = f"{module}.{name}" if module else name
                self._bind(bound, scope, (Chain(module=whole), scope))
        text = f"from {'.' * node.level}{node.module or ''} import {', '.join(n for n, _ in names)}"
        top = [bound for _, bound in names] if scope is self._module else []
        one = Import(module, node.lineno, text, names, tuple(top), bool(node.level))
        self._unit.imports.append(one)


_VISITS: dict[type[ast.AST], Callable[[_Walk, Any, Scope], None]] = {
    ast.Name: _Walk._name,
    ast.Attribute: _Walk._expression,
    ast.Call: _Walk._expression,
    ast.FunctionDef: _Walk._function,
    ast.AsyncFunctionDef: _Walk._function,
    ast.Lambda: _Walk._function,
    ast.ClassDef: _Walk._class,
    ast.ListComp: _Walk._comprehension,
    ast.SetComp: _Walk._comprehension,
    ast.DictComp: _Walk._comprehension,
    ast.GeneratorExp: _Walk._comprehension,
    ast.Assign: _Walk._assign,
    ast.AnnAssign: _Walk._assign,
    ast.NamedExpr: _Walk._walrus,
    ast.Import: _Walk._import,
    ast.ImportFrom: _Walk._import,
    ast.Global: _Walk._declared,
    ast.Nonlocal: _Walk._declared,
    ast.If: _Walk._if,
    ast.ExceptHandler: _Walk._named,
    ast.MatchAs: _Walk._named,
    ast.MatchStar: _Walk._named,
    ast.MatchMapping: _Walk._rest,
}
"""What does more with a node than to go on to its parts."""
