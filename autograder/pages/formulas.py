"""A student's formula as it is shown: typeset where it can be read, and as it was written."""

from __future__ import annotations

import re
from functools import lru_cache

from markupsafe import Markup

from autograder.model.report import WrittenAnswer
from autograder.records import dataclass
from autograder.reporting.text import cut

NAME = re.compile(r"[^\W\d]\w*")
WORDS = frozenset({"for", "in", "range", "sum", "dot", "flip", "shift"})
BRACKETS = re.compile(r"\[[^\[\]]*\]")
NOTHING = Markup()
MOST_SHOWN = 4_000


@dataclass(frozen=True)
class WrittenFormula:
    """A formula.

    Parameters
    ----------
    text
        As it was written, cut.
    typeset
        The same as MathML; empty where it cannot be read.
    """

    text: str
    typeset: Markup = NOTHING


@lru_cache(maxsize=1024)
def read(answer: WrittenAnswer) -> WrittenFormula:
    """Return how an answer is shown.

    Every name that is not one of the language's own may stand for a variable here: whether the
    question has it is for the checks to say.
    """
    from autograder.pages.mathml import typeset
    from autograder.testing.formula import FormulaError, parse
    from autograder.testing.formula.tree import Listing

    shown = WrittenFormula(cut(answer.text.strip(), MOST_SHOWN))
    if not shown.text:
        return shown
    names = set(NAME.findall(answer.text)) - WORDS
    for variables in (names - _indices(answer.text, names), names):
        try:
            formula = parse(answer.text, variables=sorted(variables))
            if not isinstance(formula.body, Listing):
                return WrittenFormula(shown.text, typeset(formula, answer.key))
        except (FormulaError, RecursionError):
            continue
    return shown


def _indices(text: str, names: set[str]) -> set[str]:
    """Return the names that stand in square brackets alone."""
    inside = NAME.findall(" ".join(BRACKETS.findall(text)))
    return names & set(inside) - set(NAME.findall(BRACKETS.sub(" ", text)))
