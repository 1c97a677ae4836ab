"""Finds the known mistakes that do what a submission did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

from autograder.grading.cases import Case
from autograder.grading.diagnosis.compare import Place, differences, same_at, tells
from autograder.grading.diagnosis.record import Record
from autograder.grading.mistakes import Mistake
from autograder.model.assignment import Question
from autograder.records import dataclass

Places = frozenset[tuple[int, Place]]
"""A case's number in the evidence, and a place in its record."""
Run = Callable[[Case, "Mistake | None"], Record]
"""Runs a case on a mistake, or on the reference."""


@dataclass(frozen=True)
class Evidence:
    """A case that was judged.

    Parameters
    ----------
    case
        The case.
    record
        What the submission did.
    failed
        Whether its results were wrong.
    """

    case: Case
    record: Record
    failed: bool


@dataclass(frozen=True)
class _Suspect:
    """A mistake that the submission may well have made: wherever it is wrong, both do the same."""

    mistake: Mistake
    wrong: Places


@dataclass(frozen=True)
class Diagnoser:
    """Compares what a submission did in the cases of a question with the known mistakes.

    A mistake is suspected if, at each place where it departs from the reference, the submission
    does just what it does. It is named where such mistakes, one or two together, account for every
    place where the submission departs from the reference: in all cases of the question, or at
    least in all of a check.

    Parameters
    ----------
    mistakes
        All that are known.
    run
        Runs a case on one of them.
    """

    mistakes: Sequence[Mistake]
    run: Run

    def hints(self, question: Question, evidence: Sequence[Evidence]) -> dict[str, tuple[str, ...]]:
        """Return the hints for the checks that failed, by the check's id."""
        failed = dict.fromkeys(one.case.check.id for one in evidence if one.failed)
        known = [one for one in self.mistakes if question.id in one.questions]
        if not known or not failed or all(map(_only_raises, evidence)):
            return {}
        right = [self.run(one.case, None) for one in evidence]
        found = [
            differences(theirs, own.record) for theirs, own in zip(right, evidence, strict=True)
        ]
        wrong: Places = frozenset((n, place) for n, places in enumerate(found) for place in places)
        telling = [
            n for n, own in enumerate(evidence) if any(tells(p, own.record) for p in found[n])
        ]
        if not wrong or (not telling and all(found)):
            return {}
        first = evidence[telling[0] if telling else min(n for n, _ in wrong)]
        likely = [one for one in known if not differences(self.run(first.case, one), first.record)]
        for among in (likely, known):
            suspects = self._suspects(among, evidence, right)
            if named := _accounting_for(wrong, suspects):
                return dict.fromkeys(failed, named)
        by_check = {}
        for check in failed:
            inside = {n for n, one in enumerate(evidence) if one.case.check.id == check}
            if not inside.isdisjoint(telling):
                named = _accounting_for(_within(wrong, inside), _all_within(suspects, inside))
                if named:
                    by_check[check] = named
        return by_check

    def _suspects(
        self, among: Sequence[Mistake], evidence: Sequence[Evidence], right: Sequence[Record]
    ) -> list[_Suspect]:
        found = (self._suspect(one, evidence, right) for one in among)
        return _told_apart([one for one in found if one is not None])

    def _suspect(
        self, mistake: Mistake, evidence: Sequence[Evidence], right: Sequence[Record]
    ) -> _Suspect | None:
        wrong: set[tuple[int, Place]] = set()
        for index, one in enumerate(evidence):
            theirs = self.run(one.case, mistake)
            for place in differences(right[index], theirs):
                if place[0] < len(one.record):
                    if not same_at(place, theirs, one.record):
                        return None
                    wrong.add((index, place))
        return _Suspect(mistake, frozenset(wrong)) if wrong else None


def _only_raises(one: Evidence) -> bool:
    """Whether a case shows nothing but that something was raised, which may mean anything."""
    return one.failed and all(entry.error for entry in one.record)


def _told_apart(suspects: Sequence[_Suspect]) -> list[_Suspect]:
    """Keep the simplest of those that no case tells apart: one mistake in several words."""
    simplest: dict[Places, _Suspect] = {}
    for one in sorted(suspects, key=lambda one: len(one.mistake.source)):
        simplest.setdefault(one.wrong, one)
    return list(simplest.values())


def _accounting_for(wrong: Places, suspects: Sequence[_Suspect]) -> tuple[str, ...]:
    """Return the hints of the one or two suspects that together are wrong there, if in one way."""
    for count in (1, 2):
        found = [
            group
            for group in combinations(suspects, count)
            if frozenset().union(*(one.wrong for one in group)) == wrong
        ]
        if len(found) == 1:
            return tuple(one.mistake.hint for one in found[0])
        if found:
            return ()
    return ()


def _within(places: Places, cases: set[int]) -> Places:
    return frozenset(one for one in places if one[0] in cases)


def _all_within(suspects: Sequence[_Suspect], cases: set[int]) -> list[_Suspect]:
    inside = (_Suspect(one.mistake, _within(one.wrong, cases)) for one in suspects)
    return [one for one in inside if one.wrong]
