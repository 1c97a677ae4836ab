"""Python source → syntax tree, without a way to crash, stall or flood the process that asks.

What was measured, on Python 3.10 to 3.13 with a stack of 8 MiB: brackets, operators before a term
and blocks nest as deep as the parser's own limits, which raise. Chains such as `a + a + …`,
`a.a.a…`, `f()()()…` have none before Python 3.11 and end the process from between 100,000 and
250,000 links on. A tree takes up to 1.5 KiB and 10 µs a token. What grows with the square of a
source's length, and is bounded here for that: the order of combining marks in a name, the text of a
dotted name in an import, and before Python 3.12 the places of expressions in f-strings.
"""

from __future__ import annotations

import ast
import marshal
import re
import unicodedata
import warnings
from functools import lru_cache

from autograder.model.submission import FOLDER
from autograder.submission.remarks import shown

_LINKS = "+-*/%@.([&|^<>"
MOST_LINKS = 50_000
"""Signs that can continue a chain, in one source."""
MOST_MARKS = 30
"""Combining marks in a row, as in Unicode's stream-safe format (UAX #15)."""
_MOST_WORK = 500_000_000
_SMALL = 4_000
"""Tokens of a source that is compiled, or whose tree is kept for whoever asks for it again."""
_MOST_FINALLY = 4
"""In a source that is compiled: what follows one is compiled twice, within another four times."""
_MOST_CODE = 2**18
_SIGNS = b",:;=~!(){}[]+-*/%@.&|^<>\"'#\\`$?"
_MARKS = re.compile(rf"[^\x00-\u02ff]{{{MOST_MARKS + 1},}}")
_REST = r"[^\n\\#;,()]*"
_IMPORT = re.compile(rf"\b(?:import|from)\b{_REST}(?:\\\n{_REST})*")


class NotPythonError(Exception):
    """A text is not Python that can be read; the text of the error says where and why."""


@lru_cache(maxsize=1)  # who reads a source counts them, and parses it then
def tokens(source: str) -> int:
    """Return a bound on the number of tokens in a source, comments and strings counted too."""
    data = _encoded(source)
    signs = len(data) - len(data.translate(None, _SIGNS))
    return 2 * signs + len(source.split())


def parse(source: str, most_tokens: int) -> ast.Module:
    """Parse a source; the tree is for reading only, as whoever asks again is given the same.

    Raises
    ------
    NotPythonError
        If it is not valid, or is too large or too deeply nested to be looked at.
    """
    _require_bounded(source, most_tokens)
    return _small_tree(source) if tokens(source) <= _SMALL else _tree(source)


def compiled(source: str, file: str, most_tokens: int) -> bytes:
    """Return the code of a source that is valid, marshalled, as it is run without a warning.

    Empty if it is not, or might take long to compile, which is then left to a process that can be
    interrupted.

    Parameters
    ----------
    source, file
        The text, and the name of its file in the submission.
    most_tokens
        Beyond which it is not looked at.
    """
    if tokens(source) > _SMALL or source.count("finally") > _MOST_FINALLY:
        return b""
    try:
        _require_bounded(source, most_tokens)
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            warnings.simplefilter("ignore", DeprecationWarning)  # as where it is run
            code = compile(source, FOLDER + file, "exec", dont_inherit=True, optimize=0)
        data = b"" if said else marshal.dumps(code)
    except Exception:  # of many kinds, which are told where the source is parsed
        return b""
    return data if len(data) <= _MOST_CODE else b""


def _require_bounded(source: str, most_tokens: int) -> None:
    """Raise a `NotPythonError` if a source is more than is looked at."""
    length = len(source)
    if tokens(source) > most_tokens:
        raise NotPythonError("more code than is looked at")
    # What takes long to tell comes after what is quickly told and mostly enough.
    if length > MOST_LINKS and sum(source.count(sign) for sign in _LINKS) > MOST_LINKS:
        raise NotPythonError("more operators than are looked at")
    if source.count("{") * length > _MOST_WORK:
        raise NotPythonError("more braces than are looked at")
    if source.count(".") * length > _MOST_WORK // 10 and _names_much(source):
        raise NotPythonError("an import of a longer name than is looked at")
    if len(_encoded(source)) > length + MOST_MARKS and _piles_marks(source):
        raise NotPythonError(f"more than {MOST_MARKS} combining marks on one letter")


def forget() -> None:
    """Let go of the trees that are kept."""
    _small_tree.cache_clear()
    tokens.cache_clear()


def _tree(source: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except SyntaxError as error:
        where = f"line {error.lineno}: " if error.lineno else ""
        raise NotPythonError(where + shown(error.msg or "invalid syntax", 200)) from None
    except (RecursionError, MemoryError):
        raise NotPythonError("too deeply nested to be read") from None
    except (ValueError, OverflowError, SystemError) as error:
        raise NotPythonError(shown(str(error) or "not valid Python", 200)) from None


_small_tree = lru_cache(maxsize=16)(_tree)


def problem(source: str, most_tokens: int) -> str:
    """Return why a source is not Python that can be read, or an empty string."""
    try:
        parse(source, most_tokens)
    except NotPythonError as error:
        return str(error)
    return ""


def _encoded(source: str) -> bytes:
    return source.encode("utf-8", "surrogatepass")


def _names_much(source: str) -> bool:
    """Return whether the dotted names in imports are too much work."""
    found = _IMPORT.finditer(source)
    return sum(len(one[0]) * one[0].count(".") for one in found) > _MOST_WORK // 10


def _piles_marks(source: str) -> bool:
    """Return whether more marks than any language has follow one another."""
    for run in _MARKS.finditer(source):
        marks = 0
        for sign in run[0]:
            marks = marks + 1 if unicodedata.combining(sign) else 0
            if marks > MOST_MARKS:
                return True
    return False
