"""The formula language of question 7: gradients written down and judged by their value.

A formula is written with the variables that the question gives, numbers, ``+ - * /``, brackets and

- ``u ⊛ v`` or ``u @ v`` (the kernel comes first; as long as the signal v; binds like ``*``),
  ``flip(v)``, ``sum(v)``, ``dot(u, v)`` and ``shift(v, n)``, whose entry j is ``v[j + n]``;
- ``v[i]``, an entry of any vector, which is 0 where the index is outside;
- ``sum(… for k in range(a, b) for …)``, of numbers or of vectors.

A number and a vector broadcast. With a free index (``grad_x[j] = …``) the formula gives one number
for each entry. Everything else of Python is refused, and nothing is ever executed.

`judge` is what a check calls; `parse` and `evaluate` are its two steps.
"""

from __future__ import annotations

from autograder.testing.formula.errors import FormulaError
from autograder.testing.formula.evaluate import evaluate
from autograder.testing.formula.judge import judge
from autograder.testing.formula.syntax import parse
from autograder.testing.formula.tree import Formula

__all__ = ["Formula", "FormulaError", "evaluate", "judge", "parse"]
