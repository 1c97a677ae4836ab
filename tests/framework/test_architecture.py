"""Who imports whom, and what is loaded when."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
import tiny_assignment

PACKAGE = Path(__file__).parents[2] / "autograder"

BELOW_GRADING = {
    "model", "errors", "config", "store", "submission", "reporting", "roster", "sandbox",
    "testing",
}  # fmt: skip
EVERYTHING = BELOW_GRADING | {
    "audit", "grading", "checking", "cluster", "gradescope", "pages", "rehearsal", "release",
    "similar",
}  # fmt: skip
MAY_KNOW: dict[str, set[str]] = {
    "model": set(),
    "sandbox": set(),
    "testing": set(),
    "errors": set(),
    "records": set(),
    "config": {"model", "errors"},
    "submission": {"model", "errors"},
    "roster": {"model", "errors", "submission"},
    "reporting": {"model", "errors"},
    "store": {"model", "errors"},
    "pages": {"model", "reporting", "testing"},
    "grading": BELOW_GRADING,
    "checking": BELOW_GRADING | {"grading"},
    "gradescope": BELOW_GRADING | {"grading"},
    "audit": BELOW_GRADING | {"grading"},
    "cluster": BELOW_GRADING | {"grading"},
    "similar": BELOW_GRADING | {"grading", "pages"},
    "rehearsal": {"errors", "reporting", "sandbox"},
    "release": EVERYTHING - {"release"},
    "cli": EVERYTHING,
    "__main__": {"cli", "sandbox"},  # which forks before anything else is loaded
    "__init__": {"checking"},
}
FOREIGN: dict[str, set[str]] = {
    "model": set(),
    "errors": set(),
    "records": set(),
    "sandbox": {"numpy", "msgspec"},
    "testing": {"numpy", "msgspec"},
    "config": {"yaml", "msgspec"},
    "submission": {"yaml", "msgspec", "nbformat"},
    "roster": set(),
    "reporting": {"msgspec", "rich"},
    "store": {"msgspec"},
    "pages": {"jinja2", "markupsafe"},
    "grading": {"numpy", "msgspec", "pytest", "yaml"},
    "checking": {"msgspec", "IPython"},
    "gradescope": {"msgspec"},
    "audit": {"msgspec", "rich", "yaml"},
    "cluster": {"distributed", "msgspec"},
    "similar": {"jinja2", "markupsafe", "msgspec", "numpy", "rich"},
    "rehearsal": {"msgspec", "yaml"},
    "release": {"yaml", "nbformat"},
    "cli": set(),
    "__main__": set(),
    "__init__": set(),
}


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Return every module that a file imports, wherever in it, by its full name."""
    package = ("autograder", *path.relative_to(PACKAGE).parts[:-1])
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, [base, node.module]))
            found |= {f"{module}.{alias.name}" for alias in node.names}
    return found


FILES = sorted(PACKAGE.rglob("*.py"))
KNOWS: dict[str, set[str]] = {}
USES: dict[str, set[str]] = {}
for _file in FILES:
    for _name in imported(_file):
        _first, *_rest = _name.split(".")
        if _first == "autograder":
            KNOWS.setdefault(room(_file), set()).add(_rest[0])
        elif _first not in sys.stdlib_module_names:
            USES.setdefault(room(_file), set()).add(_first)


def test_every_room_has_a_rule() -> None:
    assert {room(file) for file in FILES} == set(MAY_KNOW) == set(FOREIGN)


def test_the_walk_sees_imports_of_every_form() -> None:
    assert imported(PACKAGE / "cli" / "grade.py") >= {"autograder.config", "argparse"}
    assert "autograder.errors.UsageError" in imported(PACKAGE / "cli" / "grade.py")


@pytest.mark.parametrize("name", sorted(MAY_KNOW))
def test_a_room_imports_only_the_rooms_below_it(name: str) -> None:
    known = KNOWS.get(name, set()) - {name}

    everywhere = {"__version__"} if name == "sandbox" else {"__version__", "records"}
    assert known <= MAY_KNOW[name] | everywhere


