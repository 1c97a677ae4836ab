"""A submission made of text, in the sandbox: what the tests in this folder call."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from autograder.grading.proxy import SubmissionProxy
from autograder.grading.session import Session
from autograder.model.assignment import Assignment, Imports, Limits, Question
from autograder.model.submission import Forbidden, Notebook, SourceFile, Submission
from autograder.sandbox.client import WorkerFactory
from autograder.sandbox.protocol import StandIn

LIMITS = Limits(
    call_seconds=3.0,
    import_seconds=5.0,
    question_seconds=30.0,
    submission_seconds=60.0,
    memory_mb=1024,
    output_chars=1_000,
    result_mb=8,
)
ANY = Imports()
MODULES = ("task.py", "other.py")


def assignment(limits: Limits = LIMITS, imports: Imports = ANY) -> Assignment:
    questions = tuple(
        Question(id, id, Fraction(1), file, ("f",)) for id, file in zip("12", MODULES, strict=True)
    )
    return Assignment(Path("/"), "test", MODULES, "work.ipynb", None, questions, imports, limits)


class Student:
    """A submission in its session.

    Parameters
    ----------
    factory
        Where workers come from.
    code
        The text of `task.py`, or all files by name.
    cells
        The cells of a notebook, instead of files.
    stand_ins
        Functions to stand in for, by module; the reference is `reference`.
    """

    def __init__(
        self,
        factory: WorkerFactory,
        code: str | dict[str, str] = "",
        *,
        cells: tuple[str, ...] = (),
        stand_ins: dict[str, tuple[str, ...]] | None = None,
        reference: str | dict[str, str] = "",
        limits: Limits = LIMITS,
        imports: Imports = ANY,
        forbidden: dict[str, tuple[Forbidden, ...]] | None = None,
        problems: dict[str, str] | None = None,
    ) -> None:
        terms = assignment(limits, imports)
        files = _sources(code) if code else {}
        for name, problem in (problems or {}).items():
            files[name] = replace(files[name], problem=problem)
        notebook = Notebook("work.ipynb", tuple(map(textwrap.dedent, cells))) if cells else None
        handed_in = Submission("student", sources=files, notebook=notebook)
        self.solutions = Session(Submission("r", _sources(reference)), {}, terms, factory)
        self.session = Session(handed_in, forbidden or {}, terms, factory, self.solutions)
        given = tuple(StandIn(module, tuple(names)) for module, names in (stand_ins or {}).items())
        self.session.turn_to("1", given)
        self.proxy = SubmissionProxy(self.session)

    @property
    def printed(self) -> str:
        return "".join(self.session.printed)

    def __getattr__(self, module: str) -> Any:
        return getattr(self.proxy, module)

    def close(self) -> None:
        self.session.close()
        self.solutions.close()


def _sources(code: str | dict[str, str]) -> dict[str, SourceFile]:
    files = {"task.py": code} if isinstance(code, str) else code
    return {name: SourceFile(name, textwrap.dedent(text)) for name, text in files.items()}
