"""A formula as a tree: what remains of the text once it has been checked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Node:
    """A part of a formula.

    Parameters
    ----------
    start, end
        Where it stands in the formula's text, in characters from 0; `end` is excluded.
    """

    start: int
    end: int


@dataclass(frozen=True)
class Number(Node):
    """A literal."""

    value: float


@dataclass(frozen=True)
class Variable(Node):
    """An array or number that the question gives."""

    name: str


@dataclass(frozen=True)
class Index(Node):
    """An index, bound by a `for` or free."""

    name: str


@dataclass(frozen=True)
class Negation(Node):
    """``-operand``."""

    operand: Node


@dataclass(frozen=True)
class Step:
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


@dataclass(frozen=True)
class Chain(Node):
    """Operations from left to right: ``a + b - c`` is a, then + b, then - c.

    A chain, and not a tree of pairs, so that a long formula is not a deep one.
    """

    first: Node
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Component(Node):
    """``vector[index]``; 0 where the index is outside."""

    vector: Node
    index: Node


@dataclass(frozen=True)
class Flip(Node):
    """``flip(vector)``, the entries in reverse order."""

    vector: Node


@dataclass(frozen=True)
class Shift(Node):
    """``shift(vector, amount)``, whose entry j is ``vector[j + amount]``."""

    vector: Node
    amount: Node


@dataclass(frozen=True)
class Dot(Node):
    """``dot(left, right)``."""

    left: Node
    right: Node


@dataclass(frozen=True)
class Total(Node):
    """``sum(vector)``."""

    vector: Node


@dataclass(frozen=True)
class Clause(Node):
    """``for index in range(first, last, step)``; `last` is excluded."""

    index: str
    first: Node
    last: Node
    step: Node


@dataclass(frozen=True)
class Sum(Node):
    """``sum(body for … in range(…) for … in range(…))``."""

    body: Node
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Listing(Node):
    """Several entries with commas between them: no value of this language has that shape.

    Parameters
    ----------
    count
        How many entries, or None where ``…`` stands for some of them.
    """

    count: int | None


@dataclass(frozen=True)
class Formula:
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
