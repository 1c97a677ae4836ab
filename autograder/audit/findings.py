"""What an audit has found: which mistakes the checks miss, and which checks are not needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autograder.audit.wrong import Wrong
from autograder.model.check import Check
from autograder.records import dataclass


@dataclass(frozen=True)
class Row:
    """What the checks made of one wrong version.

    Parameters
    ----------
    wrong
        The version.
    caught
        How many cases failed, by the check's id: all that do with the first seed, and with others
        the checks that did not then.
    missed
        The seeds for which nothing that it must fail did.
    """

    wrong: Wrong
    caught: Mapping[str, int]
    missed: tuple[int, ...]


@dataclass(frozen=True)
class Audit:
    """Everything that an audit has found.

    Parameters
    ----------
    checks
        The checks, in the order of the questions.
    mistakes, mutants
        What they made of the known mistakes, and of the mutants.
    equivalent
        The reasons why mutants are no mistakes, by file and name.
    variants
        The questions in which right variants lost points, by the variants' names.
    seeds
        How many seeds were tried.
    """

    checks: tuple[Check, ...]
    mistakes: tuple[Row, ...]
    mutants: tuple[Row, ...]
    equivalent: Mapping[str, Mapping[str, str]]
    variants: Mapping[str, tuple[str, ...]]
    seeds: int

    def problems(self) -> list[str]:
        """Return a sentence for everything that has to be put right; empty when all is well."""
        return [
            *(_missed(row) for row in self.mistakes if row.missed),
            *self._charged_elsewhere(),
            *(f"{_of(row)} survives" for row in self.survivors()),
            *self._stale_reasons(),
            *(
                f"the right variants {names} lose points in {', '.join(questions)}"
                for names, questions in self.variants.items()
                if questions
            ),
        ]

    def survivors(self) -> list[Row]:
        """Return the mutants that pass every check, and of which nobody has said why they may."""
        return [
            row
            for row in self.mutants
            if not row.caught and row.wrong.name not in self.equivalent.get(row.wrong.file, {})
        ]

    def idle(self) -> list[Check]:
        """Return the checks that catch no known mistake which the others do not."""
        needed = {next(iter(row.caught)) for row in self.mistakes if len(row.caught) == 1}
        return [check for check in self.checks if check.id not in needed]

    def _charged_elsewhere(self) -> list[str]:
        questions = {check.id: check.question for check in self.checks}
        texts = []
        for row in self.mistakes:
            charged = {questions[id] for id in row.caught}
            others = sorted(charged - {*row.wrong.must, *row.wrong.may})
            if others:
                texts.append(f"{_of(row)} loses points in {', '.join(others)} too")
        return texts

    def _stale_reasons(self) -> list[str]:
        alive = {(row.wrong.file, row.wrong.name) for row in self.mutants if not row.caught}
        return [
            f"{file}: a reason is kept for {name!r}, which is no mutant that survives"
            for file, reasons in self.equivalent.items()
            for name in reasons
            if (file, name) not in alive
        ]


def _of(row: Row) -> str:
    return f"{row.wrong.file}: {row.wrong.name}"


def _missed(row: Row) -> str:
    return f"{_of(row)} is not noticed in {row.wrong.must[0]} with {_seeds(row.missed)}"


def _seeds(seeds: Sequence[int]) -> str:
    return f"the seed{'s' * (len(seeds) > 1)} {', '.join(map(str, seeds))}"
