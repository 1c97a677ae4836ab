"""From Python's syntax tree to a formula's: what is not in the language ends here."""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence

from autograder.testing.formula.errors import FormulaError, unparsable
from autograder.testing.formula.names import FUNCTIONS, Names
from autograder.testing.formula.tree import (
    Chain,
    Clause,
    Component,
    Dot,
    Flip,
    Formula,
    Index,
    Negation,
    Node,
    Number,
    Shift,
    Step,
    Sum,
    Total,
    Variable,
)

MAX_NUMBER = 10**9
MAX_INDICES = 10
_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.MatMult: "@",
}
_ARGUMENTS = {"sum": 1, "dot": 2, "flip": 1, "shift": 2}


class Builder:
    """Builds one formula's tree.

    Parameters
    ----------
    text
        The formula as written, for messages.
    source
        What was parsed, without the bracket in front; its places are those of `text`.
    names
        The names that the formula may use.
    ellipses
        Where ``…`` stands.
    """

    def __init__(self, text: str, source: str, names: Names, ellipses: Collection[int]) -> None:
        self._text = text
        self._bytes = None if source.isascii() else source.encode()
        self._names = names
        self._ellipses = ellipses
        self._indexing = False

    def formula(self, expression: ast.expr) -> Formula:
        """Build the formula whose right side is `expression`.

        Raises
        ------
        FormulaError
            At the first thing that is not in the language.
        """
        body = self._node(expression)
        index = self._names.free_index()
        return Formula(self._text, body, index, self._names.uses_free_index)

    def _span(self, part: ast.expr) -> tuple[int, int]:
        ends = part.col_offset - 1, (part.end_col_offset or part.col_offset + 1) - 1
        if self._bytes is not None:
            ends = (
                len(self._bytes[: ends[0]].decode(errors="ignore")),
                len(self._bytes[: ends[1]].decode(errors="ignore")),
            )
        return ends

    def _error(self, part: ast.expr, reason: str) -> FormulaError:
        return unparsable(self._text, self._span(part)[0], reason)

    def _is_ellipsis(self, part: ast.expr) -> bool:
        is_atom = isinstance(part, (ast.Constant, ast.Name))
        return is_atom and self._span(part)[0] in self._ellipses

    def _node(self, part: ast.expr) -> Node:
        if self._is_ellipsis(part):
            raise self._error(part, "`…` is not read; write a sum as `sum(… for k in range(50))`")
        match part:
            case ast.Constant():
                return self._number(part)
            case ast.Name(id=name):
                return self._name(part, name)
            case ast.UnaryOp():
                return self._signed(part)
            case ast.BinOp():
                return self._chain(part)
            case ast.Call():
                return self._call(part)
            case ast.Subscript():
                return self._component(part)
            case ast.GeneratorExp() | ast.ListComp():
                raise self._error(
                    part,
                    "a `for` stands only inside `sum( … )`; a vector's components are written with "
                    "a free index, as in `grad_x[j] = …`",
                )
            case ast.Tuple() | ast.List():
                raise self._error(part, "lists and commas between values are not used here")
            case _:
                raise self._error(part, "this is not in the formula language")

    def _number(self, part: ast.Constant) -> Number:
        value = part.value
        if not isinstance(value, (int, float)):
            raise self._error(part, "a number was expected")
        if not abs(value) <= MAX_NUMBER:
            raise self._error(part, f"numbers may be at most {MAX_NUMBER:,}")
        return Number(*self._span(part), float(value))

    def _name(self, part: ast.expr, name: str) -> Node:
        span = self._span(part)
        variable = self._names.variable(name)
        if variable is not None:
            return Variable(*span, variable)
        self._names.index(name, span[0], self._indexing)
        return Index(*span, name)

    def _signed(self, part: ast.UnaryOp) -> Node:
        span = self._span(part)
        negative = False
        inner: ast.expr = part
        while isinstance(inner, ast.UnaryOp):
            if not isinstance(inner.op, (ast.UAdd, ast.USub)):
                raise self._error(inner, "the only signs are + and -")
            negative ^= isinstance(inner.op, ast.USub)
            inner = inner.operand
        operand = self._node(inner)
        return Negation(*span, operand) if negative else operand

    def _chain(self, part: ast.BinOp) -> Chain:
        pairs: list[ast.BinOp] = []
        inner: ast.expr = part
        while isinstance(inner, ast.BinOp):
            if type(inner.op) not in _OPERATORS:
                raise self._error(inner, "the operators are + - * / and ⊛")
            pairs.append(inner)
            inner = inner.left
        first = self._node(inner)
        steps = [
            Step(_OPERATORS[type(pair.op)], self._node(pair.right), self._span(pair)[1])
            for pair in reversed(pairs)
        ]
        return Chain(*self._span(part), first, tuple(steps))

    def _component(self, part: ast.Subscript) -> Component:
        if isinstance(part.slice, (ast.Slice, ast.Tuple)):
            raise self._error(part.slice, "one index is wanted between [ and ]")
        vector = self._within(part.value, indexing=False)
        return Component(*self._span(part), vector, self._within(part.slice, indexing=True))

    def _within(self, part: ast.expr, *, indexing: bool) -> Node:
        outside, self._indexing = self._indexing, indexing
        node = self._node(part)
        self._indexing = outside
        return node

    def _call(self, part: ast.Call) -> Node:
        if not isinstance(part.func, ast.Name):
            raise self._error(part, "an operator is missing before `(`; a product is written `*`")
        name = part.func.id
        if name not in FUNCTIONS:
            raise self._names.unknown_function(name, self._span(part)[0])
        arguments = self._arguments(part, name)
        span = self._span(part)
        if name == "flip":
            return Flip(*span, self._node(arguments[0]))
        if name == "dot":
            return Dot(*span, self._node(arguments[0]), self._node(arguments[1]))
        if name == "shift":
            return Shift(*span, self._node(arguments[0]), self._within(arguments[1], indexing=True))
        if isinstance(arguments[0], (ast.GeneratorExp, ast.ListComp)):
            return self._sum(span, arguments[0])
        return Total(*span, self._node(arguments[0]))

    def _arguments(self, part: ast.Call, name: str) -> Sequence[ast.expr]:
        wanted = _ARGUMENTS[name]
        starred = any(isinstance(argument, ast.Starred) for argument in part.args)
        if part.keywords or starred or len(part.args) != wanted:
            amount = "one argument" if wanted == 1 else f"{wanted} arguments"
            raise self._error(part, f"`{name}` takes {amount}: {FUNCTIONS[name]}")
        return part.args

    def _sum(self, span: tuple[int, int], part: ast.GeneratorExp | ast.ListComp) -> Sum:
        clauses = []
        for generator in part.generators:
            clauses.append(self._clause(generator))
            if self._names.bound > MAX_INDICES:
                raise self._error(part, f"at most {MAX_INDICES} indices can be bound at once")
        body = self._within(part.elt, indexing=False)
        self._names.release(len(clauses))
        return Sum(*span, body, tuple(clauses))

    def _clause(self, generator: ast.comprehension) -> Clause:
        target, iterated = generator.target, generator.iter
        if not isinstance(target, ast.Name):
            raise self._error(target, "after `for` one index's name is wanted")
        if generator.ifs or generator.is_async:
            raise self._error(target, "formulas have no conditions")
        if (
            not isinstance(iterated, ast.Call)
            or not isinstance(iterated.func, ast.Name)
            or iterated.func.id != "range"
        ):
            raise self._error(iterated, "a `for` runs over a range, as in `for k in range(50)`")
        bounds = iterated.args
        starred = any(isinstance(bound, ast.Starred) for bound in bounds)
        if iterated.keywords or starred or not 1 <= len(bounds) <= 3:
            raise self._error(iterated, "`range` takes its bounds: range(50) or range(-4, 5)")
        span = self._span(iterated)
        numbers = [self._node(bound) for bound in bounds]
        if len(numbers) == 1:
            numbers.insert(0, Number(*span, 0.0))
        step = numbers[2] if len(numbers) == 3 else Number(*span, 1.0)
        self._names.bind(target.id)
        return Clause(*span, target.id, numbers[0], numbers[1], step)
