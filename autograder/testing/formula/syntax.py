"""From a formula's text to its tree."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Collection

from autograder.testing.formula.build import Builder
from autograder.testing.formula.errors import FormulaError, unparsable
from autograder.testing.formula.names import Names
from autograder.testing.formula.order import OrderCheck
from autograder.testing.formula.scan import entries, named_index, sides, tokens
from autograder.testing.formula.text import MAX_LENGTH, plain
from autograder.testing.formula.tree import Formula, Listing


def parse(text: str, *, variables: Collection[str]) -> Formula:
    """Read a formula.

    Nothing of it is executed. A left side (``grad_x =``) is looked at only for the free index that
    it may name (``grad_x[j] =``); without one, the single unbound name by which a vector is indexed
    or shifted is the free index.

    Parameters
    ----------
    text
        The formula, at most 4,000 characters.
    variables
        The names that it may use, such as ``x`` and ``eta``.

    Raises
    ------
    FormulaError
        Where the text is no formula; the message says what is wrong, and at which column.
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"The formula has {len(text)} characters; {MAX_LENGTH} are allowed.")
    simple = plain(text)
    left, right = sides(tokens(simple))
    if not right:
        reason = "nothing follows the left side" if left else "the answer is empty"
        raise FormulaError(f"There is no formula: {reason}.")
    listed = entries(right)
    if listed:  # whatever its entries are, a list has no shape that is wanted
        shortened = any(token.kind == "ellipsis" for part in listed for token in part)
        count = None if shortened else len(listed)
        return Formula(text, Listing(right[0].start, right[-1].end, count))
    OrderCheck(text, right).check()
    start, end = right[0].start, right[-1].end
    source = " " * start + simple[start:end].replace("…", "_")
    ellipses = frozenset(token.start for token in right if token.kind == "ellipsis")
    names = Names(text, variables, named_index(left))
    builder = Builder(text, source, names, ellipses)
    try:
        return builder.formula(_expression(text, source))
    except RecursionError:
        raise FormulaError("The formula does not parse: it is nested too deeply.") from None


def _expression(text: str, source: str) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # The brackets let a formula begin with blanks; columns move by one.
            return ast.parse(f"({source})", mode="eval").body
    except SyntaxError as error:
        offset = (error.offset or 2) - 2
        offset = min(max(offset, 0), len(source) - 1)
        raise unparsable(text, offset, _reason(source, offset)) from None
    except (RecursionError, MemoryError):
        raise FormulaError("The formula does not parse: it is nested too deeply.") from None
    except ValueError:
        raise FormulaError("The formula does not parse: it cannot be read as text.") from None


def _reason(source: str, offset: int) -> str:
    near = source[offset:].split(maxsplit=1)[:1]
    what = f"`{near[0][:20]}` cannot stand here" if near else "it breaks off"
    if " for " in f" {source} ":
        what += "; a sum is written `sum(… for k in range(50))`"
    return what
