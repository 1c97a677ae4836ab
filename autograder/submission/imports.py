"""Which of a submission's own files use which others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from autograder.model.submission import Submission
from autograder.submission.scopes import Code, Import
from autograder.submission.syntax import NotPythonError, forget, parse
from autograder.submission.walk import add
from autograder.submission.wanted import ReadLimits


def analyse(submission: Submission) -> dict[str, Code]:
    """Return the code of each usable file, and of the notebook, by name."""
    most = ReadLimits().source_tokens
    codes: dict[str, Code] = {}
    for name in sorted(submission.sources):
        source = submission.sources[name]
        if source.problem:
            continue
        try:
            tree = parse(source.source, most)
        except NotPythonError:
            continue
        codes[name] = Code()
        add(codes[name], tree, name, tuple(name.split("/")[:-1]))
    notebook = submission.notebook
    if notebook is not None:
        code = codes.setdefault(notebook.name, Code())
        for number, cell in enumerate(notebook.cells, 1):
            try:
                add(code, parse(cell, most), f"{notebook.name}, cell {number}")
            except NotPythonError:
                continue
    forget()  # who read the submission has parsed it before
    return codes


def own_imports(submission: Submission) -> dict[str, frozenset[str]]:
    """Return which of the submission's own files each of its files imports by itself.

    Returns
    -------
    dict
        By file (and the notebook's name); files that cannot be used are not there. Packages count
        with their `__init__.py`. Imports that stand under `if __name__ == "__main__":` or
        `if TYPE_CHECKING:` do not count, those inside functions do.
    """
    own = frozenset(submission.sources)
    return {
        name: frozenset(
            file for unit in code.units for one in unit.imports for file in imported_files(one, own)
        )
        - {name}
        for name, code in analyse(submission).items()
    }


def imported_files(one: Import, own: Collection[str]) -> Iterator[str]:
    """Yield the submission's own files that an import loads."""
    yield from files_of(one.module, own)
    folder = one.module.replace(".", "/") + "/" if one.module else ""
    for name, _ in one.names:
        for file in (f"{folder}{name}/__init__.py", f"{folder}{name}.py"):
            if file in own:
                yield file


def files_of(module: str, own: Collection[str]) -> Iterator[str]:
    """Yield the own files that importing a dotted name loads: the packages', then the module's."""
    parts = module.split(".")[:64]
    for length in range(1, len(parts) + 1):
        path = "/".join(parts[:length])
        for file in (f"{path}/__init__.py", f"{path}.py"):
            if file in own:
                yield file


def reached(
    start: Iterable[str], direct: Mapping[str, frozenset[str]], stop: Collection[str]
) -> list[str]:
    """Return the files that `start` imports, directly or through others, sorted.

    Those in `stop` are left out, and what only they import.
    """
    seen: set[str] = set()
    waiting = [file for file in start if file not in stop]
    while waiting:
        file = waiting.pop()
        if file not in seen:
            seen.add(file)
            waiting += [one for one in direct.get(file, ()) if one not in stop]
    return sorted(seen)
