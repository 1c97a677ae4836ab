"""Texts that a file, a web page and a terminal can show, whoever wrote them."""

from __future__ import annotations

import re

MAX_TEXT = 20_000
STAFF_TEST = "For staff: not everything was judged"
"""The name of a hidden test: it keeps a total that lacks a part from the student."""
CONTROL = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Control characters but tab and line feed, line separators, changes of direction, surrogates."""


def printable(text: str) -> str:
    """Return a text without what could move a cursor, reverse a line or break an encoding."""
    if text.isprintable():  # a line without any of those, as most are
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def cut(text: str, most: int = MAX_TEXT) -> str:
    """Return a text of at most about `most` characters, without its middle if it has more."""
    if len(text) <= most:
        return text
    half = most // 2
    return f"{text[:half]}\n… ({len(text) - 2 * half} characters cut)\n{text[-half:]}"
