"""The audit as tables in Markdown, to be kept beside the assignment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from autograder.audit.findings import Audit, Row
from autograder.model.check import Check

HEAD = """\
# Audit of the checks

Made by `autograder audit --seeds {seeds} --output docs/audit.md`.

{title}: {seeds} seeds, {mistakes} known mistakes, {mutants} mutants of the reference, {variants}
right variants in other styles. {state}
"""


def write(audit: Audit, title: str) -> str:
    """Return the tables: by question, by mistake, the mutants, and checks that add nothing."""
    problems = audit.problems()
    parts = [
        HEAD.format(
            seeds=audit.seeds,
            title=title,
            mistakes=len(audit.mistakes),
            mutants=len(audit.mutants),
            variants=sum(len(names.split(", ")) for names in audit.variants),
            state="Everything is in order." if not problems else "Not everything is in order:",
        ),
        *(f"- {problem}" for problem in problems),
        "\n## By question\n",
        *_table(("question", "checks", "cases", "known mistakes", "caught"), _questions(audit)),
        "\n## By mistake\n",
        "The checks that catch it with the first seed, and how many of their cases do.\n",
        *_table(("file", "mistake", "question", "checks"), map(_mistake, audit.mistakes)),
        "\n## Mutants\n",
        f"{sum(bool(row.caught) for row in audit.mutants)} of {len(audit.mutants)} are caught. The "
        "others are no mistakes:\n",
        *_table(("file", "mutant", "why it is no mistake"), _survivors(audit)),
        "\n## Checks that catch no known mistake that no other catches\n",
        *(f"- {check.question}: {check.title} (`{check.id}`)" for check in audit.idle()),
    ]
    return "\n".join(parts) + "\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def _questions(audit: Audit) -> Iterator[tuple[str, ...]]:
    by_question: dict[str, list[Check]] = {}
    for check in audit.checks:
        by_question.setdefault(check.question, []).append(check)
    for question, checks in by_question.items():
        rows = [row for row in audit.mistakes if row.wrong.must[0] == question]
        cases = sum(len(check.cases) for check in checks)
        caught = sum(not row.missed for row in rows)
        yield question, str(len(checks)), str(cases), str(len(rows)), str(caught)


def _mistake(row: Row) -> tuple[str, ...]:
    checks = (f"{id.rpartition('::')[2].removeprefix('test_')} {n}" for id, n in row.caught.items())
    return row.wrong.file, row.wrong.name, row.wrong.must[0], ", ".join(checks)


def _survivors(audit: Audit) -> Iterator[tuple[str, ...]]:
    for row in audit.mutants:
        if not row.caught:
            reason = audit.equivalent.get(row.wrong.file, {}).get(row.wrong.name, "")
            yield row.wrong.file, row.wrong.name, reason
