"""A wrong array beside the right one, as a picture that stands alone: an inline SVG.

It is for public checks only, since it shows the values. Wrong entries differ by shape as well as by
colour, and lines and letters take the colour of the text around them, so that the picture can be
read on a dark page and without colours.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from html import escape

from autograder.model.outcome import Difference
from autograder.reporting.marks import in_words, rows_of

EXPECTED, GOT, WRONG = "#2f81c8", "#d9730d", "#d1242f"
WIDTH, HEIGHT = 640, 170
LEFT, RIGHT, TOP, BOTTOM = 46, 10, 30, 26
MOST_STEMS = 120
MOST_ROWS = 24
WITH_NUMBERS = 10
"""Columns up to which the cells of a grid hold their numbers."""


def plot(difference: Difference) -> str:
    """Return the picture: stems for a vector, two grids for an array of more axes.

    Parameters
    ----------
    difference
        What was got, what was expected, and which entries are wrong; at least one is.
    """
    return _stems(difference) if len(difference.shape) == 1 else _grids(difference)


def _svg(width: float, height: float, about: str, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {_n(width)} {_n(height)}"'
        f' width="{_n(width)}" font-family="sans-serif"'
        f' font-size="11"><title>{escape(about)}</title>{"".join(parts)}</svg>'
    )


def _stems(difference: Difference) -> str:
    size = len(difference.got)
    values = (*difference.got, *difference.expected, 0.0)
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    step = (WIDTH - LEFT - RIGHT) / size

    def x(place: int) -> float:
        return LEFT + (place + 0.5) * step

    def y(value: float) -> float:
        return TOP + (high - value) / span * (HEIGHT - TOP - BOTTOM)

    parts = [_legend(difference)]
    for place in difference.wrong:
        parts.append(
            f'<rect x="{_n(x(place) - step / 2)}" y="{TOP - 4}" width="{_n(step)}"'
            f' height="{HEIGHT - TOP - BOTTOM + 8}" fill="{WRONG}" opacity="0.13"/>'
            + _cross(x(place), HEIGHT - BOTTOM + 10, min(3.5, max(step / 3, 1.2)))
        )
    zero = y(0.0)
    parts.append(_line(LEFT, zero, WIDTH - RIGHT, zero, "currentColor", 0.6))
    for value in sorted({low, 0.0, high}):
        parts.append(_text(LEFT - 5, y(value) + 4, f"{value:.3g}", "end"))
    for place in sorted({0, size - 1}):
        parts.append(_text(x(place), HEIGHT - 2, str(place), "middle"))
    if size > MOST_STEMS:
        for entries, colour in ((difference.expected, EXPECTED), (difference.got, GOT)):
            points = " ".join(f"{_n(x(k))},{_n(y(value))}" for k, value in enumerate(entries))
            parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}"/>')
        return _svg(WIDTH, HEIGHT, _about(difference), parts)
    radius = min(4.5, max(step / 3, 1.5))
    for place, (got, expected) in enumerate(zip(difference.got, difference.expected, strict=True)):
        here = x(place)
        parts.append(_line(here, zero, here, y(expected), EXPECTED, 0.6))
        parts.append(_ring(here, y(expected), radius))
        parts.append(_dot(here, y(got), radius * 0.6))
    return _svg(WIDTH, HEIGHT, _about(difference), parts)


def _grids(difference: Difference) -> str:
    every = rows_of(difference)
    chosen = list(range(len(every)))
    if len(every) > MOST_ROWS:
        chosen = [number for number, row in enumerate(every) if any(row.wrong)][:MOST_ROWS]
    columns = difference.shape[-1]
    numbers = columns <= WITH_NUMBERS
    wide, high = (46.0, 19.0) if numbers else (max(4.0, min(16.0, 260.0 / columns)), 14.0)
    labels = 8.0 + 6.2 * max(len(every[number].label) for number in chosen)
    between = 24.0
    scale = max(map(abs, (*difference.got, *difference.expected)), default=0.0) or 1.0
    parts = []
    for side, (name, values) in enumerate(
        (("expected", difference.expected), ("got", difference.got))
    ):
        left = labels + side * (columns * wide + between)
        parts.append(_text(left, 12, f"{difference.name}, {name}", "start"))
        for line, number in enumerate(chosen):
            top = 20 + line * high
            if not side:
                parts.append(_text(labels - 6, top + high / 2 + 4, every[number].label, "end"))
            for column in range(columns):
                value = values[number * columns + column]
                wrong = bool(side) and every[number].wrong[column]
                parts.append(_cell(left + column * wide, top, wide, high, value / scale, wrong))
                if numbers:
                    middle = left + (column + 0.5) * wide
                    parts.append(_text(middle, top + high / 2 + 4, f"{value:.4g}", "middle"))
                elif wrong:
                    parts.append(_cross(left + (column + 0.5) * wide, top + high / 2, wide / 4))
    width = labels + 2 * columns * wide + between + 4
    return _svg(width, 24 + len(chosen) * high, _about(difference), parts)


def _cell(x: float, y: float, width: float, height: float, part: float, wrong: bool) -> str:
    colour = GOT if part > 0 else EXPECTED
    edge = f'stroke="{WRONG}" stroke-width="2"' if wrong else 'stroke="currentColor" opacity="0.9"'
    inset = 1.5 if wrong else 0.0
    return (
        f'<rect x="{_n(x + inset)}" y="{_n(y + inset)}" width="{_n(width - 2 * inset)}"'
        f' height="{_n(height - 2 * inset)}" fill="{colour}"'
        f' fill-opacity="{_n(min(abs(part), 1.0) * 0.6)}" stroke-opacity="{1 if wrong else 0.3}"'
        f" {edge}/>"
    )


def _legend(difference: Difference) -> str:
    return "".join(
        (
            _text(LEFT, 14, difference.name, "start"),
            _ring(LEFT + 150, 10, 4.5),
            _text(LEFT + 160, 14, "expected", "start"),
            _dot(LEFT + 230, 10, 3.0),
            _text(LEFT + 240, 14, "got", "start"),
            _cross(LEFT + 285, 10, 3.5),
            _text(LEFT + 295, 14, "wrong", "start"),
        )
    )


def _about(difference: Difference) -> str:
    return f"{difference.name}: {in_words(difference)}"


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> str:
    return (
        f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"'
        f' stroke="{colour}" stroke-width="{width}"/>'
    )


def _ring(x: float, y: float, radius: float) -> str:
    return (
        f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="none"'
        f' stroke="{EXPECTED}" stroke-width="1.5"/>'
    )


def _dot(x: float, y: float, radius: float) -> str:
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{GOT}"/>'


def _cross(x: float, y: float, size: float) -> str:
    ends = f"M{_n(x - size)} {_n(y - size)}L{_n(x + size)} {_n(y + size)}"
    ends += f"M{_n(x - size)} {_n(y + size)}L{_n(x + size)} {_n(y - size)}"
    return f'<path d="{ends}" stroke="{WRONG}" stroke-width="1.6"/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" fill="currentColor">'
        f"{escape(text)}</text>"
    )


@lru_cache(maxsize=4096)  # of which many are the same
def _n(value: float) -> str:
    """Write a coordinate: finite, and with no more digits than a screen can show."""
    return f"{value:.1f}".removesuffix(".0") if math.isfinite(value) else "0"
