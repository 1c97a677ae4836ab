"""What a class's page says of all submissions together, gathered from one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import field
from typing import NamedTuple

from autograder.model.assignment import Assignment, Question
from autograder.model.check import Check
from autograder.model.gradebook import Ending
from autograder.model.outcome import Outcome
from autograder.model.report import UNSTEADY
from autograder.model.stored import Stored
from autograder.pages.statistics import Distribution, ItemAnalysis
from autograder.records import dataclass

UNANSWERED = (Outcome.GRADER_ERROR, Outcome.TIMED_OUT, Outcome.OVER_LIMIT, Outcome.CRASHED)
"""How a check ends that got no answer to judge, what a repetition may change first."""


class Who(NamedTuple):
    """A submission, as it is named and linked."""

    name: str
    link: str


@dataclass
class Mistake:
    """A known mistake, and whose results it explains.

    Parameters
    ----------
    number
        Its place in the order in which mistakes were met, from 0.
    hint
        What students who made it read.
    questions
        The ids of the questions that it costs points in.
    who
        The submissions.
    """

    number: int
    hint: str
    questions: dict[str, None] = field(default_factory=dict)
    who: list[Who] = field(default_factory=list)


@dataclass
class CheckStatistics:
    """How a check went in the class.

    Parameters
    ----------
    check
        The check.
    count
        In how many submissions it was scored.
    passed
        In how many all of its cases were right.
    seconds, longest
        How long it took in all of them, and in the slowest.
    ends
        How many submissions ended in which of `UNANSWERED`, the most severe of its cases.
    """

    check: Check
    count: int = 0
    passed: int = 0
    seconds: float = 0.0
    longest: float = 0.0
    ends: Counter[Outcome] = field(default_factory=Counter)

    @property
    def mean(self) -> float:
        """Seconds that it took in a submission, on average."""
        return self.seconds / self.count

    @property
    def counts(self) -> list[int]:
        """How many submissions ended in each of `UNANSWERED`."""
        return [self.ends[outcome] for outcome in UNANSWERED]

    def add(self, ending: Ending) -> None:
        """Take in how it ended in one submission."""
        outcome, seconds = ending
        self.count += 1
        self.passed += outcome is Outcome.PASSED
        self.seconds += seconds
        self.longest = max(self.longest, seconds)
        if outcome in UNANSWERED:
            self.ends[outcome] += 1


class ClassStatistics:
    """All that is said of a class as a whole; takes each submission once, and keeps none.

    Parameters
    ----------
    assignment
        What was graded.
    """

    def __init__(self, assignment: Assignment) -> None:
        self.questions: dict[Question, ItemAnalysis] = {
            question: ItemAnalysis(float(question.points)) for question in assignment.automatic
        }
        self.scores = Distribution(sum(float(q.points) for q in assignment.automatic))
        self.checks: dict[str, CheckStatistics] = {}
        self.notes: dict[str, list[Who]] = {}
        self.signs: dict[str, list[Who]] = {}
        self.seconds = 0.0
        self._mistakes: dict[str, Mistake] = {}

    def add(self, entry: Stored, who: Who) -> tuple[Mistake, ...]:
        """Take in one submission; return the known mistakes that explain its results.

        Its row says it all; the report, which is long, is read where it has a check that no
        submission before had.
        """
        row = entry.row
        self.scores.add(row.score)
        self.seconds += row.seconds
        for question, items in self.questions.items():
            items.add(row.scores.get(question.id, 0.0), row.score)
        if not row.checks.keys() <= self.checks.keys():
            for result in (one for question in entry.report.questions for one in question.checks):
                self.checks.setdefault(result.check.id, CheckStatistics(result.check))
        for id, ending in row.checks.items():
            self.checks[id].add(ending)
        made = []
        for hint, questions in row.hints.items():
            mistake = self._mistake(hint)
            mistake.questions.update(dict.fromkeys(questions))
            mistake.who.append(who)
            made.append(mistake)
        for texts, found in ((row.staff, self.notes), (row.signs, self.signs)):
            for text in dict.fromkeys(texts):
                found.setdefault(text, []).append(who)
        return tuple(made)

    def _mistake(self, hint: str) -> Mistake:
        return self._mistakes.setdefault(hint, Mistake(len(self._mistakes), hint))

    @property
    def mistakes(self) -> list[Mistake]:
        """The known mistakes, the most frequent first."""
        return sorted(self._mistakes.values(), key=lambda one: (-len(one.who), one.hint))

    def slowest(self, most: int) -> list[CheckStatistics]:
        """The checks that take longest in a submission, on average."""
        return sorted(self.checks.values(), key=lambda one: (-one.mean, one.check.id))[:most]

    def unanswered(self, most: int) -> list[CheckStatistics]:
        """The checks that end most often without an answer: by faults of ours, then by time."""
        ended = [one for one in self.checks.values() if one.ends]
        return sorted(ended, key=lambda one: ([-count for count in one.counts], one.check.id))[
            :most
        ]

    @property
    def unsteady(self) -> dict[str, list[Who]]:
        """The functions that gave different results for equal calls, and whose they are."""
        return {
            sign.removesuffix(UNSTEADY).strip(): who
            for sign, who in self.signs.items()
            if sign.endswith(UNSTEADY)
        }

    @property
    def needing_staff(self) -> int:
        """How many submissions a person has to look at."""
        return _count(self.notes.values())

    @property
    def with_signs(self) -> int:
        """How many submissions have remarks that may be signs of cheating."""
        return _count(self.signs.values())


def _count(lists: Iterable[list[Who]]) -> int:
    return len({who.link for one in lists for who in one})
