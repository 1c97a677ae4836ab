"""Mutants: the reference with one small change each, made by rule.

The operators are those of the literature (R. A. DeMillo, R. J. Lipton and F. G. Sayward, "Hints on
Test Data Selection", Computer 11, 1978), chosen for numeric code: arithmetic and comparison
operators, constants, signs, the ends of slices, statements left out, `+=` made `=`, and
conditions that always or never hold.
"""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Iterator

from autograder.records import dataclass

Change = tuple[ast.AST, ast.AST | None]
"""A node, and what stands in its place (None: nothing)."""

WIDTH = 80
OUTSIDE = "the file"

ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.MatMult: ast.Mult,
    ast.Pow: ast.Mult,
    ast.Mod: ast.FloorDiv,
}
COMPARISON: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}


@dataclass(frozen=True)
class Mutant:
    """A changed file.

    Parameters
    ----------
    name
        The function, the line, what stood there and what stands there now; unique in its file.
    text
        The whole file.
    function
        The function that is changed, or the method with its class; empty for what is outside.
    """

    name: str
    text: str
    function: str = ""


def mutants(text: str) -> list[Mutant]:
    """Return every mutant of a Python file that is another program, in the file's order."""
    tree = ast.parse(text)
    lines = text.splitlines()
    seen = {ast.dump(tree)}
    made: list[Mutant] = []
    counts: Counter[str] = Counter()
    for function, old, new in _sites(tree):
        changed = _with(tree, old, new)
        dump = ast.dump(changed)
        if dump in seen:
            continue
        seen.add(dump)
        after = "nothing" if new is None else f"`{_shown(new)}`"
        line = lines[getattr(old, "lineno", 1) - 1].strip()
        name = f"{function}, in `{_cut(line)}`: `{_shown(old)}` becomes {after}"
        counts[name] += 1
        if counts[name] > 1:
            name += f" ({counts[name]})"
        whole = ast.unparse(ast.fix_missing_locations(changed))
        made.append(Mutant(name, whole, "" if function == OUTSIDE else function))
    return made


def _shown(node: ast.AST) -> str:
    return _cut(ast.unparse(node).splitlines()[0])


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"


def _with(tree: ast.Module, old: ast.AST, new: ast.AST | None) -> ast.Module:
    """Return a copy of a tree in which one node is another."""
    memo: dict[int, object] = {id(old): ast.Pass() if new is None else copy.deepcopy(new)}
    return copy.deepcopy(tree, memo)


def _sites(tree: ast.Module) -> Iterator[tuple[str, ast.AST, ast.AST | None]]:
    """Yield every change that there is, with the name of the function it is in."""
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef):
            yield from _in(statement, statement.name)
        elif isinstance(statement, ast.ClassDef):
            for inner in statement.body:
                if isinstance(inner, ast.FunctionDef):
                    yield from _in(inner, f"{statement.name}.{inner.name}")
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
            yield from _in(statement, OUTSIDE)


def _in(top: ast.AST, name: str) -> Iterator[tuple[str, ast.AST, ast.AST | None]]:
    for node in _walk(top):
        for old, new in _changes(node):
            yield name, old, new


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and all below it, but not annotations and the words of an exception."""
    yield node
    if not isinstance(node, ast.Raise):
        for field, value in ast.iter_fields(node):
            if field not in ("annotation", "returns"):
                for child in value if isinstance(value, list) else [value]:
                    if isinstance(child, ast.AST):
                        yield from _walk(child)


def _changes(node: ast.AST) -> Iterator[Change]:
    """Yield what may stand in a node's place."""
    if isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        yield node, _changed(node, op=ARITHMETIC[type(node.op)]())
    elif isinstance(node, ast.AugAssign):
        yield node, ast.Assign([node.target], node.value, lineno=0)
        if type(node.op) in ARITHMETIC:
            yield node, _changed(node, op=ARITHMETIC[type(node.op)]())
        yield node, None
    elif isinstance(node, ast.Compare):
        for place, op in enumerate(node.ops):
            for other in COMPARISON.get(type(op), ()):
                yield node, _changed(node, ops=[*node.ops[:place], other(), *node.ops[place + 1 :]])
    elif isinstance(node, ast.Constant):
        yield from ((node, ast.Constant(value)) for value in _other_values(node.value))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Not)):
        yield node, node.operand
    elif isinstance(node, ast.Slice):
        for end in ("lower", "upper", "step"):
            if getattr(node, end) is not None:
                yield node, _changed(node, **{end: None})
    elif isinstance(node, (ast.If, ast.IfExp)):
        yield node.test, ast.Constant(True)
        yield node.test, ast.Constant(False)
    elif isinstance(node, ast.BoolOp):
        other_op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield node, _changed(node, op=other_op)
    elif _may_go(node):
        yield node, None
    elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
        yield node, ast.Return(ast.Tuple(node.value.elts[::-1], ast.Load()))
    elif isinstance(node, ast.Call) and node.keywords:
        for place in range(len(node.keywords)):
            rest = node.keywords[:place] + node.keywords[place + 1 :]
            yield node, _changed(node, keywords=rest)


def _may_go(node: ast.AST) -> bool:
    """Whether a statement may be left out."""
    if isinstance(node, ast.Expr):
        return not isinstance(node.value, ast.Constant)
    return isinstance(node, (ast.Raise, ast.Continue, ast.Break))


def _changed(node: ast.AST, **fields: object) -> ast.AST:
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other


def _other_values(value: object) -> tuple[bool | int | float, ...]:
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return (value + 1, value - 1)
    if isinstance(value, float):
        return (value + 1.0,)
    return ()
