"""What a page shows of a check, of whatever its report still holds."""

from __future__ import annotations

from markupsafe import Markup

from autograder.model.outcome import CaseResult, Difference, Outcome
from autograder.model.report import CheckResult
from autograder.records import dataclass
from autograder.reporting.feedback import (
    MAX_DETAIL,
    MAX_MESSAGES,
    MAX_PRINTED,
    followed,
    head,
    kinds_of_error,
    sentence,
)
from autograder.reporting.marks import in_words
from autograder.reporting.plot_svg import plot
from autograder.reporting.text import cut, printable

NOTHING = Markup()
MOST_ENTRIES = 8


@dataclass(frozen=True)
class Entry:
    """A wrong entry of an array: where it stands, what it is, and what it should be."""

    place: str
    got: str
    expected: str


@dataclass(frozen=True)
class ErrorView:
    """One kind of error, which a check's cases have in common.

    Parameters
    ----------
    sentence
        What went wrong, and in how many cases.
    detail
        Values, exceptions and tracebacks; cut.
    picture
        Where an array is wrong, as SVG; empty if there is nothing to draw.
    words
        The same in words.
    entries
        Some of its wrong entries.
    """

    sentence: str
    detail: str = ""
    picture: Markup = NOTHING
    words: str = ""
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class CheckView:
    """A check in which something went wrong.

    Parameters
    ----------
    result
        What came of it.
    mark
        `failed` or `unjudged`.
    head
        In how many of its cases it is right.
    errors
        The kinds of error in the others, at most a few.
    more
        How many kinds there are beside these.
    printed
        What the submission printed in the first case that went wrong and in which it did.
    """

    result: CheckResult
    mark: str
    head: str
    errors: tuple[ErrorView, ...]
    more: int
    printed: str


def check_view(result: CheckResult) -> CheckView:
    """Return what is shown of a check in which something went wrong."""
    failed = [case for case in result.cases if case.outcome is not Outcome.PASSED]
    kinds = [(message, cases) for message, cases in kinds_of_error(failed) if message]
    errors = []
    drawn = False
    for message, cases in kinds[:MAX_MESSAGES]:
        errors.append(error_view(message, cases, draw=not drawn))
        drawn = drawn or bool(errors[-1].picture)
    return CheckView(
        result,
        "unjudged" if result.outcome is Outcome.GRADER_ERROR else "failed",
        followed(result) if result.check.follows and result.score else head(result),
        tuple(errors),
        max(len(kinds) - MAX_MESSAGES, 0),
        first_printed(failed),
    )


def error_view(message: str, cases: list[CaseResult], draw: bool = True) -> ErrorView:
    """Return what is shown of the cases that have one message; the first one's details.

    Parameters
    ----------
    message, cases
        What went wrong, and where.
    draw
        Whether to draw where an array is wrong.
    """
    times = f" ({len(cases)} cases)" if len(cases) > 1 else ""
    said, detail = sentence(printable(message), times), cut(cases[0].detail, MAX_DETAIL)
    difference = cases[0].difference
    if difference is None or not difference.wrong or not draw:
        return ErrorView(said, detail)
    return ErrorView(
        said,
        detail,
        Markup(plot(difference)),
        f"{difference.name}: {in_words(difference)}",
        _entries(difference),
    )


def first_printed(cases: list[CaseResult]) -> str:
    """Return what was printed in the first of these cases in which something was; cut."""
    texts = (case.printed.rstrip() for case in cases)
    return cut(next(filter(None, texts), ""), MAX_PRINTED)


def _entries(difference: Difference) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            _place(number, difference.shape),
            f"{difference.got[number]:.6g}",
            f"{difference.expected[number]:.6g}",
        )
        for number in difference.wrong[:MOST_ENTRIES]
    )


def _place(number: int, shape: tuple[int, ...]) -> str:
    index = []
    for length in reversed(shape):
        number, place = divmod(number, length)
        index.append(str(place))
    return f"[{', '.join(reversed(index))}]"
