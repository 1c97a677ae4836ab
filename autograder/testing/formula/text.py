"""A formula's characters: different signs of one meaning made one, every place kept."""

from __future__ import annotations

import re
import unicodedata

MAX_LENGTH = 4000

SYNONYMS = {
    **dict.fromkeys("⊛", "@"),
    **dict.fromkeys("·⋅∙×∗⁎", "*"),
    **dict.fromkeys("−–‐‑", "-"),
    **dict.fromkeys("∕⁄÷", "/"),
    **dict.fromkeys("⋯", "…"),
    **dict.fromkeys("←≔", "="),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", " "),
}
_COMPATIBLE = ("<wide>", "<narrow>", "<font>", "<small>")

# A formula that stands in a fenced block, in quotes or in backticks, as it does in a notebook.
_FENCED = re.compile(r"\s*(`{3,8}|~{3,8})[^\n`~]*\n(?P<body>.*?)\1\s*", re.DOTALL)
_QUOTED = re.compile(
    r"(?P<left>[^\"'`]*?(?<![=<>!])=(?!=)|)\s*"
    r"(?P<quote>`{1,3}|\"\"\"|'''|\"|')(?P<body>[^\"'`]*)(?P=quote)\s*"
)
_COMMENT = re.compile(r"#[^\r\n]*")
_CONTINUATION = re.compile(r"\\(?=[ \t]*(?:[\r\n]|$))")


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _unwrap(text: str) -> str:
    for pattern, kept in ((_FENCED, ("body",)), (_QUOTED, ("left", "body"))):
        match = pattern.fullmatch(text)
        if match is not None:
            inside = [range(*match.span(group)) for group in kept]
            text = "".join(
                character if any(place in part for part in inside) else " "
                for place, character in enumerate(text)
            )
    return text


def _plain_character(character: str) -> str:
    if character in SYNONYMS:
        return SYNONYMS[character]
    if character.isspace():
        return " "
    if not character.isascii() and unicodedata.decomposition(character).startswith(_COMPATIBLE):
        compatible = unicodedata.normalize("NFKC", character)
        if len(compatible) == 1:
            return SYNONYMS.get(compatible, compatible)
    return character


def plain(text: str) -> str:
    """Rewrite a formula with one sign for each meaning, on one line.

    Comments, and the quotes, backticks or fences around a whole formula, become blanks;
    ``⊛`` becomes ``@``, which binds in Python as the assignment says of ``⊛``.

    Returns
    -------
    str
        As long as `text`, so that a place in one is a place in the other.
    """
    text = _CONTINUATION.sub(" ", _COMMENT.sub(_blank, _unwrap(text)))
    return "".join(map(_plain_character, text))
