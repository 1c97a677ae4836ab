"""What must hold between the keys of `config.yaml` that are for Gradescope."""

from __future__ import annotations

from autograder.config.document import Document
from autograder.config.schema import Config


def check(document: Document, config: Config) -> None:
    """Check that a section that is given does something.

    Raises
    ------
    ConfigError
        At the first that does not.
    """
    _late(document, config)
    _rate_limit(document, config)


def _late(document: Document, config: Config) -> None:
    late = config.late
    if "late" not in document.data:
        return
    if late.percent_a_day and late.points_a_day:
        document.fail(("late",), "has percent_a_day and points_a_day; keep one of them")
    if not (late.percent_a_day or late.points_a_day or late.maximum_days is not None):
        document.fail(
            ("late",), "takes nothing off; give percent_a_day, points_a_day or maximum_days"
        )


def _rate_limit(document: Document, config: Config) -> None:
    if "rate_limit" in document.data and not config.rate_limit.submissions:
        document.fail(
            ("rate_limit", "submissions"), "should say how many, 1 or more; or leave rate_limit out"
        )
