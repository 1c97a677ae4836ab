"""A formula as a tree: what remains of the text once it has been checked.

The nodes are `msgspec.Struct`s: sixteen dataclasses take longer to make than a formula to judge.
"""

from __future__ import annotations

import msgspec


class Node(msgspec.Struct, frozen=True):
    """A part of a formula.

    Parameters
    ----------
    start, end
        Where it stands in the formula's text, in characters from 0; `end` is excluded.
    """

    start: int
    end: int


class Number(Node, frozen=True):
    """A literal."""

    value: float


class Variable(Node, frozen=True):
    """An array or number that the question gives."""

    name: str


class Index(Node, frozen=True):
    """An index, bound by a `for` or free."""

    name: str


class Negation(Node, frozen=True):
    """``-operand``."""

    operand: Node


class Step(msgspec.Struct, frozen=True):
    """One more operation on all that stands to its left in a chain.

    Parameters
    ----------
    operator
        One of ``+ - * / @``, where ``@`` is the operator ``⊛``.
    operand
        The right operand.
    end
        Where the operation ends in the formula's text.
    """

    operator: str
    operand: Node
    end: int


class Chain(Node, frozen=True):
    """Operations from left to right: ``a + b - c`` is a, then + b, then - c.

    A chain, and not a tree of pairs, so that a long formula is not a deep one.
    """

    first: Node
    steps: tuple[Step, ...]


class Component(Node, frozen=True):
    """``vector[index]``; 0 where the index is outside."""

    vector: Node
    index: Node


class Flip(Node, frozen=True):
    """``flip(vector)``, the entries in reverse order."""

    vector: Node


class Shift(Node, frozen=True):
    """``shift(vector, amount)``, whose entry j is ``vector[j + amount]``."""

    vector: Node
    amount: Node


class Dot(Node, frozen=True):
    """``dot(left, right)``."""

    left: Node
    right: Node


class Total(Node, frozen=True):
    """``sum(vector)``."""

    vector: Node


class Clause(Node, frozen=True):
    """``for index in range(first, last, step)``; `last` is excluded."""

    index: str
    first: Node
    last: Node
    step: Node


class Sum(Node, frozen=True):
    """``sum(body for … in range(…) for … in range(…))``."""

    body: Node
    clauses: tuple[Clause, ...]


class Listing(Node, frozen=True):
    """Several entries with commas between them: no value of this language has that shape.

    Parameters
    ----------
    count
        How many entries, or None where ``…`` stands for some of them.
    """

    count: int | None


class Formula(msgspec.Struct, frozen=True):
    """A formula that has been read.

    Parameters
    ----------
    text
        As it was written.
    body
        Its right side.
    index
        The free index of a formula by components, or None.
    uses_index
        Whether its right side depends on the free index.
    """

    text: str
    body: Node
    index: str | None = None
    uses_index: bool = False
