"""What a source binds, imports and refers to, scope by scope: the nouns, without the tree."""

from __future__ import annotations

from dataclasses import field
from typing import NamedTuple

from autograder.records import dataclass


class Chain(NamedTuple):
    """An expression such as `np.lib.pad`: a name or a module, then attributes.

    Parameters
    ----------
    name
        The variable that it starts from, or an empty string.
    module
        The module that it starts from, for `__import__("numpy").pad` and for imports.
    attributes
        What follows.
    """

    name: str = ""
    module: str = ""
    attributes: tuple[str, ...] = ()


@dataclass(eq=False)
class Scope:
    """A module, class, function or comprehension, and what is bound in it.

    Parameters
    ----------
    kind
        `module`, `class`, `function` or `comprehension`.
    parent
        The scope around it.
    bindings
        By name, what it is bound to: a chain with the scope to look its name up in, or `None` for
        everything else. A name that is bound to the constant `None` has an entry without items.
    """

    kind: str
    parent: Scope | None = None
    bindings: dict[str, list[tuple[Chain, Scope] | None]] = field(default_factory=dict)
    outer: dict[str, Scope] = field(default_factory=dict)

    def home(self, name: str) -> Scope | None:
        """Return the scope that a name used here belongs to, or `None` if no scope binds it."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.outer:
                scope = scope.outer[name]
                return scope if name in scope.bindings else None
            if name in scope.bindings and (scope.kind != "class" or scope is self):
                return scope
            scope = scope.parent
        return None

    def bind(self, name: str, to: tuple[Chain, Scope] | None) -> None:
        """Bind a name here, or where `global` or `nonlocal` say."""
        self.outer.get(name, self).bindings.setdefault(name, []).append(to)


@dataclass(frozen=True)
class Import:
    """An import, by a statement or by a call with a literal.

    Parameters
    ----------
    module
        The dotted name, relative ones made absolute within the submission.
    line
        The line.
    text
        What to show.
    names
        What a `from` import takes, each with the name that it gets; `*` for all.
    bound
        The names that it binds at the module's top level; empty where it stands further in.
    relative
        Whether it was written with leading dots.
    """

    module: str
    line: int
    text: str
    names: tuple[tuple[str, str], ...] = ()
    bound: tuple[str, ...] = ()
    relative: bool = False

    @property
    def takes_all(self) -> bool:
        """Whether it is `from … import *`."""
        return any(name == "*" for name, _ in self.names)


class Reference(NamedTuple):
    """A chain in the source, in a scope, on a line."""

    chain: Chain
    scope: Scope
    line: int


@dataclass
class Unit:
    """A statement at a module's top level, with all that is inside it.

    Parameters
    ----------
    label
        The file, for a notebook with the cell.
    binds
        Names that it binds in the module.
    replaces
        Those of them that it binds whatever happens and without reading them, so that what they
        were before no longer matters.
    imports, references
        What is inside it.
    """

    label: str
    binds: set[str] = field(default_factory=set)
    replaces: frozenset[str] = frozenset()
    imports: list[Import] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)


@dataclass
class Code:
    """A module's scope, and its statements in order; a notebook's cells make one module."""

    module: Scope = field(default_factory=lambda: Scope("module"))
    units: list[Unit] = field(default_factory=list)
