"""Statistics of a class, worked out in one pass: nothing of a student is kept."""

from __future__ import annotations

import math

from autograder.records import dataclass

FULL = 1e-6
"""Points by which a score may miss all that there are, for rounding."""


@dataclass
class Pairs:
    """The correlation of two quantities, from pairs that come one after the other.

    Source: B. P. Welford, "Note on a method for calculating corrected sums of squares and
    products", Technometrics 4 (1962) 419-420.
    """

    count: int = 0
    mean_x: float = 0.0
    mean_y: float = 0.0
    squares_x: float = 0.0
    squares_y: float = 0.0
    products: float = 0.0

    def add(self, x: float, y: float) -> None:
        """Take in one pair."""
        self.count += 1
        from_x, from_y = x - self.mean_x, y - self.mean_y
        self.mean_x += from_x / self.count
        self.mean_y += from_y / self.count
        self.squares_x += from_x * (x - self.mean_x)
        self.squares_y += from_y * (y - self.mean_y)
        self.products += from_x * (y - self.mean_y)

    @property
    def correlation(self) -> float | None:
        """Pearson's correlation, or `None` where one of the two is always the same."""
        scale = math.sqrt(self.squares_x) * math.sqrt(self.squares_y)
        if self.count < 2 or scale <= 1e-12 * max(1.0, abs(self.mean_x * self.mean_y)):
            return None
        return max(-1.0, min(1.0, self.products / scale))

    @property
    def deviation_x(self) -> float:
        """The standard deviation of the first quantity, of the class as a whole (divided by n)."""
        return math.sqrt(self.squares_x / self.count) if self.count else 0.0


class ItemAnalysis:
    """How hard a question is, and how well it tells those who know more from those who know less.

    Source: L. Crocker and J. Algina, "Introduction to Classical and Modern Test Theory" (1986),
    chapter 14; the correlation is with the rest of the points, as S. Henrysson corrects it in
    "Correction of item-total correlations in item analysis", Psychometrika 28 (1963) 211-218.

    Parameters
    ----------
    maximum
        The question's points.
    """

    def __init__(self, maximum: float) -> None:
        self.maximum = maximum
        self.full = 0
        self.none = 0
        self._with_rest = Pairs()

    def add(self, score: float, total: float) -> None:
        """Take in one submission.

        Parameters
        ----------
        score, total
            Its points for the question, and for all of them.
        """
        self._with_rest.add(score, total - score)
        self.full += score >= self.maximum - FULL
        self.none += score <= FULL

    @property
    def count(self) -> int:
        """How many submissions there are."""
        return self._with_rest.count

    @property
    def mean(self) -> float:
        """The mean of the points."""
        return self._with_rest.mean_x

    @property
    def difficulty(self) -> float:
        """The mean share of the points, from 0 to 1; the harder the question, the smaller."""
        return self.mean / self.maximum if self.maximum else 0.0

    @property
    def discrimination(self) -> float | None:
        """The correlation of the question's points with all other points.

        `None` where either is the same in every submission.
        """
        return self._with_rest.correlation


class Distribution:
    """How many submissions have which score.

    Parameters
    ----------
    maximum
        The points that there are.
    bins
        Into how many parts of equal width they are divided; the last one has its upper end.
    """

    def __init__(self, maximum: float, bins: int = 20) -> None:
        self.maximum = maximum
        self.counts = [0] * bins
        self._spread = Pairs()
        self._fine = [0] * (bins * 50)

    def add(self, score: float) -> None:
        """Take in one submission's score."""
        share = score / self.maximum if self.maximum else 0.0
        share = max(0.0, min(1.0, share))
        for counts in (self.counts, self._fine):
            counts[min(int(share * len(counts) + 1e-9), len(counts) - 1)] += 1
        self._spread.add(score, 0.0)

    @property
    def count(self) -> int:
        """How many submissions there are."""
        return self._spread.count

    @property
    def mean(self) -> float:
        """The mean score."""
        return self._spread.mean_x

    @property
    def deviation(self) -> float:
        """The standard deviation of the scores, divided by n."""
        return self._spread.deviation_x

    @property
    def median(self) -> float:
        """The median score, to within a thousandth of the points that there are."""
        half, seen = self.count / 2, 0
        for place, count in enumerate(self._fine):
            seen += count
            if count and seen >= half:
                last = place == len(self._fine) - 1
                return self.maximum * (1.0 if last else place / len(self._fine))
        return 0.0
