"""Lines of text on standard output, wrapped where that is a terminal."""

from __future__ import annotations

import os
import sys

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from autograder.reporting.text import printable

NO_LIMIT = 100_000
NARROWEST_TEXT = 24


def fitted(text: str, width: int) -> str:
    """Return a text of exactly that many cells; an ellipsis stands for what is left out."""
    text = text.replace("\n", " ").replace("\t", " ")
    return (
        set_cell_size(text, width)
        if cell_len(text) <= width
        else (set_cell_size(text, width - 1) + "…")
    )


class Lines:
    """Prints to standard output.

    In a terminal, lines are wrapped at words, and what belongs together stays indented together.
    Elsewhere a sentence is a line, whatever its length, without colours.
    """

    def __init__(self) -> None:
        self._out = _Console(highlight=False, emoji=False, markup=False)

    @property
    def width(self) -> int:
        """How many characters a line may have."""
        return self._out.width if self._out.is_terminal else NO_LIMIT

    def say(self, text: str, style: str = "", indent: int = 0) -> None:
        """Print the lines of a text, each at its own depth below `indent`."""
        for line in printable(text).split("\n"):
            body = line.lstrip(" ")
            depth = indent + len(line) - len(body)
            self.line(Text(body, style=style), depth, depth + 2 * body.startswith("- "))

    def line(self, line: Text, indent: int = 0, hang: int | None = None) -> None:
        """Print one line after `indent` blanks; where it is wrapped, the rest after `hang`."""
        hang = indent if hang is None else hang
        if self._out.is_terminal:
            width = max(self._out.width - hang, NARROWEST_TEXT)
            rows = list(line.wrap(self._out, width))
        else:
            rows = [line]
        for index, row in enumerate(rows):
            row.rstrip()
            margin = Text(" " * (hang if index else indent))
            self.plain(margin + row)

    def plain(self, line: Text) -> None:
        """Print a line as it is."""
        try:
            self._out.print(line, soft_wrap=True)
        except BrokenPipeError:  # from a version of rich that leaves it to us
            self._out.on_broken_pipe()


class _Console(Console):
    """A console that falls silent when the reader of its output has gone."""

    def on_broken_pipe(self) -> None:
        """Go on without a reader: results are still written."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
