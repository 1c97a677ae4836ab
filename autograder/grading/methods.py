"""Which attributes are methods, by the reference: the submission's own may be anything.

Without a reference, in a student's own run, by the submission.
"""

from __future__ import annotations

import ast

from autograder.model.submission import Submission


def methods_of(solutions: Submission) -> frozenset[str]:
    """Return the names of the methods of all classes, properties left out."""
    names: set[str] = set()
    texts = [source.source for source in solutions.sources.values() if not source.problem]
    for text in (*texts, *(solutions.notebook.cells if solutions.notebook else ())):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef):
                functions = [one for one in node.body if isinstance(one, ast.FunctionDef)]
                names.update(one.name for one in functions if _is_called(one))
    return frozenset(names)


def _is_called(function: ast.FunctionDef) -> bool:
    decorators = {ast.unparse(one) for one in function.decorator_list}
    return decorators <= {"staticmethod", "classmethod"}
