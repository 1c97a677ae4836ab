"""The check from a notebook's cell: `%check`, or `autograder.check()`.

What is checked is the notebook's file, in a process of its own: a student's kernel may be in any
state. Where the file lacks what was run here, that is said.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from autograder import config
from autograder.checking import facts
from autograder.checking.subject import ID
from autograder.errors import AutograderError, UsageError
from autograder.grading.intake import read_submission
from autograder.model.assignment import Assignment
from autograder.reporting.checkup_page import HEAD
from autograder.submission.wanted import ReadLimits
from autograder.submission.written import Function, functions

NAMED_BY = "__vsc_ipynb_file__"
"""Where Visual Studio Code keeps the notebook's path, in the kernel's names."""
SESSION = "JPY_SESSION_NAME"
"""Where a Jupyter server keeps it, in the environment."""


def check(questions: Sequence[str], shell: Any) -> None:
    """Check the notebook that this kernel belongs to, and show what was found.

    Parameters
    ----------
    questions
        Such as `1.2`; none for all.
    shell
        The kernel's `InteractiveShell`, or `None` outside of one.
    """
    try:
        root = facts.nearest(Path.cwd())
        facts.read(root)
        assignment = config.read(root)
        notebook = find_notebook(assignment, Path.cwd(), _names(shell), os.environ)
        run_here = [str(text) for text in _names(shell).get("In", [])]
        unsaved = not_saved(notebook, assignment, run_here)
    except AutograderError as error:
        print(f"autograder: {error}")
        return
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        done = _run([*questions, str(notebook), "--assignment", str(root), "--html", str(page)])
        html = page.read_text(encoding="utf-8").removeprefix(HEAD) if page.is_file() else ""
    if not html or shell is None:
        print(f"{unsaved}\n" * bool(unsaved) + done.stdout + done.stderr, end="")
        return
    from IPython.display import HTML, display

    display(HTML((f"<p><b>{escape(unsaved)}</b></p>" if unsaved else "") + html))


def find_notebook(
    assignment: Assignment, folder: Path, names: dict[str, Any], environment: Any
) -> Path:
    """Find the file of the notebook that a kernel belongs to.

    Parameters
    ----------
    assignment
        Which names the notebook that it wants.
    folder
        The kernel's working directory.
    names
        The kernel's names.
    environment
        Its environment.

    Raises
    ------
    UsageError
        If there is none.
    """
    told = [str(one) for one in (names.get(NAMED_BY), environment.get(SESSION)) if one]
    wanted = assignment.notebook or "assignment.ipynb"
    for path in (*map(Path, told), *(folder / Path(one).name for one in told), folder / wanted):
        if path.suffix == ".ipynb" and path.is_file():
            return path.resolve()
    raise UsageError(f"{folder} has no {wanted}; save the notebook there, under this name")


def not_saved(notebook: Path, assignment: Assignment, run_here: Sequence[str]) -> str:
    """Say what was run in this kernel and is not in the notebook's file; else an empty string.

    Parameters
    ----------
    notebook
        The file.
    assignment
        Which names what is graded.
    run_here
        The cells that were run, in order.
    """
    saved = read_submission(notebook, assignment, ID).notebook
    in_file = _last(saved.cells if saved is not None else ())
    in_kernel = _last(run_here)
    graded = {name for names in assignment.graded_names.values() for name in names}
    changed = [
        name
        for name, function in in_kernel.items()
        if name.partition(".")[0] in graded
        and (name not in in_file or in_file[name].code != function.code)
    ]
    if not changed:
        return ""
    verb = "is" if len(changed) == 1 else "are"
    return (
        f"Not saved: {', '.join(changed)} {verb} not in {notebook.name} as last run here. Save the "
        "notebook, then check again."
    )


def _last(cells: Sequence[str]) -> dict[str, Function]:
    found: dict[str, Function] = {}
    for cell in cells:
        found.update(functions(cell, ReadLimits.source_tokens))
    return found


def _names(shell: Any) -> dict[str, Any]:
    names: dict[str, Any] = {} if shell is None else shell.user_ns
    return names


def _run(arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "autograder", "check", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
