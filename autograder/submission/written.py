"""Which functions of a source are written, and which still are the stubs that were handed out."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator

from autograder.records import dataclass
from autograder.submission.syntax import NotPythonError, parse

_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Function:
    """A function of a source, or a method of a class of it.

    Parameters
    ----------
    code
        Its lines, without indentation, blank lines and lines that are comments.
    blank
        Whether it ends with `raise NotImplementedError`, as a stub does.
    """

    code: str
    blank: bool


def functions(source: str, most_tokens: int) -> dict[str, Function]:
    """Return the functions and methods of a source by name, such as `ConvLayer1d.step`.

    Of several with one name the last counts. A source that is not Python has none.
    """
    try:
        tree = parse(source, most_tokens)
    except NotPythonError:
        return {}
    lines = source.split("\n")
    return {
        name: Function(_code(lines[node.lineno - 1 : node.end_lineno]), _is_blank(node))
        for name, node in _definitions(tree)
    }


def any_written(found: dict[str, Function], names: Collection[str]) -> bool:
    """Tell whether any of the functions, or of the classes' methods, with these names is written.

    Parameters
    ----------
    found
        The functions of a source.
    names
        Functions and classes.
    """
    return any(
        not function.blank for name, function in found.items() if name.partition(".")[0] in names
    )


def is_stub(found: dict[str, Function], names: Collection[str]) -> bool:
    """Tell whether a source defines all of these functions and classes, and none is written."""
    defined = {name.partition(".")[0] for name in found}
    return defined.issuperset(names) and not any_written(found, names)


def _definitions(tree: ast.Module) -> Iterator[tuple[str, _Function]]:
    for node in tree.body:
        if isinstance(node, _Function):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, _Function):
                    yield f"{node.name}.{inner.name}", inner


def _code(lines: Iterable[str]) -> str:
    bare = (line.strip() for line in lines)
    return "\n".join(line for line in bare if line and not line.startswith("#"))


def _is_blank(node: _Function) -> bool:
    last = node.body[-1]
    if not isinstance(last, ast.Raise):
        return False
    error = last.exc.func if isinstance(last.exc, ast.Call) else last.exc
    return isinstance(error, ast.Name) and error.id == "NotImplementedError"
