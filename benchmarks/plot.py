"""Draws panels of lines over a logarithmic axis, as an SVG that stands alone.

Lines differ by marks as well as by colour, and letters take the colour of the text around them, so
that the picture can be read on a dark page and without colours.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

COLOURS = ("#2f81c8", "#d9730d", "#2a9d5c")
WIDTH, HEIGHT = 360.0, 250.0
LEFT, RIGHT, TOP, BOTTOM = 58.0, 24.0, 62.0, 40.0


@dataclass(frozen=True)
class Series:
    """A line: its name, where its points are, and how high."""

    name: str
    x: Sequence[float]
    y: Sequence[float]


@dataclass(frozen=True)
class Panel:
    """Lines with a common axis; `log` says whether that is logarithmic, or begins with 0."""

    unit: str
    series: Sequence[Series]
    log: bool


def chart(title: str, below: str, panels: Sequence[Panel]) -> str:
    """Return the picture: panels side by side.

    Parameters
    ----------
    title
        For who cannot see it.
    below
        What the horizontal axis is of.
    panels
        With one positive point at least each.
    """
    parts = [
        f'<g transform="translate({number * WIDTH:.0f},0)">{_panel(panel, below)}</g>'
        for number, panel in enumerate(panels)
    ]
    width = WIDTH * len(panels)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width:.0f}" '
        f'viewBox="0 0 {width:.0f} {HEIGHT:.0f}" font-family="sans-serif" font-size="11" '
        f'style="max-width:100%;height:auto;color:#57606a">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>\n"
    )


def _panel(panel: Panel, below: str) -> str:
    xs = [value for one in panel.series for value in one.x]
    ys = [value for one in panel.series for value in one.y]
    left, right = _decades(min(xs), max(xs))
    if panel.log:
        low, high = _decades(min(ys), max(ys))
        ticks = [10.0**power for power in range(low, high + 1)]
    else:
        ticks = _round_ticks(max(ys))

    def x(value: float) -> float:
        part = (math.log10(value) - left) / (right - left)
        return LEFT + part * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        part = (math.log10(value) - low) / (high - low) if panel.log else value / ticks[-1]
        return HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM)

    parts = []
    for power in range(left, right + 1):
        at = x(10.0**power)
        parts.append(_line(at, TOP, at, HEIGHT - BOTTOM))
        parts.append(_text(at, HEIGHT - BOTTOM + 15, f"{10**power:,}", "middle"))
    for tick in ticks:
        parts.append(_line(LEFT, y(tick), WIDTH - RIGHT, y(tick)))
        parts.append(_text(LEFT - 6, y(tick) + 4, f"{tick:,.10g}", "end"))
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, below, "middle"))
    for number, one in enumerate(panel.series):
        at = 12.0 + 15 * number
        parts.append(_mark(LEFT + 6, at - 4, number))
        parts.append(_text(LEFT + 18, at, f"{one.name}, {panel.unit}", "start"))
        places = [(x(a), y(b)) for a, b in zip(one.x, one.y, strict=True)]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{COLOURS[number]}"/>')
        parts += [_mark(a, b, number) for a, b in places]
    return "".join(parts)


def _decades(low: float, high: float) -> tuple[int, int]:
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high) - 1e-9)
    return first, max(last, first + 1)


def _round_ticks(most: float) -> list[float]:
    """Return 0 and a few round numbers, the last of them not below `most`."""
    rough = max(most, 1e-9) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * part for part in (1, 2, 2.5, 5, 10) if power * part >= rough * (1 - 1e-9))
    return [step * number for number in range(math.ceil(most / step - 1e-9) + 1)]


def _mark(x: float, y: float, number: int) -> str:
    colour = COLOURS[number]
    if number == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'
    if number == 1:
        return f'<rect x="{x - 3:.1f}" y="{y - 3:.1f}" width="6" height="6" fill="{colour}"/>'
    corners = f"{x:.1f},{y - 4:.1f} {x + 4:.1f},{y + 3:.1f} {x - 4:.1f},{y + 3:.1f}"
    return f'<polygon points="{corners}" fill="{colour}"/>'


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="currentColor" stroke-opacity="0.25"/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="currentColor">'
        f"{escape(text)}</text>"
    )
