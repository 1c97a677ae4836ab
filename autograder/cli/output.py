"""Output on a terminal, or to a file, whose encoding lacks characters that we print."""

from __future__ import annotations

import codecs
import contextlib
from typing import TextIO

PLAIN = {
    "✓": "+", "✗": "x", "…": "...", "·": "-", "–": "-", "—": "-", "−": "-", "×": "x", "∂": "d",
    "→": "->", "≠": "!=", "≤": "<=", "≥": ">=", "‘": "'", "’": "'", "“": '"', "”": '"',
}  # fmt: skip
HANDLER = "autograder.plain"


def never_fail(stream: TextIO) -> None:
    """Have a stream write what its encoding lacks as something like it, or as a question mark.

    On Windows that is so for what goes to a pipe or a notebook, where ✓ and ✗ must not look alike.
    """
    codecs.register_error(HANDLER, _plain)
    with contextlib.suppress(AttributeError):  # where a test, or a notebook, has put another stream
        stream.reconfigure(errors=HANDLER)  # type: ignore[attr-defined]


def _plain(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = "".join(PLAIN.get(letter, "?") for letter in error.object[error.start : error.end])
    return text, error.end
