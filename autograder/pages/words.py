"""How templates write numbers, outcomes and sentences."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from autograder.model.outcome import Outcome
from autograder.reporting.text import cut, printable

TICKED = re.compile("`([^`\n]+)`")
MOST_OF_MANY = 800
"""Characters of a text that stands beside many others."""
WORDS = {
    Outcome.PASSED: "right",
    Outcome.FAILED: "wrong",
    Outcome.NOT_RUN: "not run",
    Outcome.CRASHED: "raised an exception",
    Outcome.OVER_LIMIT: "over a limit",
    Outcome.TIMED_OUT: "timed out",
    Outcome.FORBIDDEN: "forbidden",
    Outcome.GRADER_ERROR: "not judged",
}


def points(value: float) -> str:
    """Write points with two decimals at most."""
    return f"{round(value, 2):g}"


def share(value: float) -> str:
    """Write a part of 1 as percent."""
    return f"{100 * value:.0f} %"


def shortened(text: str) -> str:
    """Cut a text of which there are many."""
    return cut(text, MOST_OF_MANY)


def ticked(text: str) -> Markup:
    """Escape a text, and set what stands between backticks as code."""
    return Markup(TICKED.sub(r"<code>\1</code>", str(escape(printable(text)))))


def in_words(outcome: Outcome) -> str:
    """Say how a case ended."""
    return WORDS[outcome]


FILTERS = {one.__name__: one for one in (points, share, shortened, ticked, in_words)}
"""What templates use, by its name there."""
