"""The formula language of question 7: gradients written down and judged by their value."""

from __future__ import annotations

from autograder.testing.formula.errors import FormulaError
from autograder.testing.formula.evaluate import evaluate
from autograder.testing.formula.judge import judge
from autograder.testing.formula.syntax import parse
from autograder.testing.formula.tree import Formula

__all__ = ["Formula", "FormulaError", "evaluate", "judge", "parse"]
