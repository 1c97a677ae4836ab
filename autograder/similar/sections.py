"""Which code of a submission is compared with which of another: that of the same module."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.model.submission import Notebook, Submission
from autograder.records import dataclass
from autograder.similar.tokens import NotPythonError, Passage, passages
from autograder.submission.wanted import ReadLimits, Wanted

OTHER = ""
"""The section of what the assignment does not ask for: modules of the student's own, and a
notebook's helpers."""


@dataclass(frozen=True)
class Text:
    """A file of a submission, and what it says.

    Parameters
    ----------
    file
        Its name.
    source
        Its text; a notebook's cells one after the other, each under a line with its number.
    passages
        What it says, each with the section that it belongs to.
    problem
        Why it is not compared, or an empty string.
    """

    file: str
    source: str
    passages: tuple[tuple[str, Passage], ...] = ()
    problem: str = ""


def texts(submission: Submission, wanted: Wanted) -> list[Text]:
    """Return the files of a submission.

    A function or class that the assignment asks for belongs to the section of the module in which
    it asks for it, wherever it stands; what else stands in a module to the module's.
    """
    sections = {name: file for file, names in wanted.graded_names.items() for name in names}
    limits = ReadLimits()
    most = limits.source_tokens
    files = []
    for name, source in sorted(submission.sources.items()):
        home = name if name in wanted.modules else OTHER
        if source.problem:
            files.append(Text(name, source.source, problem=source.problem))
        else:
            files.append(_text(name, source.source, home, sections, most))
    if submission.notebook is not None:
        code = _code(submission.notebook)
        name = submission.notebook.name
        files.append(_text(name, code, OTHER, sections, limits.total_tokens))
    return files


def _text(name: str, source: str, home: str, sections: dict[str, str], most: int) -> Text:
    try:
        found = passages(source, most)
    except NotPythonError as error:
        return Text(name, source, problem=str(error))
    return Text(name, source, tuple((sections.get(one.name, home), one) for one in found))


def _code(notebook: Notebook) -> str:
    return "\n\n".join(_cells(notebook))


def _cells(notebook: Notebook) -> Iterator[str]:
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.strip():
            yield f"# cell {number}\n{cell}"
