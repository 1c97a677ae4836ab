"""From a formula's characters to its tokens, and from these to its two sides."""

from __future__ import annotations

import itertools
import keyword
import re
import unicodedata
from collections.abc import Sequence

from autograder.records import dataclass

_PATTERN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<ellipsis>\.\.\.|…)"
    r"|(?P<equals>:=|=(?!=))"
    r"|(?P<operator>\*\*=?|//=?|<<=?|>>=?|[-+*/@%&|^]=|==|!=|<=|>=|->|[-+*/@%&|^~<>!≤≥≠])"
    r"|(?P<open>[(\[{])|(?P<close>[)\]}])"
    r"|(?P<comma>,)|(?P<colon>:)"
    r"|(?P<other>\S)"
)


@dataclass(frozen=True)
class Token:
    """A word, number or sign of a formula.

    Parameters
    ----------
    kind
        ``number``, ``name``, ``ellipsis``, ``equals``, ``operator``, ``open``, ``close``,
        ``comma``, ``colon`` or ``other``.
    text
        As written, once signs of one meaning were made one.
    start, end
        Where it stands, in characters from 0; `end` is excluded.
    """

    kind: str
    text: str
    start: int
    end: int


def tokens(plain: str) -> list[Token]:
    """Split a formula into tokens; every character that is no blank is in one of them."""
    return [
        Token(match.lastgroup or "other", match.group(), match.start(), match.end())
        for match in _PATTERN.finditer(plain)
    ]


def sides(found: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """Split tokens at the first ``=`` outside brackets.

    An answer's key and a colon may stand in front (``grad_x: …``), as they do in `answers.yaml`.

    Returns
    -------
    left, right
        The tokens on either side; `left` is empty where there is no left side.
    """
    key = 2 if _begins_with_key(found) else 0
    depth = 0
    for position, token in enumerate(found):
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        if token.kind == "equals" and depth <= 0:
            return list(found[key:position]), list(found[position + 1 :])
    return list(found[:key]), list(found[key:])


def entries(found: Sequence[Token]) -> list[Sequence[Token]]:
    """Split tokens at the commas outside brackets, or inside one pair that is around all of them.

    Returns
    -------
    list
        The tokens between the commas; empty where there is no such comma.
    """
    for inner in (found, found[1:-1] if found and found[0].kind == "open" else ()):
        depth = lowest = 0
        commas = []
        for position, token in enumerate(inner):
            depth += {"open": 1, "close": -1}.get(token.kind, 0)
            lowest = min(lowest, depth)
            if token.kind == "comma" and depth == 0:
                commas.append(position)
        if commas and lowest == 0:
            ends = [-1, *commas, len(inner)]
            parts = [inner[a + 1 : b] for a, b in itertools.pairwise(ends)]
            return parts if all(parts) else []
    return []


def _begins_with_key(found: Sequence[Token]) -> bool:
    kinds = [token.kind for token in found[:2]]
    return kinds == ["name", "colon"] and not keyword.iskeyword(found[0].text)


def named_index(left: Sequence[Token]) -> str | None:
    """Return the index that a left side such as ``grad_x[j]`` names, or None."""
    if len(left) < 4 or [token.text for token in left[-3::2]] != ["[", "]"]:
        return None
    name = left[-2]
    return normal(name.text) if name.kind == "name" else None


def normal(name: str) -> str:
    """Return the form in which Python compares names."""
    return unicodedata.normalize("NFKC", name)
