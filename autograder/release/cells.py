"""Cuts files that students fill in into the pieces of which a notebook is made."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Mapping, Sequence

from autograder.errors import ConfigError
from autograder.records import dataclass
from autograder.release.regions import error_at

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Piece:
    """A function or a class with what stands before it, or what stands behind the last one.

    Parameters
    ----------
    name
        The function or class; empty for the rest of a file.
    binds
        Every name that it gives a meaning to.
    source
        Its text.
    """

    name: str
    binds: frozenset[str]
    source: str


@dataclass(frozen=True)
class Module:
    """A file in pieces.

    Parameters
    ----------
    doc
        Its docstring.
    imports
        Its imports of libraries, one a line.
    pieces
        The rest, in order.
    """

    doc: str
    imports: tuple[str, ...]
    pieces: tuple[Piece, ...]


def pieces_of(source: str, file: str, own: Collection[str]) -> Module:
    """Cut a Python file into pieces.

    Parameters
    ----------
    source
        Its text, valid Python.
    file
        Its name, for errors.
    own
        The names of all modules that students write. Imports from them are left out, since in a
        notebook all stand in one namespace.

    Raises
    ------
    ConfigError
        Where a module of `own` is imported in a way that a notebook cannot do without.
    """
    tree = ast.parse(source)
    lines = source.split("\n")
    body = list(tree.body)
    doc = ast.get_docstring(tree) or ""
    if doc:
        del body[0]
    done = tree.body[0].end_lineno or 0 if doc else 0
    imports: list[str] = []
    pieces: list[Piece] = []
    waiting: list[str] = []
    binds: set[str] = set()
    for node in body:
        text = "\n".join(lines[done : node.end_lineno]).strip("\n")
        done = node.end_lineno or 0
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            if not _is_own(node, file, own):
                imports.append(ast.unparse(node))
            continue
        waiting.append(text)
        binds |= _bound(node)
        if isinstance(node, Definition):
            pieces.append(Piece(node.name, frozenset(binds), "\n\n\n".join(waiting)))
            waiting, binds = [], set()
    if waiting:
        pieces.append(Piece("", frozenset(binds), "\n\n\n".join(waiting)))
    return Module(doc, tuple(imports), tuple(pieces))


def refuse_same_names(modules: Mapping[str, Module]) -> None:
    """Refuse files that give one name two meanings, which one namespace cannot hold.

    Raises
    ------
    ConfigError
        Naming both files.
    """
    owner: dict[str, str] = {}
    for file, module in modules.items():
        for piece in module.pieces:
            for name in sorted(piece.binds):
                if owner.setdefault(name, file) != file:
                    raise ConfigError(
                        f"{owner[name]} and {file} both define {name}; in a notebook, where all "
                        "is one namespace, one would take the other's place: rename one."
                    )


def comments_before(text: str, keys: Sequence[str]) -> dict[str, str]:
    """Return what the comments of a YAML file say before each of its keys, without their signs."""
    found: dict[str, str] = {}
    comments: list[str] = []
    for line in text.split("\n"):
        key = re.match(r"(\w+):", line)
        if key and key[1] in keys:
            found[key[1]] = "\n".join(comments).strip("\n")
            comments = []
        elif line.startswith("#"):
            comments.append(line[1:].removeprefix(" "))
        elif not line.strip():
            comments.append("")
    return found


def _is_own(node: ast.Import | ast.ImportFrom, file: str, own: Collection[str]) -> bool:
    if isinstance(node, ast.ImportFrom):
        mine = bool(node.level) or (node.module or "").partition(".")[0] in own
        plain = all(alias.asname is None and alias.name != "*" for alias in node.names)
        if mine and not (plain and node.module):
            raise error_at(
                file, node.lineno, "a notebook cannot do without this import; write `from … import`"
            )
        return mine
    if any(alias.name.partition(".")[0] in own for alias in node.names):
        raise error_at(
            file, node.lineno, "a notebook cannot do without this import; write `from … import`"
        )
    return False


def _bound(node: ast.stmt) -> set[str]:
    if isinstance(node, Definition):
        return {node.name}
    return {
        inner.id
        for inner in ast.walk(node)
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)
    }
