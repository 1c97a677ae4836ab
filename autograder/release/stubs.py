"""Make the handout's stubs from the solutions, by their marked regions.

Within a Python function a region is replaced by an error that names the question; elsewhere in
Python, around a helper or a constant of the solution, it vanishes. In YAML its answers are emptied.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import yaml

from autograder.errors import ConfigError
from autograder.records import dataclass
from autograder.release.regions import Region, error_at, find_regions, is_code

_REMEDY = "run `autograder release stubs`"
_KEY = re.compile(r"(\w+):(?:\s+([|>])?.*)?")


def make_stub(source: str, file: str, questions: Collection[str] | None = None) -> str:
    """Return a solution's text without its solution regions.

    Parameters
    ----------
    source
        The solution's text.
    file
        Its name, by whose suffix (`.py`, `.yaml` or `.yml`) its language is known; errors name it.
    questions
        The ids that a region may have; by default any.

    Returns
    -------
    str
        The stub; its line ends are LF, with one at the end of the text.

    Raises
    ------
    ConfigError
        Where a region is broken, where there is none, or where the solution or the stub is not
        valid in its language. Names the file and the line.
    """
    language = Path(file).suffix.lower()
    if language not in _MAKERS:
        known = ", ".join(_MAKERS)
        raise ConfigError(f"{file}: a stub can be made of {known} only; rename the file.")
    lines = source.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    regions = find_regions(lines, file, questions)
    return "\n".join(_MAKERS[language](lines, file, regions)).rstrip() + "\n"


def write_stubs(
    solutions: Path,
    assignment: Path,
    files: Sequence[str],
    questions: Collection[str] | None = None,
) -> list[Path]:
    """Write the stub of each solution into the handout.

    Nothing is written unless all of them can be made.

    Parameters
    ----------
    solutions
        The folder of the solutions.
    assignment
        The folder of the handout; it is made where there is none.
    files
        The names of the files that students hand in.
    questions
        The ids that a region may have; by default any.

    Returns
    -------
    list of Path
        What was written, in the order of `files`.

    Raises
    ------
    ConfigError
        As `make_stub` does, and for a solution that cannot be read.
    """
    stubs = {assignment / name: _stub_of(solutions, name, questions) for name in files}
    for path, stub in stubs.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(stub)
    return list(stubs)


def stub_drift(
    solutions: Path,
    assignment: Path,
    files: Sequence[str],
    questions: Collection[str] | None = None,
) -> list[str]:
    """Say where the handout is not what the solutions make.

    Parameters
    ----------
    solutions, assignment, files, questions
        As for `write_stubs`.

    Returns
    -------
    list of str
        A sentence for each file that is missing, that differs, or that is none of the files to be
        handed in though it looks like one; empty where all is well.

    Raises
    ------
    ConfigError
        As `write_stubs` does.
    """
    drift: list[str] = []
    for name in files:
        stub = _stub_of(solutions, name, questions)
        path = assignment / name
        if not path.is_file():
            drift.append(f"{assignment.name}/{name} is missing; {_REMEDY}.")
        elif path.read_bytes() != stub:
            made = f"{solutions.name}/{name}"
            drift.append(f"{assignment.name}/{name} is not the stub that {made} makes; {_REMEDY}.")
    handed_out = sorted(path.name for path in assignment.glob("*") if path.suffix in _MAKERS)
    drift += [
        f"{assignment.name}/{name} is not among the files to be handed in; remove it."
        for name in handed_out
        if name not in files
    ]
    return drift


def _stub_of(solutions: Path, name: str, questions: Collection[str] | None) -> bytes:
    file = f"{solutions.name}/{name}"
    try:
        source = (solutions / name).read_bytes().decode()
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file} is not UTF-8 (byte {error.start}).") from error
    return make_stub(source, file, questions).encode()


def _python_stub(lines: Sequence[str], file: str, regions: Sequence[Region]) -> list[str]:
    functions = list(_functions(_parse(lines, file, "the solution")))
    stub: list[str] = []
    done = 0
    for region in regions:
        stub += lines[done : region.begin - 1]
        done = region.end
        code = [n for n in range(region.begin + 1, region.end) if is_code(lines[n - 1])]
        first, last = code[0], code[-1]
        around = [f for f in functions if f.first < first and last <= f.last]
        within = [f for f in functions if first <= f.first and f.last <= last]
        apart = [f for f in functions if f.last < first or last < f.first]
        if len(around) + len(within) + len(apart) < len(functions):
            raise error_at(file, region.begin, "this region holds a part of a function only")
        if around:
            indent = lines[first - 1][: -len(lines[first - 1].lstrip())]
            text = f"{region.question} {around[-1].name}: not written yet"
            stub.append(f'{indent}raise NotImplementedError("{text}")')
        else:
            done = _close_up(stub, lines, done)
    stub += lines[done:]
    _parse(stub, file, "the stub")
    return stub


def _close_up(stub: list[str], lines: Sequence[str], done: int) -> int:
    """Join the blank lines at the end of `stub` and from `done` on: the longer run stays."""
    before = after = 0
    while stub and not stub[-1].strip():
        stub.pop()
        before += 1
    while done < len(lines) and not lines[done].strip():
        done += 1
        after += 1
    stub += [""] * max(before, after)
    return done


def _yaml_stub(lines: Sequence[str], file: str, regions: Sequence[Region]) -> list[str]:
    stub: list[str] = []
    done = 0
    emptied: set[str] = set()
    for region in regions:
        stub += lines[done : region.begin - 1]
        done = region.end
        for number in range(region.begin + 1, region.end):
            line = lines[number - 1]
            if not is_code(line) or line[0] == " ":
                continue
            key = _KEY.fullmatch(line)
            if key is None:
                raise error_at(file, number, "a region holds answers such as `key: text` only")
            stub.append(f"{key[1]}: |" if key[2] else f'{key[1]}: ""')
            emptied.add(key[1])
    stub += lines[done:]
    wanted = {
        key: "" if key in emptied else answer
        for key, answer in _load(lines, file, "the solution").items()
    }
    if _load(stub, file, "the stub") != wanted:
        raise ConfigError(f"{file}: a region should begin and end between two answers.")
    return stub


_MAKERS = {".py": _python_stub, ".yaml": _yaml_stub, ".yml": _yaml_stub}


@dataclass(frozen=True)
class _Function:
    """A function's full name, and its lines, counted from 1."""

    name: str
    first: int
    last: int


def _functions(node: ast.AST, outer: str = "") -> Iterator[_Function]:
    """Yield every function below `node`, an outer one before its inner ones."""
    for child in ast.iter_child_nodes(node):
        name = outer
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            name = f"{outer}.{child.name}" if outer else child.name
            if not isinstance(child, ast.ClassDef):
                first = min([child.lineno, *(d.lineno for d in child.decorator_list)])
                yield _Function(name, first, child.end_lineno or child.lineno)
        yield from _functions(child, name)


def _parse(lines: Sequence[str], file: str, what: str) -> ast.Module:
    try:
        return ast.parse("\n".join(lines))
    except SyntaxError as error:
        raise error_at(file, error.lineno or 1, f"{what} is not Python: {error.msg}") from error


def _load(lines: Sequence[str], file: str, what: str) -> dict[str, object]:
    try:
        answers = yaml.safe_load("\n".join(lines))
    except yaml.YAMLError as error:
        raise ConfigError(f"{file}: {what} is not YAML: {error}") from error
    if not isinstance(answers, dict):
        raise ConfigError(f"{file}: {what} is not a mapping from keys to answers.")
    return answers
