"""What a tool's form of the workload is, and the texts that several of them share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workload import checks, numeric
from workload.checks import CHECKS, GRADIENT, VALUE, Check

ALONE = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
"""Nothing of what else may be installed where a tool is."""
NUMERIC = Path(numeric.__file__).read_text()


@dataclass(frozen=True)
class Job:
    """A command that grades submissions.

    Parameters
    ----------
    command
        What is measured.
    submissions
        How many it grades.
    passed
        Tells, after it, how many checks each submission passed.
    folder
        Where it runs.
    environment
        Variables beside the usual ones.
    before
        Puts things back as they were; not measured.
    """

    command: Sequence[str | Path]
    submissions: int
    passed: Callable[[], list[int]]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Form:
    """A tool with the workload.

    Parameters
    ----------
    title
        Of its row.
    isolates
        Whether student code runs in another process than the checks.
    cold
        Grades one submission, from nothing.
    in_class
        Grades several, as a class is graded with it.
    checks
        How many checks a right submission passes.
    """

    title: str
    isolates: str
    cold: Job
    in_class: Job
    checks: int = len(CHECKS)


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write text files by their paths in `folder`, and return it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def hand_in(folder: Path, count: int) -> list[Path]:
    """Write right submissions into `folder`, each its own files, and return their folders."""
    files = checks.submission()
    return [
        write(
            folder / f"s{number:05}",
            {name: f"# Submission {number}\n{text}" for name, text in files.items()},
        )
        for number in range(count)
    ]


def loop(jobs: int, command: Sequence[str | Path], each: Sequence[Path]) -> list[str | Path]:
    """Return a command that runs `command` with each path at its end, `jobs` at a time."""
    names = " ".join(f"'{path}'" for path in each)
    line = " ".join(f"'{part}'" for part in command)
    return ["sh", "-c", f"printf '%s\\n' {names} | xargs -P {jobs} -n 1 {line}"]


def body(check: Check, seed: int, values: Mapping[str, str], called: Callable[[str], str]) -> str:
    """Return a check's statements, where the submission's functions are called as `called` says."""
    lines = check.draws(seed)
    forward = called(check.forward)
    if check.backward:
        lines += [
            f"numeric = differences(lambda {check.names}: {check.value(forward)}, "
            f"({check.names},), grad)",
            f"gradients = {check.gradients(forward, called(check.backward))}",
            f"same_gradients(gradients, numeric, {GRADIENT})",
        ]
    else:
        lines += [f"right = {values[check.name]}", f"same({check.value(forward)}, right, {VALUE})"]
    return "\n".join(lines)


def title(check: Check) -> str:
    """Return a check's name in words."""
    return check.name.replace("_", " ")
