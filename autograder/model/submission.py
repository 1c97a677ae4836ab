"""What a student handed in, as data: nothing here has been executed."""

from __future__ import annotations

from dataclasses import field

from autograder.records import dataclass

FOLDER = "<submission>/"
"""Where code says that it is from, before the name of its file; no file can be there."""


@dataclass(frozen=True)
class SourceFile:
    """One Python file of a submission.

    Parameters
    ----------
    name
        Its path inside the submission, with `/` between folders, such as `conv1d.py`.
    source
        Its text, decoded, with LF line ends and no byte order mark.
    problem
        Why it cannot be used (a syntax error, an encoding, its size), or an empty string.
    code
        Its code, marshalled; empty where it has to be compiled where it is run.
    """

    name: str
    source: str
    problem: str = ""
    code: bytes = field(default=b"", repr=False, compare=False)


@dataclass(frozen=True)
class Forbidden:
    """A use of an import or a call that the assignment forbids.

    Parameters
    ----------
    file
        The file's name.
    line
        The line, counted from 1.
    sentence
        What is used there and what the assignment says, for the student.
    """

    file: str
    line: int
    sentence: str


@dataclass(frozen=True)
class Notebook:
    """The code of a notebook, cell by cell.

    Parameters
    ----------
    name
        The notebook's file name.
    cells
        The source of each code cell, in order, magics and shell lines blanked; empty where the cell
        cannot be used.
    problems
        Why a code cell cannot be used, by its number, counted from 1.
    """

    name: str
    cells: tuple[str, ...]
    problems: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Submission:
    """Everything a student handed in that grading looks at.

    Parameters
    ----------
    id
        Its name in reports; unique in a class.
    sources
        Python files by name; empty when a notebook was handed in alone.
    notebook
        The notebook, if one was handed in and no source file takes its place.
    answers
        Answer texts by key (`grad_x`, …, `conv_boundary`, …).
    answer_problems
        Why an answer could not be read, by key; the key `""` stands for the whole file.
    remarks
        What staff and the student should know: renamed files, skipped entries, salvaged answers.
    staff
        What staff alone are told: files that the grader could not read.
    """

    id: str
    sources: dict[str, SourceFile] = field(default_factory=dict)
    notebook: Notebook | None = None
    answers: dict[str, str] = field(default_factory=dict)
    answer_problems: dict[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Its code: the text of each file, and each cell."""
        cells = self.notebook.cells if self.notebook else ()
        return (*(file.source for file in self.sources.values()), *cells)
