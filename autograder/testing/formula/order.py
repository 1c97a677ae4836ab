"""The order of a formula's tokens: the usual slips, each with its place and a way out.

What passes here has balanced brackets and operands and operators in turn, so that little is left
for Python's parser to refuse.
"""

from __future__ import annotations

import keyword
import unicodedata
from collections.abc import Sequence

from autograder.testing.formula.errors import FormulaError, unparsable
from autograder.testing.formula.scan import Token

MAX_TOKENS = 1500
MAX_DEPTH = 30
_MAX_SIGNS = 20
_MAX_WORD = 60
_CLOSING = {"(": ")", "[": "]"}
_BINARY = frozenset("+-*/@")
_STRUCTURE = frozenset({"for", "in"})

_NO_CONDITION = "and none is needed at the borders, since an index outside an array reads 0"
_WORDS = {
    **dict.fromkeys(("if", "else", "elif"), f"formulas have no conditions (`if`), {_NO_CONDITION}"),
    **dict.fromkeys(
        ("and", "or", "not", "is"), f"formulas have no conditions (`{{}}`), {_NO_CONDITION}"
    ),
    **dict.fromkeys(("True", "False", "None"), "`{}` is no number"),
}
_SIGNS = {
    **dict.fromkeys(("**", "^"), "formulas have no powers (`{}`); the operators are + - * / and ⊛"),
    **dict.fromkeys(
        ("==", "!=", "<", ">", "<=", ">=", "≤", "≥", "≠"),
        f"formulas have no comparisons (`{{}}`), {_NO_CONDITION}",
    ),
    **dict.fromkeys("{}", "braces (`{}`) are not used; group with ( ) and index with [ ]"),
    **dict.fromkeys("\"'`", "the quotation mark `{}` is not used"),
    **dict.fromkeys("\\$", "`{}` is not used; LaTeX is not read"),
    **dict.fromkeys("∇∂", "`{}` is not used on the right; the gradient that is given is `grad_z`"),
    **dict.fromkeys("∑Σ", "write a sum as `sum(… for k in range(…))`, not with `{}`"),
    **dict.fromkeys("⋆★∘⊗⊙⊕", "`{}` is not used; the convolution is written ⊛ or @"),
    ".": "attributes and methods (`.`) are not used; write `sum(v)`, not `v.sum()` or `np.sum(v)`",
    ";": "one formula is wanted, without `;`",
    ":": "slices (`:`) are not used; a vector's entries are taken one at a time by an index, "
    "as in `v[i + 1]`, and `flip(v)` reverses",
    "=": "there is a second `=`; one formula is wanted",
    "!": "`!` is not used",
}


