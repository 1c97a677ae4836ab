"""Runs an audit: every wrong version and every right variant, over several seeds."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec
import yaml

from autograder.audit import variants
from autograder.audit.bench import Bench, Caught
from autograder.audit.findings import Audit, Row
from autograder.audit.wrong import Wrong, known, mutated
from autograder.errors import ConfigError
from autograder.grading import collect
from autograder.grading.cases import Collected
from autograder.grading.classroom import Options, grade_class
from autograder.grading.crew import Crew
from autograder.grading.in_turn import InTurn
from autograder.grading.intake import Found
from autograder.model.assignment import Assignment
from autograder.model.report import Report
from autograder.sandbox.client import forks

EQUIVALENT = Path("tests", "graded", "equivalent.yaml")
"""Why some mutants are no mistakes, by file and name."""

Done = Callable[[int, int], None]
"""Told how many of how many versions have been tried."""


def audit(assignment: Assignment, seeds: int, jobs: int, done: Done) -> Audit:
    """Audit the checks of an assignment.

    Parameters
    ----------
    assignment
        The assignment.
    seeds
        How many seeds to try: 1 to `seeds`.
    jobs
        How many processes to use.
    done
        Told of the progress.

    Raises
    ------
    ConfigError
        When the checks, the mistakes or the reasons for equivalent mutants are not right.
    """
    equivalent = _equivalent(assignment.root / EQUIVALENT)
    found: list[tuple[Collected, list[Row]]] = []

    def run(collected: Collected) -> None:
        bench = Bench(assignment, collected)
        wrong = [*known(assignment), *mutated(assignment, bench.texts)]
        found.append((collected, _rows(bench, wrong, seeds, jobs, done)))

    collect.with_checks(assignment, run)
    collected, rows = found[0]
    return Audit(
        checks=collected.checks,
        mistakes=tuple(row for row in rows if row.wrong.mistake is not None),
        mutants=tuple(row for row in rows if row.wrong.mistake is None),
        equivalent=equivalent,
        variants=_variants(assignment, seeds, jobs),
        seeds=seeds,
    )


def _rows(bench: Bench, wrong: Sequence[Wrong], seeds: int, jobs: int, done: Done) -> list[Row]:
    def one(number: int) -> str:
        each = []
        for seed in range(1, seeds + 1):
            each.append(bench.caught(wrong[number], seed, whole=seed == 1))
            if wrong[number].mistake is None and each[-1]:
                break
        return msgspec.json.encode(each).decode()

    rows: dict[int, Row] = {}
    crew = Crew(min(jobs, len(wrong)), lambda: one) if forks() else InTurn(lambda: one)
    with contextlib.closing(crew):
        for number, text in crew.run(len(wrong)):
            if text is None:
                each: list[Caught] = [{}]
            else:
                each = msgspec.json.decode(text, type=list[Caught])
            rows[number] = _row(wrong[number], each, bench.questions)
            done(len(rows), len(wrong))
    return [rows[number] for number in sorted(rows)]


def _row(wrong: Wrong, each: Sequence[Caught], questions: Mapping[str, str]) -> Row:
    """Sum up what came of a wrong version: all of the first seed, and what others add to that."""
    caught = dict(each[0])
    for more in each[1:]:
        for check, cases in more.items():
            caught.setdefault(check, cases)
    missed = tuple(
        seed
        for seed, found in enumerate(each, 1)
        if not any(questions[check] in wrong.must for check in found)
    )
    return Row(wrong, caught, missed)


def _variants(assignment: Assignment, seeds: int, jobs: int) -> dict[str, tuple[str, ...]]:
    """Grade the right variants, and return in which questions they lost points, by their names."""
    solutions = assignment.folder("solutions")
    groups = variants.together(solutions / "variants")
    reference = variants.reference_files(solutions)
    lost: dict[str, set[str]] = {", ".join(one.names): set() for one in groups}
    if not groups:
        return {}
    full: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(prefix="audit-") as folder:
        found = []
        for number, one in enumerate(groups):
            names, there = ", ".join(one.names), one.write(Path(folder) / str(number), reference)
            full[names] = {q.id: float(q.points) for q in assignment.automatic if q.file in there}
            found.append(Found(names, Path(folder) / str(number)))
        for seed in range(1, seeds + 1):
            reports: list[Report] = []
            grade_class(assignment, found, Options(jobs, seed), reports.append)
            for report in reports:
                points = full[report.submission]
                lost[report.submission] |= {
                    one.question.id
                    for one in report.questions
                    if one.score != points.get(one.question.id, one.score)
                }
    return {names: tuple(sorted(questions)) for names, questions in lost.items()}


def _equivalent(path: Path) -> dict[str, dict[str, str]]:
    """Read the reasons for which mutants are no mistakes."""
    if not path.is_file():
        return {}
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        return msgspec.convert(data, dict[str, dict[str, str]])
    except (yaml.YAMLError, UnicodeDecodeError, msgspec.ValidationError) as error:
        text = " ".join(str(error).split())
        raise ConfigError(
            f"{path}: should give a reason for each mutant, by file and name ({text})"
        ) from None
