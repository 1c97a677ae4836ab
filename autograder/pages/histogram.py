"""The distribution of a class's scores, laid out for a picture."""

from __future__ import annotations

from autograder.pages.statistics import Distribution
from autograder.records import dataclass

WIDTH, HEIGHT = 960.0, 220.0
LEFT, RIGHT, TOP, BOTTOM = 8.0, 8.0, 44.0, 24.0
TICKS = 5


@dataclass(frozen=True)
class Bar:
    """One bar: its place, how many submissions it stands for, and their scores in words."""

    x: float
    y: float
    width: float
    height: float
    count: int
    scores: str


@dataclass(frozen=True)
class Line:
    """An upright line, and where its name stands."""

    x: float
    name: str
    anchor: str
    y: float


@dataclass(frozen=True)
class Histogram:
    """What the picture is drawn of; all lengths in its own units."""

    width: float
    height: float
    ground: float
    bars: tuple[Bar, ...]
    ticks: tuple[Line, ...]
    averages: tuple[Line, ...]


def histogram(scores: Distribution) -> Histogram:
    """Return the picture of a distribution that has at least one score."""
    counts, most = scores.counts, max(scores.counts)
    step = (WIDTH - LEFT - RIGHT) / len(counts)
    room = HEIGHT - TOP - BOTTOM

    bars = []
    for place, count in enumerate(counts):
        height = room * count / most
        low, high = (scores.maximum * (place + side) / len(counts) for side in (0, 1))
        bars.append(
            Bar(LEFT + place * step + 1, HEIGHT - BOTTOM - height, step - 2, height, count,
                f"{low:g} to {high:g}")
        )  # fmt: skip
    return Histogram(
        WIDTH,
        HEIGHT,
        HEIGHT - BOTTOM,
        tuple(bars),
        tuple(_tick(part, scores.maximum) for part in range(TICKS + 1)),
        (
            _line(scores.mean, scores.maximum, "mean", 12.0),
            _line(scores.median, scores.maximum, "median", 25.0),
        ),
    )


def _x(points: float, maximum: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (points / maximum if maximum else 0.0)


def _tick(part: int, maximum: float) -> Line:
    points = maximum * part / TICKS
    anchor = {0: "start", TICKS: "end"}.get(part, "middle")
    return Line(_x(points, maximum), f"{points:g}", anchor, HEIGHT - 8)


def _line(points: float, maximum: float, name: str, y: float) -> Line:
    x = _x(points, maximum)
    return Line(x, f"{name} {points:.1f}", "start" if x < WIDTH / 2 else "end", y)