class OrderCheck:
    """Checks the tokens of a formula's right side.

    Parameters
    ----------
    text
        The formula as written, for messages.
    found
        The tokens of the right side.
    """

    def __init__(self, text: str, found: Sequence[Token]) -> None:
        self._text = text
        self._found = found
        self._open: list[Token] = []

    def check(self) -> None:
        """Raise `FormulaError` at the first token that cannot stand where it stands."""
        if len(self._found) > MAX_TOKENS:
            raise FormulaError(
                f"The formula has {len(self._found)} words and signs; {MAX_TOKENS} are allowed."
            )
        previous: Token | None = None
        signs = 0
        for token in self._found:
            self._check_known(token)
            self._check_place(previous, token)
            self._check_brackets(token)
            signs = signs + 1 if token.kind == "operator" else 0
            if signs > _MAX_SIGNS:
                raise self._error(token, "too many signs in a row")
            previous = token
        if previous is not None and not _ends_operand(previous):
            raise self._error(previous, f"something is missing after `{previous.text}`")
        if self._open:
            raise self._error(self._open[-1], f"the `{self._open[-1].text}` is never closed")

    def _error(self, token: Token, reason: str) -> FormulaError:
        return unparsable(self._text, token.start, reason)

    def _check_known(self, token: Token) -> None:
        sign = token.text
        if len(sign) > _MAX_WORD:
            raise self._error(token, f"a word or number has {len(sign)} characters")
        if token.kind == "equals" and self._open:
            raise self._error(
                token,
                "`=` inside brackets; arguments have no names, and an index runs as in "
                "`for k in range(50)`",
            )
        if token.kind == "colon" and not self._open:
            raise self._error(token, "`:` is not used; a left side ends with `=`")
        if token.kind == "equals":
            sign = "="
        if token.kind == "name" and sign not in _STRUCTURE:
            if sign in _WORDS:
                raise self._error(token, _WORDS[sign].format(sign))
            if keyword.iskeyword(sign):
                raise self._error(token, f"`{sign}` is a word of Python that formulas do not have")
            if sign in _SIGNS:
                raise self._error(token, _SIGNS[sign].format(sign))
            if not sign.isidentifier() or any(map(_is_raised_or_lowered, sign)):
                raise self._error(token, _odd_name(sign))
        elif token.kind in {"operator", "equals", "colon", "open", "close", "other"}:
            if sign in _SIGNS:
                raise self._error(token, _SIGNS[sign].format(sign))
            if token.kind == "operator" and sign not in _BINARY:
                raise self._error(token, _unknown_operator(sign))
            if token.kind == "other":
                raise self._error(token, _unknown_sign(sign))

    def _check_place(self, previous: Token | None, token: Token) -> None:
        after_operand = previous is not None and _ends_operand(previous)
        if previous is not None and previous.text == "in" and token.text != "range":
            raise self._error(
                token, "a `for` runs over a range, as in `for k in range(50)`; `in` wants `range(`"
            )
        if previous is not None and previous.text == "for" and token.kind != "name":
            raise self._error(token, "after `for` an index's name is wanted")
        if previous is not None and previous.kind == "open" and token.kind == "close":
            self._check_empty(token)
        if _starts_operand(token):
            if after_operand and not _applies(previous, token):
                self._refuse_neighbours(previous, token)
        elif not after_operand and not _may_open(previous, token):
            where = f"`{token.text}`"
            if previous is None or previous.kind in {"open", "comma"}:
                raise self._error(token, f"something is missing before {where}")
            raise self._error(token, f"something is missing between `{previous.text}` and {where}")

    def _check_empty(self, token: Token) -> None:
        if token.text == "]":
            raise self._error(token, "an index is missing between `[` and `]`")
        place = self._found.index(token) - 2
        if place < 0 or self._found[place].kind != "name":
            raise self._error(token, "nothing stands between `(` and `)`")

    def _refuse_neighbours(self, previous: Token | None, token: Token) -> None:
        assert previous is not None
        if previous.kind == "ellipsis" or token.kind == "ellipsis":
            reason = "`…` is not read; write a sum as `sum(… for k in range(50))`"
        else:
            reason = (
                f"an operator is missing between `{previous.text}` and `{token.text}`; "
                "a product is written with `*`"
            )
        raise self._error(token, reason)

    def _check_brackets(self, token: Token) -> None:
        if token.kind == "open":
            self._open.append(token)
            if len(self._open) > MAX_DEPTH:
                raise self._error(token, f"brackets are nested more than {MAX_DEPTH} deep")
        elif token.kind == "close":
            if not self._open:
                raise self._error(token, f"there is no open bracket for this `{token.text}`")
            opened = self._open.pop()
            if token.text != _CLOSING[opened.text]:
                raise self._error(
                    token,
                    f"`{opened.text}` is closed by `{token.text}`; "
                    f"`{_CLOSING[opened.text]}` was expected",
                )


def _ends_operand(token: Token) -> bool:
    if token.kind == "name":
        return token.text not in _STRUCTURE
    return token.kind in {"number", "ellipsis", "close"}


def _starts_operand(token: Token) -> bool:
    if token.kind == "name":
        return token.text not in _STRUCTURE
    return token.kind in {"number", "ellipsis", "open"}


def _applies(previous: Token | None, token: Token) -> bool:
    """Tell whether `token` opens the arguments or the index of what stands before it."""
    if token.text == "[":
        return True
    return token.text == "(" and previous is not None and previous.kind == "name"


def _may_open(previous: Token | None, token: Token) -> bool:
    """Tell whether `token`, which starts no operand, may stand where one is expected."""
    if token.kind == "operator":
        return token.text in {"+", "-"}
    return token.kind == "close" and previous is not None and previous.kind in {"open", "comma"}


def _is_raised_or_lowered(character: str) -> bool:
    return unicodedata.decomposition(character).startswith(("<super>", "<sub>"))


def _odd_name(sign: str) -> str:
    if any(map(_is_raised_or_lowered, sign)):
        return (
            f"raised and lowered signs are not read (`{sign}`); "
            "an index stands in [ ], and there are no powers"
        )
    return f"`{sign}` cannot be a name"


def _unknown_operator(sign: str) -> str:
    if sign.endswith("="):
        return f"`{sign}` is not used; write the whole new value, as in `w - …`"
    return f"the operator `{sign}` is not used; the operators are + - * / and ⊛"


def _unknown_sign(sign: str) -> str:
    if not sign.isprintable():
        return f"the character U+{ord(sign):04X} is not used in formulas"
    return f"the sign `{sign}` (U+{ord(sign):04X}) is not used in formulas"
