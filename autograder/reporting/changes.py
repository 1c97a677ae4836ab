"""What a class gains and loses by being graded again: `regrade.csv`, and in a terminal."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence

from autograder.model.assignment import Question
from autograder.model.stored import Change
from autograder.reporting.cells import harmless, one_line
from autograder.reporting.csv_gradebook import line, short

LARGEST = 10
"""How many of the largest changes are named."""


def write(changes: Iterable[Change], questions: Sequence[Question]) -> Iterator[bytes]:
    """Yield the lines of `regrade.csv`: a row a submission, the gain in each question a column.

    Parameters
    ----------
    changes
        Sorted by submission.
    questions
        The automatic ones, as they are now.
    """
    ids = [question.id for question in questions]
    yield line(["submission", "name", "score_before", "score_after", "gain", *ids, "needs_staff"])
    for change in changes:
        gains = change.gains()
        numbers = [change.before.score, change.after.score, change.gain]
        numbers += [gains.get(id, 0.0) for id in ids]
        yield line(
            [
                harmless(change.after.submission),
                one_line("; ".join(person.name for person in change.people if person.name)),
                *map(short, numbers),
                "yes" if change.after.staff else "",
            ]
        )


class Tally:
    """What a class gains and loses; it does not grow with the class."""

    def __init__(self) -> None:
        self.count = 0
        self.up = 0
        self.down = 0
        self.before = 0.0
        self.after = 0.0
        self.questions: dict[str, list[float]] = {}
        self._largest: list[tuple[float, int, Change]] = []

    def add(self, change: Change) -> None:
        """Count one submission."""
        self.count += 1
        self.up += change.gain > 0
        self.down += change.gain < 0
        self.before += change.before.score
        self.after += change.after.score
        gains = change.gains()
        for question, gain in gains.items():
            self.questions.setdefault(question, [0, 0, 0.0])
            up, down, total = self.questions[question]
            self.questions[question] = [up + (gain > 0), down + (gain < 0), total + gain]
        if gains:
            most = max(abs(change.gain), max(map(abs, gains.values())) / 1000)
            item = (most, -self.count, change)
            (heapq.heappush if len(self._largest) < LARGEST else heapq.heappushpop)(
                self._largest, item
            )

    def counting(self, changes: Iterable[Change]) -> Iterator[Change]:
        """Yield changes, and count each."""
        for change in changes:
            self.add(change)
            yield change

    def lines(self) -> Iterator[str]:
        """Yield what is printed: the class, each question, the largest changes."""
        same = self.count - self.up - self.down
        yield f"{self.up} gain, {self.down} lose, {same} keep their points"
        if self.count:
            before, after = self.before / self.count, self.after / self.count
            yield f"the mean goes from {before:.4g} to {after:.4g}"
        for question in sorted(self.questions, key=_by_number):
            up, down, total = self.questions[question]
            yield f"  question {question}: {up:g} gain, {down:g} lose, {total:+.4g} in all"
        named = sorted(self._largest, key=lambda item: item[:2], reverse=True)
        if self.up or self.down:  # who keeps his points is of interest where everybody does
            named = [item for item in named if item[2].gain]
        if named:
            yield "the largest changes:"
        for _, _, change in named:
            parts = ", ".join(f"{id} {gain:+.4g}" for id, gain in change.gains().items())
            scores = f"{change.before.score:.5g} → {change.after.score:.5g}"
            yield f"  {change.after.submission}: {scores} ({parts})"


def _by_number(question: str) -> list[tuple[bool, int, str]]:
    """Sort 1.10 after 1.9."""
    return [
        (not part.isdecimal(), int(part) if part.isdecimal() else 0, part)
        for part in question.split(".")
    ]
