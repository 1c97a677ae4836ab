"""The value of each kind of part of a formula."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.testing.formula.batched import convolve, take
from autograder.testing.formula.errors import FormulaError, excerpt
from autograder.testing.formula.tree import (
    Chain,
    Clause,
    Component,
    Dot,
    Flip,
    Index,
    Negation,
    Node,
    Number,
    Shift,
    Sum,
    Total,
    Variable,
)
from autograder.testing.formula.value import Floats, Scope, Value

BUDGET = 20_000_000
"""How many elementary operations one evaluation may take."""

_TAKE = 4
_RANGE = 3
_MAX_INTEGER = float(2**40)
_ARITHMETIC: dict[str, Callable[[Floats, Floats], Floats]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
}


class Machine:
    """Evaluates the parts of one formula, with a budget of work.

    Parameters
    ----------
    text
        The formula, for messages.
    environment
        The values of the variables.
    """

    def __init__(self, text: str, environment: Mapping[str, ArrayLike]) -> None:
        self._text = text
        self._variables = {
            name: np.asarray(value, dtype=np.float64) for name, value in environment.items()
        }
        for name, value in self._variables.items():
            if value.ndim > 1:
                raise ValueError(f"the variable {name} has {value.ndim} axes")
        self._left = BUDGET

    def value(self, node: Node, scope: Scope) -> Value:
        """Return the value of `node` inside the indices of `scope`."""
        match node:
            case Number(value=number):
                return scope.constant(np.array(number))
            case Variable(name=name):
                return scope.constant(self._variables[name])
            case Index(name=name):
                return scope.index(name)
            case Negation(operand=operand):
                value = self.value(operand, scope)
                self._spend(value.data.shape)
                return Value(-value.data, value.is_vector)
            case Chain():
                return self._chain(node, scope)
            case Component():
                return self._component(node, scope)
            case Flip(vector=vector):
                return Value(self._vector(vector, scope, node, "flip").data[..., ::-1], True)
            case Shift():
                return self._shift(node, scope)
            case Dot(left=left, right=right):
                first = self._vector(left, scope, node, "dot")
                second = self._vector(right, scope, node, "dot")
                return self._total(self._entrywise("*", first, second, node.start, node.end))
            case Total(vector=vector):
                return self._total(self._vector(vector, scope, node, "sum"))
            case Sum():
                return self._sum(node, scope)
        raise TypeError(f"{type(node).__name__} has no value")

    def _spend(self, *shapes: tuple[int, ...], cost: int = 1) -> None:
        self._left -= cost * math.prod(np.broadcast_shapes(*shapes))
        if self._left < 0:
            raise FormulaError(
                f"Too much work: the formula asks for more than {BUDGET:,} operations; "
                "use fewer sums within sums, or shorter ranges."
            )

    def _total(self, vector: Value) -> Value:
        self._spend(vector.data.shape)
        return Value(vector.data.sum(axis=-1), False)

    def _quote(self, node: Node) -> str:
        return excerpt(self._text, node.start, node.end)

    def _vector(self, node: Node, scope: Scope, whole: Node, name: str) -> Value:
        value = self.value(node, scope)
        if not value.is_vector:
            raise FormulaError(
                f"Wrong shape: {name} is for vectors, but in {self._quote(whole)} "
                f"it gets {value.describe()}, {self._quote(node)}."
            )
        return value

    def _chain(self, node: Chain, scope: Scope) -> Value:
        value = self.value(node.first, scope)
        for step in node.steps:
            operand = self.value(step.operand, scope)
            if step.operator == "@":
                value = self._convolution(value, operand, node.start, step.end)
                continue
            if step.operator == "/" and scope.any_active(operand.data == 0):
                raise FormulaError(
                    f"Division by zero in {excerpt(self._text, node.start, step.end)} "
                    "(an index outside an array reads 0)."
                )
            value = self._entrywise(step.operator, value, operand, node.start, step.end)
        return value

    def _entrywise(self, operator: str, left: Value, right: Value, start: int, end: int) -> Value:
        is_vector = left.is_vector or right.is_vector
        first, second = left.data, right.data
        if is_vector:
            first, second = left.entries(), right.entries()
            if left.is_vector and right.is_vector and first.shape[-1] != second.shape[-1]:
                where = excerpt(self._text, start, end)
                hint = " (`*` multiplies entry by entry; the convolution is ⊛)"
                raise FormulaError(
                    f"Wrong shape: in {where} {left.describe()} meets {right.describe()}"
                    f"{hint if operator == '*' and not where.startswith('`dot') else ''}."
                )
        self._spend(first.shape, second.shape)
        return Value(_ARITHMETIC[operator](first, second), is_vector)

    def _convolution(self, kernel: Value, signal: Value, start: int, end: int) -> Value:
        if not (kernel.is_vector and signal.is_vector):
            which, value = ("left", kernel) if not kernel.is_vector else ("right", signal)
            raise FormulaError(
                f"Wrong shape: ⊛ is for two vectors, but in {excerpt(self._text, start, end)} "
                f"its {which} side is {value.describe()}."
            )
        self._spend((*kernel.data.shape[:-1], 1), signal.data.shape, cost=2 * kernel.data.shape[-1])
        return Value(convolve(kernel.data, signal.data), True)

    def _component(self, node: Component, scope: Scope) -> Value:
        vector = self.value(node.vector, scope)
        if not vector.is_vector:
            raise FormulaError(
                f"Wrong shape: in {self._quote(node)} an entry is taken of "
                f"{self._quote(node.vector)}, which is {vector.describe()}."
            )
        index = self._integer(node.index, scope, f"the index in {self._quote(node)}")
        return Value(self._taken(vector.data, index[..., np.newaxis])[..., 0], False)

    def _shift(self, node: Shift, scope: Scope) -> Value:
        vector = self._vector(node.vector, scope, node, "shift")
        amount = self._integer(node.amount, scope, f"the amount in {self._quote(node)}")
        places = np.arange(vector.data.shape[-1]) + amount[..., np.newaxis]
        return Value(self._taken(vector.data, places), True)

    def _taken(self, vector: Floats, index: NDArray[np.int64]) -> Floats:
        self._spend((*vector.shape[:-1], 1), index.shape, cost=_TAKE)
        self._spend(vector.shape)
        return take(vector, index)

    def _integer(self, node: Node, scope: Scope, what: str) -> NDArray[np.int64]:
        value = self.value(node, scope)
        if value.is_vector:
            raise FormulaError(f"Wrong shape: {what} is {value.describe()}; a number is wanted.")
        self._spend(value.data.shape)
        nearest = np.rint(value.data)
        is_whole = np.abs(value.data - nearest) <= 1e-9
        if scope.any_active(~is_whole):
            raise FormulaError(f"Not a whole number: {what}.")
        whole = np.where(is_whole, nearest, 0.0)
        return np.clip(whole, -_MAX_INTEGER, _MAX_INTEGER).astype(np.int64)

    def _sum(self, node: Sum, scope: Scope) -> Value:
        inner = scope
        for clause in node.clauses:
            inner = self._bound(clause, inner)
        value = self.value(node.body, inner)
        entries = value.data.shape[inner.depth :]
        shape = (*value.data.shape[: scope.depth], *inner.lengths[scope.depth :], *entries)
        self._spend(shape)
        terms = np.broadcast_to(value.data, shape)
        if inner.active is not None:
            occurs = inner.active.reshape(inner.active.shape + (1,) * len(entries))
            self._spend(shape, occurs.shape)
            terms = np.where(occurs, terms, 0.0)
        return Value(terms.sum(axis=tuple(range(scope.depth, inner.depth))), value.is_vector)

    def _bound(self, clause: Clause, scope: Scope) -> Scope:
        """Return the scope inside one `for`; ranges of different lengths are filled up."""
        where = self._quote(clause)
        first = self._integer(clause.first, scope, f"a bound of {where}")
        last = self._integer(clause.last, scope, f"a bound of {where}")
        step = self._integer(clause.step, scope, f"the step of {where}")
        if scope.any_active(step == 0):
            raise FormulaError(f"The step of {where} is 0.")
        step = np.where(step == 0, 1, step)
        count = np.maximum(0, (last - first + step - np.sign(step)) // step)
        if scope.active is not None:
            count = np.where(scope.active, count, 0)
        longest = int(count.max())
        self._spend(
            np.broadcast_shapes(count.shape, step.shape, first.shape), cost=_RANGE * max(longest, 1)
        )
        place = np.arange(max(longest, 1))
        values = (first[..., np.newaxis] + step[..., np.newaxis] * place).astype(np.float64)
        active = None
        if scope.active is not None or bool((count < max(longest, 1)).any()):
            active = place < count[..., np.newaxis]
        return scope.with_index(clause.index, values, active)