@pytest.mark.parametrize("name", sorted(FOREIGN))
def test_a_room_uses_only_the_libraries_that_it_needs(name: str) -> None:
    assert USES.get(name, set()) <= FOREIGN[name]


def test_no_room_imports_another_in_a_circle() -> None:
    try:
        TopologicalSorter({name: known - {name} for name, known in KNOWS.items()}).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {' imports '.join(reversed(error.args[1]))}")


def modules() -> dict[str, set[str]]:
    """Return the modules of the package, and which of them each imports when it is imported."""
    names = {}
    for file in FILES:
        parts = ("autograder", *file.relative_to(PACKAGE).with_suffix("").parts)
        names[".".join(parts).removesuffix(".__init__")] = file
    found: dict[str, set[str]] = {}
    for name, file in names.items():
        tree = ast.parse(file.read_text(encoding="utf-8"))
        found[name] = set()
        for node in tree.body:
            if isinstance(node, ast.Import):
                found[name] |= {alias.name for alias in node.names} & names.keys()
            elif isinstance(node, ast.ImportFrom) and node.module in names:
                inner = {f"{node.module}.{alias.name}" for alias in node.names}
                found[name] |= (inner & names.keys()) or {node.module}
    return found


def test_no_module_imports_another_in_a_circle() -> None:
    graph = {name: uses - {name} for name, uses in modules().items()}

    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {' imports '.join(reversed(error.args[1]))}")


def test_dataclasses_are_made_by_our_own_records() -> None:
    standard = {
        file.relative_to(PACKAGE).as_posix()
        for file in FILES
        if "dataclasses.dataclass" in imported(file) and room(file) != "sandbox"
    }

    assert standard == {"records.py"}


# ------------------------------------------------------------------ what is loaded when


def run(program: str, *arguments: str) -> set[str]:
    """Run a program in a fresh interpreter; it prints the modules that it says were loaded."""
    done = subprocess.run(
        [sys.executable, "-B", "-c", program, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def test_the_command_line_loads_no_library() -> None:
    loaded = run("import autograder.cli, json, sys; print(json.dumps(sorted(sys.modules)))")

    assert "autograder.cli" in loaded
    libraries = {"numpy", "pytest", "_pytest", "rich", "yaml", "msgspec", "nbformat"}
    assert not libraries & {name.partition(".")[0] for name in loaded}


GRADE = """
import json, sys
from pathlib import Path
from autograder import config
from autograder.grading import classroom
from autograder.grading.intake import find_class
from autograder.grading.run import SubmissionGrader

assignment = config.read(Path(sys.argv[1]))
found = find_class([Path(sys.argv[2])], assignment).found
reports = []
grade = SubmissionGrader.grade

def telling(*arguments):  # in the process that grades
    report = grade(*arguments)
    Path(sys.argv[3]).write_text(json.dumps(sorted(sys.modules)))
    return report

SubmissionGrader.grade = telling
options = classroom.Options(jobs=1, seed=1, unsafe=True)
classroom.grade_class(assignment, found, options, reports.append)
assert reports[0].score == 10.0, reports
print(Path(sys.argv[3]).read_text())
"""


def test_grading_files_loads_neither_notebook_nor_development_libraries(tmp_path: Path) -> None:
    assignment = tiny_assignment.make(tmp_path / "assignment")
    submission = tiny_assignment.submit(tmp_path / "submission")

    loaded = run(GRADE, str(assignment), str(submission), str(tmp_path / "loaded.json"))

    roots = {name.partition(".")[0] for name in loaded}
    assert {"numpy", "pytest", "msgspec", "yaml"} <= roots
    assert not {"nbformat", "jsonschema", "hypothesis", "mypy", "rich", "asyncio"} & roots
