"""Why an assignment's checks cannot be collected: one sentence, with the file and the line."""

from __future__ import annotations

import re
import traceback
from pathlib import Path

import pytest

from autograder.model.check import CHECKS


def why_not_collected(
    node: pytest.Item | pytest.Collector, error: BaseException, root: Path
) -> str:
    """Say what is wrong with a file of checks.

    Parameters
    ----------
    node
        The file, or what pytest was collecting in it.
    error
        What came of that.
    root
        The assignment's folder, from which files are named.
    """
    cause = error.__cause__ or error
    path = getattr(error, "path", node.path)  # a conftest.py's own, which is no node
    file = _shown(path, root)
    if type(cause).__name__ == "ImportPathMismatchError":
        return f"{file}: another file of checks has the same name; rename one"
    if cause is error and isinstance(error, (pytest.Collector.CollectError, pytest.fail.Exception)):
        text = " ".join(str(error).split()).removeprefix("In ").replace(f"{node.nodeid}::", "")
        return f"{file}: {text}"
    if isinstance(cause, SyntaxError) and cause.filename == str(path):
        return f"{file}, line {cause.lineno}: {_said(cause)}"
    frames = traceback.extract_tb(cause.__traceback__)
    here = [frame.lineno for frame in frames if frame.filename == str(path)]
    return f"{file}{f', line {here[-1]}' if here else ''}: {_said(cause)}"


def why_stopped(error: BaseException, root: Path) -> str:
    """Say what stopped pytest, such as a `SystemExit` of a file of checks."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [frame for frame in frames if f"/{CHECKS}/" in Path(frame.filename).as_posix()]
    where = ""
    if places:
        where = f"{_shown(Path(places[-1].filename), root)}, line {places[-1].lineno}: "
    return where + _said(error)


def _said(error: BaseException) -> str:
    """Return an exception's type and text on one line."""
    text = error.msg if isinstance(error, (SyntaxError, pytest.skip.Exception)) else str(error)
    return f"{type(error).__name__}: {' '.join(str(text).split())}"


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def why_not_started(text: str, folder: Path, root: Path) -> str:
    """Say in one sentence what pytest printed before it could collect: a broken `conftest.py`."""
    file = re.search(r"while loading conftest '(.*)'", text)
    lines = re.findall(r'conftest\.py(?:", line |:)(\d+)', text)
    said = [line.removeprefix("E").strip() for line in text.splitlines() if line.strip()] or ["?"]
    where = _shown(Path(file[1]), root) if file else _shown(folder, root)
    return f"{where}{f', line {lines[-1]}' if file and lines else ''}: {said[-1]}"
