"""Which attributes are methods, by the reference: the submission's own may be anything.

Without a reference, in a student's own run, by the submission.
"""

from __future__ import annotations

import ast
import functools

from autograder.model.submission import Submission


def methods_of(solutions: Submission) -> frozenset[str]:
    """Return the names of the methods of all classes, properties left out."""
    texts = [source.source for source in solutions.sources.values() if not source.problem]
    return _methods_in((*texts, *(solutions.notebook.cells if solutions.notebook else ())))


@functools.lru_cache(maxsize=8)  # of one reference, again and again
def _methods_in(texts: tuple[str, ...]) -> frozenset[str]:
    names: set[str] = set()
    for text in texts:
        if "class" not in text:  # most files: to look at each node takes long
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef):
                functions = [one for one in node.body if isinstance(one, ast.FunctionDef)]
                names.update(one.name for one in functions if _is_called(one))
    return frozenset(names)


def _is_called(function: ast.FunctionDef) -> bool:
    decorators = {ast.unparse(one) for one in function.decorator_list}
    return decorators <= {"staticmethod", "classmethod"}
