"""IPython's additions to Python, taken out of a cell; every line keeps its number."""

from __future__ import annotations

import re

_CELL_MAGIC = re.compile(r"\s*%%(\w+)[ \t]*(.*)")
_KEEPS_BODY = frozenset({"capture", "memit", "prun", "python", "python3", "time", "timeit"})
_RUNS_STATEMENT = re.compile(r"([ \t]*)%time[ \t]+(?=\S)")
_MAGIC = re.compile(r"[ \t]*(?:[%!?]|/\w|,\w|;\w)")
_HELP = re.compile(r"[ \t]*[^\W\d][\w.*\[\]]*\?{1,2}[ \t]*(?:#.*)?$")
_ASSIGNED = re.compile(r"([ \t]*[^\W\d][\w., \t]*=[ \t]*)(?:%\w|!).*$")
_MARKS = re.compile(r"\"\"\"|'''|[\"'#()\[\]{}\\]")
_INDENT = re.compile(r"[ \t]*")


def python_of(cell: str) -> str:
    """Return the Python of a code cell.

    Blanked are lines that begin with `%`, `!` or `?`, or end with `?`, and whole cells with a cell
    magic, but for those that time or profile their body, and `%%writefile` of a Python file.
    `x = !ls` becomes `x = None`, `%time f()` becomes `f()`. Inside a string or brackets that began
    on an earlier line nothing is changed.
    """
    lines = cell.split("\n")
    first = next((n for n, line in enumerate(lines) if line.strip()), 0)
    magic = _CELL_MAGIC.match(lines[first])
    if magic:
        if not _keeps_body(magic[1], magic[2]):
            return "\n" * (len(lines) - 1)
        lines[first] = ""
    state = _State()
    goes_on = False
    for number, line in enumerate(lines):
        if goes_on:
            goes_on = line.endswith("\\")
            lines[number] = ""
            continue
        if state.at_start:
            timed = _RUNS_STATEMENT.match(line)
            if timed:
                line = timed[1] + line[timed.end() :]
            assigned = _ASSIGNED.match(line)
            if assigned:
                goes_on = line.endswith("\\")
                line = assigned[1] + "None"
            elif _MAGIC.match(line) or _HELP.match(line):
                goes_on = line.endswith("\\")
                indent = _INDENT.match(line)
                # Inside a block the line may be the only one.
                line = indent[0] + "pass" if indent and indent[0] else ""
            lines[number] = line
        state.read(line)
    return "\n".join(lines)


def _keeps_body(magic: str, argument: str) -> bool:
    if magic == "writefile":
        return argument.rstrip().endswith(".py")
    return magic in _KEEPS_BODY


class _State:
    """Whether the next line begins a statement: not in a string, brackets or a continued line."""

    def __init__(self) -> None:
        self._depth = 0
        self._quote = ""
        self._continued = False

    @property
    def at_start(self) -> bool:
        return not self._depth and not self._quote and not self._continued

    def read(self, line: str) -> None:
        self._continued = False
        at = 0
        while found := _MARKS.search(line, at):
            mark, at = found[0], found.end()
            if mark == "\\":
                if at >= len(line):
                    self._continued = not self._quote or len(self._quote) == 1
                at += 1
            elif self._quote:
                if mark.startswith(self._quote):
                    at = found.start() + len(self._quote)
                    self._quote = ""
            elif mark == "#":
                break
            elif mark[0] in "\"'":
                self._quote = mark
            elif mark in "([{":
                self._depth += 1
            elif self._depth:
                self._depth -= 1
        if len(self._quote) == 1 and not self._continued:
            self._quote = ""
