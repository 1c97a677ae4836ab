r"""The answer in a notebook cell that is tagged with its key.

Markdown and raw cells: headings are dropped where something else is there, then a label in front
(`grad_x:`, `**grad_x**:`); if all that is left is one code fence, one pair of backticks or one
formula between dollar signs, what is inside is the answer; else all of it is. `\*` and `\_` lose
their backslash.

Code cells: a string assigned to a variable named like the key, or a string alone, is the answer;
else, where all lines are comments, their text; else the code without its comments.
"""

from __future__ import annotations

import ast
import re

from autograder.submission.syntax import NotPythonError, parse

_LONGEST = 256 * 1024
_MOST_TOKENS = 20_000
_HEADING = re.compile(r"\s{0,3}#{1,6}(?:\s|$)")
_FENCES = ("```", "~~~")
_QUOTED = re.compile(r"(`+)([^`]+)\1")
_DOLLARS = re.compile(r"(\${1,2})([^$]+)\1")
_ESCAPED = re.compile(r"\\([*_])")
_COMMENT_LINE = re.compile(r"\s*#+ ?(.*)$")
_TRAILING_COMMENT = re.compile(r"(?:^|\s)#.*$")


def text_of(source: str, cell_type: str, key: str) -> str:
    """Return the answer that a cell holds, or an empty string.

    Parameters
    ----------
    source
        The cell's text.
    cell_type
        `code`, `markdown`, `raw` or another.
    key
        The answer's key.
    """
    if len(source) > _LONGEST:
        return source
    text = _of_code(source, key) if cell_type == "code" else _of_prose(source, key)
    return text.strip()


def _of_prose(source: str, key: str) -> str:
    lines = _without_html_comments(source).split("\n")
    fenced = False
    kept = []
    for line in lines:
        fenced ^= line.lstrip().startswith(_FENCES)
        if fenced or not _HEADING.match(line):
            kept.append(line)
    if any(line.strip() for line in kept):
        lines = kept
    text = _without_label("\n".join(lines).strip(), key)
    if _is_one_fence(text):
        text = text[text.find("\n") + 1 : text.rfind("\n")]
    elif found := _QUOTED.fullmatch(text) or _DOLLARS.fullmatch(text):
        text = found[2].strip()
    return _without_label(_ESCAPED.sub(r"\1", text), key)


def _without_html_comments(text: str) -> str:
    kept, _, rest = text.partition("<!--")
    while rest:
        _, end, after = rest.partition("-->")
        if not end:
            return f"{kept}<!--{rest}"
        outside, _, rest = after.partition("<!--")
        kept += outside
    return kept


def _is_one_fence(text: str) -> bool:
    """Return whether a text is one fenced block and nothing beside it."""
    lines = text.split("\n")
    marks = [line.strip() for line in lines if line.lstrip().startswith(_FENCES)]
    return (
        len(marks) == 2
        and text.startswith(_FENCES)
        and lines[-1].strip() == marks[1]
        and set(marks[1]) == {marks[0][0]}
    )


def _of_code(source: str, key: str) -> str:
    lines = [line for line in source.split("\n") if line.strip()]
    if lines and lines[0].lstrip().startswith("%%"):
        del lines[0]
    comments = [_COMMENT_LINE.match(line) for line in lines]
    if lines and all(comments):
        return _without_label("\n".join(found[1] for found in comments if found), key)
    string = _string_in("\n".join(lines), key)
    if string is not None:
        return _without_label(string.strip(), key)
    code = (_TRAILING_COMMENT.sub("", line).rstrip() for line in lines)
    return _without_label("\n".join(line for line in code if line).strip(), key)


def _string_in(code: str, key: str) -> str | None:
    """Return the string that the cell assigns to the key, or that it holds alone."""
    try:
        body = parse(code, _MOST_TOKENS).body
    except NotPythonError:
        return None
    assigned = None
    for statement in body:
        if isinstance(statement, ast.Assign):
            targets, value = statement.targets, statement.value
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            targets, value = [statement.target], statement.value
        else:
            continue
        names = [target.id for target in targets if isinstance(target, ast.Name)]
        if key in names and isinstance(value, ast.Constant) and isinstance(value.value, str):
            assigned = value.value
    if assigned is None and len(body) == 1 and isinstance(body[0], ast.Expr):
        value = body[0].value
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            assigned = value.value
    return assigned


def _without_label(text: str, key: str) -> str:
    """Take `key:` off the front, however it is set; `key =` stays, as formulas allow it."""
    label = rf"[*_`$]{{0,3}}{re.escape(key)}[*_`$]{{0,3}}[ \t]*:[*_]{{0,2}}\s*"
    return re.sub(rf"\A\s*{label}", "", text, count=1, flags=re.IGNORECASE)
